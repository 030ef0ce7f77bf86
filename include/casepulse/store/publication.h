/* The picture in Redis, as docs/REDIS.md promises it to readers.
 *
 * A tick is one MULTI/EXEC that writes only the fields that changed since the last one and ends in
 * PUBLISH. The first tick after a (re)connection removes every key of the namespace and writes the
 * picture whole: what an earlier program or a Redis that lost its last second left behind never
 * mixes with it. Only the first tick of a process, under its lease, keeps what is right already.
 * A tick of more than 20,000 fields (then, at midnight, when a log is caught up with) is parted,
 * days first, then window by window, so that Redis is never busy for long.
 *
 * Threads: one (the publisher's). Owns: its connection and a copy of what was published.
 * Bounded: waits at most 5 s for an answer; between tries backs off from 0.1 to 5 s. */
#ifndef CASEPULSE_STORE_PUBLICATION_H
#define CASEPULSE_STORE_PUBLICATION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "casepulse/aggregator/picture.h"
#include "casepulse/base/status.h"
#include "casepulse/store/ledger.h"
#include "casepulse/store/redis.h"

struct cp_publication;

/* Who publishes in a namespace: the one that follows a topic, or a replay (store/namespace.h). */
#define CP_KIND_RUN "run"
#define CP_KIND_REPLAY "replay"

/* What `meta` says beside the picture. */
struct cp_service_status {
    const char *kind;   /* CP_KIND_REPLAY; NULL: CP_KIND_RUN */
    const char *state;  /* failed, partial, rebuilding, stale, catching_up, live */
    const char *reason; /* "" unless state asks for one; a line for a person */
    int64_t lag_records;
    int64_t lag_ms;
    int partitions_seen;
    int partitions_total;
    int instances;
    int64_t fenced;
};

#define CP_MIN_DENOMINATOR_DEFAULT 30

struct cp_publication_settings {
    struct cp_redis_settings redis;
    const char *version;      /* of the program, for `meta` */
    int64_t min_denominator;  /* a ratio over fewer cases is flagged `small` */
    int64_t (*wall_ms)(void); /* the clock for what a long tick renews on its way; NULL: nothing */
};

/* Settings and their texts are copied. Does not connect yet. */
struct cp_publication *cp_publication_create(const struct cp_publication_settings *settings);
void cp_publication_free(struct cp_publication *publication);

/* Publishes what changed; writes `meta` and `heartbeat` when something changed or a second has
 * passed since they were written. CP_OK; CP_UNREACHABLE: Redis does not answer now (while backing
 * off it returns so at once); CP_CONFIGURATION: a right is missing or the password is wrong;
 * CP_RUNTIME: Redis refused a write (out of memory, wrong type), which is tried again like an
 * unreachable one. CP_UNREACHABLE and CP_RUNTIME are logged here, once when it begins and once when
 * all is well again; CP_CONFIGURATION is not: it is the caller's to tell and to end with. */
enum cp_status cp_publication_tick(struct cp_publication *publication,
                                   const struct cp_picture *picture,
                                   const struct cp_service_status *status, int64_t wall_ms,
                                   struct cp_failure *out_failure) CP_MUST_USE;

/* Connects if there is no connection, so that a missing Redis is said before there is anything to
 * publish. Outcomes as of a tick. */
enum cp_status cp_publication_reach(struct cp_publication *publication, int64_t wall_ms,
                                    struct cp_failure *out_failure) CP_MUST_USE;

/* What stands in Redis is not known any more, since somebody else published: the next tick writes
 * all. */
void cp_publication_forget(struct cp_publication *publication);

/* Leaves the figures as they are and says in `meta` that they are not to be trusted: state failed
 * and why. Outcomes as of a tick. */
enum cp_status cp_publication_fail(struct cp_publication *publication, const char *reason,
                                   int64_t wall_ms, struct cp_failure *out_failure) CP_MUST_USE;

/* From now on nothing is written unless the state's lease (store/ledger.h) holds this value at that
 * very instant: whoever was paused and lost the lease meanwhile changes nothing any more. NULL: no
 * condition. */
void cp_publication_set_lease(struct cp_publication *publication, const struct cp_token *lease);

/* From now on no key is without an end: one that has none gets this life with whatever is written
 * to it. 0: keys stay. */
void cp_publication_set_life(struct cp_publication *publication, int64_t life_ms);

/* True if the last tick (or failure) was refused so: it returned CP_OK, but nothing was written
 * (of a first tick's days perhaps some). The next one writes all. */
bool cp_publication_is_refused(const struct cp_publication *publication);

/* The next tick is the last: what is written at most once a second is not put off any more. */
void cp_publication_set_last(struct cp_publication *publication);

/* What the last tick took. */
struct cp_publication_cost {
    size_t fields; /* set or removed */
    size_t transactions;
};

struct cp_publication_cost cp_publication_cost(const struct cp_publication *publication);

/* Number of the last complete tick; continues the one found in Redis. A tick that only renews the
 * clocks of `meta` and the heartbeat has no number of its own. */
int64_t cp_publication_seq(const struct cp_publication *publication);

#endif
