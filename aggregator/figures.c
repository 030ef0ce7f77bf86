#include "casepulse/aggregator/figures.h"

#include <assert.h>
#include <string.h>

#include "casepulse/base/assert.h"

#define U 1
#define H 2
#define CITY 4

/* The tables name counters without their prefix. */
enum cp_counter_name {
#define COUNTER(name, id, block, flags, en, da) name = CP_COUNTER_##name,
#include "casepulse/aggregator/counters.def"
#undef COUNTER
};

#define CP_EVENT_LATE CP_BLOCK_LATE

const struct cp_counter_row cp_counters[CP_COUNTER_COUNT] = {
#define COUNTER(name, id, block, flags, en, da)                                                    \
    {id, en, da, CP_EVENT_##block, ((flags)&U) != 0, ((flags)&H) != 0},
#include "casepulse/aggregator/counters.def"
#undef COUNTER
};

/* Terms end at the first 0: REV, counter 0, is no term of any ratio. */
static_assert(CP_COUNTER_REV == 0, "counter 0 ends a list of terms");

const struct cp_ratio_row cp_ratios[CP_RATIO_COUNT] = {
#define TERMS(...)                                                                                 \
    {                                                                                              \
        __VA_ARGS__                                                                                \
    }
#define RATIO(name, id, scale, flags, numerator, denominator, en, da)                              \
    {id, en, da, scale, ((flags)&U) != 0, ((flags)&CITY) != 0, numerator, denominator},
#include "casepulse/aggregator/ratios.def"
#undef RATIO
#undef TERMS
};

/* First counter of each block; the blocks stand in the order of their types, so that the next one's
 * first ends this one. */
static const uint16_t cp_block_firsts[CP_BLOCK_COUNT + 1] = {
    [CP_BLOCK_LATE] = REV,
    [CP_EVENT_INQUIRY_RECEIVED] = INQUIRIES,
    [CP_EVENT_CASE_OPENED] = OPENED,
    [CP_EVENT_CASE_REOPENED] = REOPENED,
    [CP_EVENT_CASE_CLOSED] = CLOSED,
    [CP_EVENT_STATE_CHANGED] = STATES,
    [CP_EVENT_UNIT_CHANGED] = MOVED_IN,
    [CP_EVENT_DECISION_MADE] = DECISIONS,
    [CP_EVENT_COMPLAINT_RECEIVED] = COMPLAINTS,
    [CP_EVENT_COMPLAINT_REASSESSED] = REASSESSED,
    [CP_EVENT_COMPLAINT_CONCLUDED] = CONCLUDED,
    [CP_EVENT_APPEAL_DECIDED] = APPEALS,
    [CP_EVENT_INVESTIGATION_CONCLUDED] = INVESTIGATIONS,
    [CP_EVENT_AUDIT_REVIEWED] = REVIEWS,
    [CP_EVENT_EVENT_RETRACTED] = RETRACTIONS,
    [CP_BLOCK_COUNT] = CP_COUNTER_COUNT,
};

uint16_t cp_block_first(uint8_t block)
{
    CP_ASSERT(block < CP_BLOCK_COUNT);
    return cp_block_firsts[block];
}

uint16_t cp_block_width(uint8_t block)
{
    CP_ASSERT(block < CP_BLOCK_COUNT);
    return (uint16_t)(cp_block_firsts[block + 1] - cp_block_firsts[block]);
}

/* Counted by the compiler from the flags of the rows. */
enum {
    CP_HEADLINE_COUNT = 0
#define COUNTER(name, id, block, flags, en, da) +(((flags)&H) != 0)
#include "casepulse/aggregator/counters.def"
#undef COUNTER
};
static_assert(CP_HEADLINE_COUNT <= CP_HEADLINE_MAX, "more headlines than readers were promised");

int cp_headline_count(void)
{
    return CP_HEADLINE_COUNT;
}

uint16_t cp_headline_counter(int place)
{
    int seen = 0;
    for (uint16_t counter = 0; counter < CP_COUNTER_COUNT; counter++) {
        if (cp_counters[counter].is_headline && seen++ == place) {
            return counter;
        }
    }
    CP_BUG("a headline's place lies within cp_headline_count()");
    return 0;
}

int cp_counter_find(const char *id)
{
    for (int counter = 0; counter < CP_COUNTER_COUNT; counter++) {
        if (strcmp(cp_counters[counter].id, id) == 0) {
            return counter;
        }
    }
    return -1;
}

int cp_ratio_find(const char *id)
{
    for (int ratio = 0; ratio < CP_RATIO_COUNT; ratio++) {
        if (strcmp(cp_ratios[ratio].id, id) == 0) {
            return ratio;
        }
    }
    return -1;
}
