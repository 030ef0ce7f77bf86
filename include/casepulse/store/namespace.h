/* Namespaces of replays: who may publish into one, and what becomes of it.
 *
 * A replay's namespace is known by the field `kind` of its `meta`. It is taken in one atomic step
 * that marks it `incomplete`, held by the lease of its state (store/ledger.h; so no other program
 * can publish there, whatever it is) and by its heartbeat, and given back in the end. Whoever is
 * killed leaves both to end by themselves within CP_NAMESPACE_HELD_MS. Keys have a life, `meta` the
 * longest, so that nothing is left of which nobody knows what it was.
 *
 * Threads: one. Owns: its connection. Bounded: 1 s to connect, 5 s for an answer; walks over the
 * database 1,000 keys at a time. */
#ifndef CASEPULSE_STORE_NAMESPACE_H
#define CASEPULSE_STORE_NAMESPACE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "casepulse/base/status.h"
#include "casepulse/store/ledger.h"
#include "casepulse/store/redis.h"

#define CP_NAMESPACE_HELD_MS 5000

struct cp_namespace;

/* Settings are copied. `life_ms`: of keys; 0: they stay. Does not connect yet. */
struct cp_namespace *cp_namespace_create(const struct cp_redis_settings *settings, int64_t life_ms);
void cp_namespace_free(struct cp_namespace *space);

/* What the publication is to be guarded with (cp_publication_set_lease). */
const struct cp_token *cp_namespace_lease(const struct cp_namespace *space);

/* Takes the namespace if it is empty or a replay's, and marks it incomplete. `*out_is_busy`:
 * somebody publishes there, or did a moment ago; nothing was done. CP_CONFIGURATION: it is not a
 * replay's, or a right is missing. CP_UNREACHABLE: Redis does not answer. */
enum cp_status cp_namespace_take(struct cp_namespace *space, int64_t wall_ms, bool *out_is_busy,
                                 struct cp_failure *out_failure) CP_MUST_USE;

/* Removes what an earlier replay left in a namespace that is ours: all but `meta` and the
 * heartbeat. */
enum cp_status cp_namespace_clean(struct cp_namespace *space,
                                  struct cp_failure *out_failure) CP_MUST_USE;

/* Renews lease and heartbeat; at least each second. CP_RUNTIME: it is not ours any more. */
enum cp_status cp_namespace_hold(struct cp_namespace *space, int64_t wall_ms,
                                 struct cp_failure *out_failure) CP_MUST_USE;

/* All keys live on for `life_ms` from now, `meta` for a minute more. */
enum cp_status cp_namespace_renew(struct cp_namespace *space,
                                  struct cp_failure *out_failure) CP_MUST_USE;

/* Removes everything of a namespace that is ours, `meta` last. */
enum cp_status cp_namespace_remove(struct cp_namespace *space,
                                   struct cp_failure *out_failure) CP_MUST_USE;

/* Gives lease and heartbeat back, if they are ours. */
void cp_namespace_give_back(struct cp_namespace *space);

#define CP_NAMESPACE_TEXT_MAX 64

/* A replay's namespace as it stands. */
struct cp_namespace_line {
    char name[CP_NAMESPACE_MAX + 1];
    char state[CP_NAMESPACE_TEXT_MAX]; /* of `meta`: incomplete, complete, failed */
    bool is_running;                   /* its heartbeat lives */
    int64_t as_of_ms;                  /* INT64_MIN: no picture yet */
    int64_t records;                   /* in the picture */
    int64_t life_ms;                   /* until it goes; −1: it stays */
};

/* All namespaces of replays, in the order of their names; `*out_lines` is the caller's to free. */
enum cp_status cp_namespace_list(struct cp_namespace *space, struct cp_namespace_line **out_lines,
                                 size_t *out_count, struct cp_failure *out_failure) CP_MUST_USE;

#endif
