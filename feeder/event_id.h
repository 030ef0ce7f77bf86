/* Event ids made from a row's columns, the same whenever the same file is read.
 *
 *   id = first 16 bytes of SHA-256( source 1F TYPE 1F value 1F value … 1F n )
 *
 * TYPE is the contract's upper-case name, 1F the byte 0x1F, n a decimal number from 1: how many
 * events of this type with these values the file has given so far, this one included.
 *
 * Threads: one at a time. Owns: a table of what the file has given. Bounded: 2^26 different events
 * a file (about 1.5 GiB); a file with more is refused and has to be split. */
#ifndef CASEPULSE_FEEDER_EVENT_ID_H
#define CASEPULSE_FEEDER_EVENT_ID_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "casepulse/proto/event.h"

struct cp_event_ids;

struct cp_event_key {
    enum cp_event_type type;
    size_t value_count;
    const char *const *values;
};

/* `source` is lent for the life. */
struct cp_event_ids *cp_event_ids_create(const char *source);
void cp_event_ids_free(struct cp_event_ids *ids);

/* A new file begins: n counts from 1 again. */
void cp_event_ids_start_file(struct cp_event_ids *ids);

/* The id of the file's next event with this key; false if the table is full. */
bool cp_event_ids_next(struct cp_event_ids *ids, const struct cp_event_key *key,
                       uint8_t out_id[CP_EVENT_ID_SIZE]);

/* The id of the first event with this key (n = 1), in whatever file. */
void cp_event_ids_first(struct cp_event_ids *ids, const struct cp_event_key *key,
                        uint8_t out_id[CP_EVENT_ID_SIZE]);

#endif
