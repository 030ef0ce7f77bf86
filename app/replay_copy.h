/* Copies of an event for a greater load: other ids, another minute, all else the same.
 *
 * A copy is derived from the event and the number of the copy alone, so that copies of a redelivery
 * are redeliveries, and a copied retraction takes back the copy of its event. It occurs up to a
 * quarter of an hour earlier on the same local date: every count of a day is the load times that of
 * the log, and no copy occurs later than its event, so that none is judged otherwise.
 *
 * Threads: any; pure. */
#ifndef CASEPULSE_REPLAY_COPY_H
#define CASEPULSE_REPLAY_COPY_H

#include <stdint.h>

#include "casepulse/base/zone.h"
#include "casepulse/proto/event.h"

struct cp_copy_rules {
    const struct cp_zone *zone;
    int32_t skew_ms; /* what occurred so much later than its arrival is set aside: not moved */
};

/* Copy `number` (from 1) of an event that arrived at `arrival_ms`. */
void cp_event_copy(const struct cp_copy_rules *rules, const struct cp_event *event,
                   int64_t arrival_ms, uint32_t number, struct cp_event *out_copy);

/* The id of a copy. */
void cp_event_copy_id(const uint8_t id[CP_EVENT_ID_SIZE], uint32_t number,
                      uint8_t out_id[CP_EVENT_ID_SIZE]);

#endif
