/* The straight road from bytes to event, for a record that is as nearly all are: written as
 * senders' libraries write, its fields in the order of their numbers, and nothing about it to
 * refuse or to repair. Everything else takes the general road (reader.h, record.h), whose judgement
 * this one never contradicts: that is what tests/unit/proto and tests/fuzz try to disprove.
 *
 * Threads: any; pure. */
#ifndef CASEPULSE_STRAIGHT_H
#define CASEPULSE_STRAIGHT_H

#include <stdbool.h>

#include "casepulse/proto/event.h"
#include "check.h"

/* True: *out_event is the whole event. False: nothing is said of the record, and *out_event holds
 * anything. */
bool cp_straight_decode(struct cp_slice message, struct cp_slice key,
                        const struct cp_check_rules *rules, struct cp_event *out_event);

#endif
