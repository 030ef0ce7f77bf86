/* From a checked record to the event: what is absent, misshapen or unknown gets its one value, so
 * that two records that say the same give the same bytes.
 *
 * Threads: any. Owns: nothing. */
#ifndef CASEPULSE_FILL_H
#define CASEPULSE_FILL_H

#include "casepulse/proto/event.h"
#include "check.h"

/* Source and its number, of any record that could be read; NULL: of one that could not. */
void cp_event_fill_source(const struct cp_message *message, const struct cp_check_rules *rules,
                          struct cp_event *out_event);

/* The whole event, every byte of it; the record has passed cp_record_check. */
void cp_event_fill(const struct cp_record *record, const struct cp_check_rules *rules,
                   struct cp_event *out_event);

#endif
