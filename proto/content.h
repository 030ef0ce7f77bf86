/* The content of an event as one number, to tell a copy from an altered copy (counting rule 13).
 *
 * Threads: any; pure. The numbers are stored with the ids: what content.c hashes, and how, belongs
 * to the state's format. */
#ifndef CASEPULSE_CONTENT_H
#define CASEPULSE_CONTENT_H

#include "casepulse/proto/event.h"
#include "check.h"

/* Fills content_hash and fact_hash of the event that cp_event_fill made of the record. */
void cp_content_fill(const struct cp_record *record, const struct cp_check_rules *rules,
                     struct cp_event *out_event);

/* The same of an event that is no retraction. */
void cp_content_fill_own(struct cp_event *out_event);

#endif
