/* From a record whose messages were read, by whichever reader, to the event: check, fill, hash.
 *
 * Threads: any; pure. */
#ifndef CASEPULSE_RECORD_H
#define CASEPULSE_RECORD_H

#include "casepulse/proto/event.h"
#include "check.h"

/* As cp_decoder_decode says, for a record that could be read. */
enum cp_reason cp_record_finish(const struct cp_record *record, const struct cp_check_rules *rules,
                                struct cp_event *out_event);

/* And for one that could not. */
enum cp_reason cp_record_refuse(enum cp_reason reason, const struct cp_check_rules *rules,
                                struct cp_event *out_event);

#endif
