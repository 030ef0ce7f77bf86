/* Which counters one fact moves: the meaning of each event type.
 *
 * Threads: any; pure. */
#ifndef CASEPULSE_COLUMNS_H
#define CASEPULSE_COLUMNS_H

#include <stdint.h>

#include "casepulse/aggregator/figures.h"
#include "casepulse/aggregator/fold.h"
#include "casepulse/base/assert.h"
#include "casepulse/proto/event.h"

/* A complaint of 32 points touches at most: itself, its kinds, body, themes and points, twice. */
#define CP_TOUCHES_MAX 160

/* One counter and what is added to it. */
struct cp_touch {
    uint16_t counter; /* a stored one */
    int32_t weight;
};

/* Those of one block stand together; a counter may come twice. */
struct cp_touches {
    int count;
    struct cp_touch list[CP_TOUCHES_MAX];
};

/* Begins with none. */
static inline void cp_touches_clear(struct cp_touches *touches)
{
    touches->count = 0;
}

static inline void cp_touch_weighted(struct cp_touches *touches, int counter, int32_t weight)
{
    CP_ASSERT(touches->count < CP_TOUCHES_MAX);
    touches->list[touches->count++] =
        (struct cp_touch){.counter = (uint16_t)counter, .weight = weight};
}

static inline void cp_touch(struct cp_touches *touches, int counter)
{
    cp_touch_weighted(touches, counter, 1);
}

/* All that a fact, filed on local date `day`, adds to its own row (of a move the receiver's), the
 * backlogs apart (backlog.h). */
void cp_touch_fact(const struct cp_fold_settings *settings, const struct cp_fact *fact, int32_t day,
                   struct cp_touches *touches);

/* What a move adds to the row it leaves. */
void cp_touch_sender(const struct cp_fold_settings *settings, const struct cp_fact *fact,
                     struct cp_touches *touches);

/* How many active cases a fact adds to its own row: +1, −1 or 0 (counting rule 10). */
extern const int8_t cp_flows[CP_EVENT_TYPE_END]; /* by type */
static inline int32_t cp_flow_of(const struct cp_fact *fact)
{
    return cp_flows[fact->type];
}

/* Parts of cp_touch_fact: by durations and deadlines of a decision (rules 19, 20); by subject
 * group.
 */
void cp_touch_timing(const struct cp_zone *zone, const struct cp_fact *fact, int32_t day,
                     struct cp_touches *touches);
void cp_touch_subject(const struct cp_subjects *subjects, const struct cp_fact *fact,
                      struct cp_touches *touches);

#endif
