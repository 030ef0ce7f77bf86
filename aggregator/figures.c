#include "casepulse/aggregator/figures.h"

#include <assert.h>
#include <string.h>

#include "casepulse/base/assert.h"

/* Flags of the tables. */
#define U 1
#define H 2
#define CITY 4
#define N 8
#define K 16
#define G(place) (((place) + 1) << 8)
#define CP_GROUP_OF(flags) (((flags) >> 8) - 1)

#define NONE                                                                                       \
    {                                                                                              \
        0                                                                                          \
    }
#define TERMS(...)                                                                                 \
    {                                                                                              \
        __VA_ARGS__                                                                                \
    }
#define NOTHING 0

/* The tables name counters without their prefix. */
enum cp_counter_name {
#define EACH(name, flags) name = CP_COUNTER_##name,
#include "each_figure.def"
#undef EACH
};

#define CP_FIGURE(id, block, kind, flags, en, da)                                                  \
    {id,                                                                                           \
     en,                                                                                           \
     da,                                                                                           \
     block,                                                                                        \
     kind,                                                                                         \
     CP_GROUP_OF(flags),                                                                           \
     ((flags)&U) != 0,                                                                             \
     ((flags)&H) != 0,                                                                             \
     ((flags)&N) != 0},

const struct cp_counter_row cp_counters[CP_COUNTER_COUNT] = {
#define COUNTER(name, id, block, flags, en, da)                                                    \
    CP_FIGURE(id, CP_BLOCK_##block, CP_STORED, flags, en, da)
#define DERIVED(name, id, flags, plus, minus, family, en, da)                                      \
    CP_FIGURE(id, CP_BLOCK_NONE, CP_DERIVED, flags, en, da)
#define GAUGE(name, id, flags, plus, minus, family, en, da)                                        \
    CP_FIGURE(id, CP_BLOCK_NONE, CP_GAUGE, flags, en, da)
#include "casepulse/aggregator/counters.def"
#include "casepulse/aggregator/sums.def"
#undef COUNTER
#undef DERIVED
#undef GAUGE
};

/* Terms end at the first 0: REV, counter 0, is no term of anything. */
static_assert(CP_COUNTER_REV == 0, "counter 0 ends a list of terms");

static const struct cp_sum_row cp_sums[CP_SUM_COUNT] = {
#define DERIVED(name, id, flags, plus, minus, family, en, da) {plus, minus, family},
#define GAUGE(name, id, flags, plus, minus, family, en, da) {plus, minus, family},
#include "casepulse/aggregator/sums.def"
#undef DERIVED
#undef GAUGE
};

const struct cp_sum_row *cp_sum_of(uint16_t counter)
{
    CP_ASSERT(counter >= CP_STORED_COUNT && counter < CP_COUNTER_COUNT);
    return &cp_sums[counter - CP_STORED_COUNT];
}

const struct cp_ratio_row cp_ratios[CP_RATIO_COUNT] = {
#define RATIO(name, id, scale, flags, numerator, denominator, en, da)                              \
    {id,        en,         da, scale, CP_GROUP_OF(flags), ((flags)&U) != 0, ((flags)&CITY) != 0,  \
     numerator, denominator},
#include "casepulse/aggregator/ratios.def"
#undef RATIO
};

/* First counter of each block. */
enum {
    CP_FIRST_LATE = REV,
    CP_FIRST_INQUIRY_RECEIVED = INQUIRIES,
    CP_FIRST_CASE_OPENED = OPENED,
    CP_FIRST_CASE_REOPENED = REOPENED,
    CP_FIRST_CASE_CLOSED = CLOSED,
    CP_FIRST_STATE_CHANGED = STATES,
    CP_FIRST_UNIT_CHANGED = MOVED_IN,
    CP_FIRST_DECISION_MADE = DECISIONS,
    CP_FIRST_COMPLAINT_RECEIVED = COMPLAINTS,
    CP_FIRST_COMPLAINT_REASSESSED = REASSESSED,
    CP_FIRST_COMPLAINT_CONCLUDED = CONCLUDED,
    CP_FIRST_APPEAL_DECIDED = APPEALS,
    CP_FIRST_INVESTIGATION_CONCLUDED = INVESTIGATIONS,
    CP_FIRST_AUDIT_REVIEWED = REVIEWS,
    CP_FIRST_EVENT_RETRACTED = RETRACTIONS,
    CP_FIRST_SUBJECT_INQUIRIES = INQUIRIES_SUBJECT_0,
    CP_FIRST_SUBJECT_DECISIONS = DECISIONS_SUBJECT_0,
    CP_FIRST_SUBJECT_COMPLAINTS = COMPLAINTS_SUBJECT_0,
    CP_FIRST_SUBJECT_OMB_COMPLAINTS = OMB_COMPLAINTS_SUBJECT_0,
    CP_FIRST_SUBJECT_ACTIVE = ACTIVE_FLOW_SUBJECT_0,
    CP_FIRST_DURATION_LOW = DECISIONS_BUCKET_0,
    CP_FIRST_DURATION_HIGH = DECISIONS_BUCKET_128,
    CP_FIRST_BACKLOG = BACKLOG_FLOW_3M,
};

/* The blocks stand in their order, so that the next one's first ends this one. */
static const uint16_t cp_block_firsts[CP_BLOCK_COUNT + 1] = {
    [CP_BLOCK_LATE] = CP_FIRST_LATE,
#define X(name, text) [CP_BLOCK_##name] = CP_FIRST_##name,
    CP_EVENT_TYPES(X)
#undef X
        [CP_BLOCK_SUBJECT_INQUIRIES] = CP_FIRST_SUBJECT_INQUIRIES,
    [CP_BLOCK_SUBJECT_DECISIONS] = CP_FIRST_SUBJECT_DECISIONS,
    [CP_BLOCK_SUBJECT_COMPLAINTS] = CP_FIRST_SUBJECT_COMPLAINTS,
    [CP_BLOCK_SUBJECT_OMB_COMPLAINTS] = CP_FIRST_SUBJECT_OMB_COMPLAINTS,
    [CP_BLOCK_SUBJECT_ACTIVE] = CP_FIRST_SUBJECT_ACTIVE,
    [CP_BLOCK_DURATION_LOW] = CP_FIRST_DURATION_LOW,
    [CP_BLOCK_DURATION_HIGH] = CP_FIRST_DURATION_HIGH,
    [CP_BLOCK_BACKLOG] = CP_FIRST_BACKLOG,
    [CP_BLOCK_COUNT] = CP_STORED_COUNT,
};

const struct cp_column_place cp_column_places[CP_STORED_COUNT] = {
#define COUNTER(name, id, block, flags, en, da)                                                    \
    {CP_BLOCK_##block, CP_COUNTER_##name - CP_FIRST_##block},
#include "casepulse/aggregator/counters.def"
#undef COUNTER
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

/* Numbered by the compiler: the place of each is how many were chosen before it. */
#define CP_PLACE(list, name, is_chosen)                                                            \
    CP_##list##_PLACE_##name, CP_##list##_LAST_##name = CP_##list##_PLACE_##name - !(is_chosen),

enum {
#define EACH(name, flags) CP_PLACE(UNIT, name, ((flags) & (U | K)) != 0)
#include "each_figure.def"
#undef EACH
    CP_UNIT_COUNTER_COUNT
};

enum {
#define EACH(name, flags) CP_PLACE(HEADLINE, name, ((flags)&H) != 0)
#include "each_figure.def"
#undef EACH
    CP_HEADLINE_COUNT
};
static_assert(CP_HEADLINE_COUNT <= CP_HEADLINE_MAX, "more headlines than readers were promised");

static const int16_t cp_unit_places[CP_COUNTER_COUNT] = {
#define EACH(name, flags) ((flags) & (U | K)) != 0 ? CP_UNIT_PLACE_##name : -1,
#include "each_figure.def"
#undef EACH
};

/* By place; what is no headline stands behind them all, where nobody looks. */
static const uint16_t cp_headlines[CP_HEADLINE_COUNT + CP_COUNTER_COUNT] = {
#define EACH(name, flags)                                                                          \
    [((flags)&H) != 0 ? CP_HEADLINE_PLACE_##name : CP_HEADLINE_COUNT + (int)CP_COUNTER_##name] =   \
        CP_COUNTER_##name,
#include "each_figure.def"
#undef EACH
};

int cp_counter_unit_place(uint16_t counter)
{
    CP_ASSERT(counter < CP_COUNTER_COUNT);
    return cp_unit_places[counter];
}

int cp_unit_counter_count(void)
{
    return CP_UNIT_COUNTER_COUNT;
}

int cp_headline_count(void)
{
    return CP_HEADLINE_COUNT;
}

uint16_t cp_headline_counter(int place)
{
    CP_ASSERT(place >= 0 && place < CP_HEADLINE_COUNT);
    return cp_headlines[place];
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
