/* The stored state of a namespace, read-only: nothing is claimed, no lease is taken.
 *
 * Threads: main. Bounded: waits at most 30 s for Redis. */
#ifndef CASEPULSE_STATE_LOAD_H
#define CASEPULSE_STATE_LOAD_H

#include <stddef.h>

#include "casepulse/aggregator/picture.h"
#include "casepulse/base/status.h"
#include "casepulse/base/zone.h"
#include "casepulse/store/redis.h"

/* Everything counted up to now, as cp_loader_catch_up says; owned by the caller. `fingerprint`:
 * what the state must have been counted with. The zone is lent for the life of the totals. */
enum cp_status cp_state_load(const struct cp_redis_settings *redis, const struct cp_zone *zone,
                             const char *fingerprint, struct cp_totals **out_totals,
                             struct cp_failure *out_failure) CP_MUST_USE;

/* What it was counted with; "" if there is no state. */
enum cp_status cp_state_fingerprint(const struct cp_redis_settings *redis, char *out_text,
                                    size_t capacity, struct cp_failure *out_failure) CP_MUST_USE;

#endif
