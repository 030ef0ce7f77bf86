/* A replay's pictures on their way to its namespace: taken, held, published, given back.
 *
 * Threads: the replay's. Owns: its connections. Bounded: waits at most 30 s for Redis, and 7 s for
 * whoever publishes in the namespace to end. */
#ifndef CASEPULSE_REPLAY_PUBLISH_H
#define CASEPULSE_REPLAY_PUBLISH_H

#include "replay_count.h"

struct cp_replay_publish;

struct cp_replay_publish *cp_replay_publish_create(const struct cp_replay_plan *plan);

/* Gives the namespace back, as it stands. */
void cp_replay_publish_free(struct cp_replay_publish *publish);

/* Takes the namespace, marks it incomplete and removes what an earlier replay left. */
enum cp_status cp_replay_publish_begin(struct cp_replay_publish *publish,
                                       struct cp_failure *out_failure) CP_MUST_USE;

/* What is due: holds the namespace, publishes a picture. `left`: records still to be read.
 * `*out_has_ticked`: a picture was published. */
enum cp_status cp_replay_publish_turn(struct cp_replay_publish *publish,
                                      struct cp_replay_count *count, int64_t left,
                                      bool *out_has_ticked,
                                      struct cp_failure *out_failure) CP_MUST_USE;

/* The last picture: the namespace is complete. CP_DATA: the books do not balance. */
enum cp_status cp_replay_publish_finish(struct cp_replay_publish *publish,
                                        struct cp_replay_count *count,
                                        struct cp_failure *out_failure) CP_MUST_USE;

/* Milliseconds until the next picture may be due; for who waits. */
int64_t cp_replay_publish_pause_ms(const struct cp_replay_publish *publish);

#endif
