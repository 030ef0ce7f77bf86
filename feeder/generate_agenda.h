/* What is to happen later: items by the instant they are due, first come first served within one.
 *
 * Threads: one. Owns: copies of the items. Bounded: it grows with what is put in; 2^31 items. */
#ifndef CASEPULSE_FEEDER_GENERATE_AGENDA_H
#define CASEPULSE_FEEDER_GENERATE_AGENDA_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct cp_agenda;

struct cp_agenda *cp_agenda_create(size_t item_size);
void cp_agenda_free(struct cp_agenda *agenda);

/* Copies the item in. */
void cp_agenda_add(struct cp_agenda *agenda, int64_t due_ms, const void *item);

/* When the next item is due; INT64_MAX: there is none. */
int64_t cp_agenda_due_ms(const struct cp_agenda *agenda);

/* Copies the next item out; there must be one. */
void cp_agenda_take(struct cp_agenda *agenda, void *out_item);

void cp_agenda_clear(struct cp_agenda *agenda);

size_t cp_agenda_count(const struct cp_agenda *agenda);

#endif
