/* What a replay counts, from bytes to picture, in memory alone: decode, copy, judge and fold, and
 * the totals. Nothing is committed anywhere.
 *
 * With a load of N each record stands for N that follow one another: offset o of the log is N·o to
 * N·o + N − 1 of what is counted, and the books balance in these.
 *
 * Threads: the replay's. Owns: all it counts with; settings and organisation are lent for life. */
#ifndef CASEPULSE_REPLAY_COUNT_H
#define CASEPULSE_REPLAY_COUNT_H

#include "casepulse/aggregator/picture.h"
#include "casepulse/consumer/range.h"
#include "replay_plan.h"

struct cp_replay_count;

struct cp_replay_count *cp_replay_count_create(const struct cp_replay_plan *plan,
                                               const struct cp_organisation *organisation,
                                               const struct cp_range_part *parts,
                                               size_t part_count);
void cp_replay_count_free(struct cp_replay_count *count);

/* Takes records of a poll, at most CP_SOURCE_BATCH_MAX. */
void cp_replay_count_take(struct cp_replay_count *count, const struct cp_raw_record *records,
                          size_t record_count);

/* When each event of the last take happened by the plan's clock, copies too; INT64_MIN: it cannot
 * be read. Lent until the next take. */
const int64_t *cp_replay_count_instants(const struct cp_replay_count *count, size_t *out_count);

/* By the plan's clock the largest so far; INT64_MIN: none yet. */
int64_t cp_replay_count_as_of_ms(const struct cp_replay_count *count);

/* How far the part that is furthest behind lags in time: the largest arrival so far − its last. */
int64_t cp_replay_count_lag_ms(const struct cp_replay_count *count);

/* Records taken, copies too. */
int64_t cp_replay_count_records(const struct cp_replay_count *count);

/* Everything taken so far, seen from `as_of_ms`; lent until the next call. */
const struct cp_picture *cp_replay_count_picture(struct cp_replay_count *count, int64_t as_of_ms);

/* The picture is not looked at any more, and the next comes late: what comes until then costs
 * less. */
void cp_replay_count_rest(struct cp_replay_count *count);
struct cp_totals *cp_replay_count_totals(struct cp_replay_count *count);

#endif
