/* The records of a range in the order and at the pace in which they are to be taken.
 *
 * Without a pace they come as they come. With one, each partition's records stay in their order,
 * those of all partitions are put in order by the plan's clock, and none comes before its time: the
 * first at once, each other so much later as it happened later, divided by the speed. A record
 * whose time lies before that of one already given is due at once.
 *
 * Threads: the replay's. Owns: its lanes; the range is lent for life. */
#ifndef CASEPULSE_REPLAY_ORDER_H
#define CASEPULSE_REPLAY_ORDER_H

#include "casepulse/consumer/range.h"
#include "replay_plan.h"

struct cp_replay_order;

struct cp_replay_order *cp_replay_order_create(const struct cp_replay_plan *plan,
                                               struct cp_range *range);
void cp_replay_order_free(struct cp_replay_order *order);

/* The next records, none if none is due or here; waits at most `wait_ms` for them. Lent until the
 * next call. Outcomes as of cp_range_poll. */
enum cp_status cp_replay_order_take(struct cp_replay_order *order, int wait_ms,
                                    const struct cp_raw_record **out_records, size_t *out_count,
                                    struct cp_failure *out_failure) CP_MUST_USE;

/* True if all was given. */
bool cp_replay_order_is_done(const struct cp_replay_order *order);

/* The steady time at which something of that instant is due by the pace. */
int64_t cp_replay_order_due_ms(const struct cp_replay_order *order, int64_t instant_ms);

#endif
