/* Texts into fields of an event.
 *
 * Threads: any. */
#ifndef CASEPULSE_FEEDER_FIELD_VALUE_H
#define CASEPULSE_FEEDER_FIELD_VALUE_H

#include <stdbool.h>

#include "casepulse/base/zone.h"
#include "fields.h"

#define CP_FIELD_WORD_SIZE 256

/* How times are written. */
struct cp_field_times {
    const struct cp_zone *zone;
    const char *format; /* NULL: ISO 8601 */
};

/* True for fields that take a set or list of values. */
bool cp_field_is_list(const struct cp_field *field);

/* Sets the field (adds to a list) from one text that is not empty; false if the text is none of its
 * values, or a list is full. */
bool cp_field_set(const struct cp_field *field, const char *text, struct cp_field_times times,
                  struct cp_event *event);

/* One value of a list: lists are written with blanks or | between their values. */
struct cp_field_word {
    char text[CP_FIELD_WORD_SIZE];
};

/* Takes the next value of a list; returns where to go on, NULL at the end. A longer one is cut: it
 * is no value anyway. */
const char *cp_field_word_take(const char *at, struct cp_field_word *out_word);

/* Sets the field from a text, of a list all its values. */
bool cp_field_set_all(const struct cp_field *field, const char *text, struct cp_field_times times,
                      struct cp_event *event);

/* Reads 32 hexadecimal digits, also with the hyphens of a UUID; false if not, or if all are 0. */
bool cp_event_id_parse(const char *text, uint8_t out_id[CP_EVENT_ID_SIZE]);

#endif
