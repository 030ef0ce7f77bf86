/* The table of figures: every counter, gauge and ratio, one row each, from which the fold's
 * columns, the picture, the fields in Redis, the labels and docs/FIGURES.md grow. Percentiles of
 * durations have a small table of their own (durations.h).
 *
 * Counters come first, so a counter's number is also its figure's number. Threads: any; constant.
 * Sources of the formulas: docs/FIGURES.md. */
#ifndef CASEPULSE_AGGREGATOR_FIGURES_H
#define CASEPULSE_AGGREGATOR_FIGURES_H

#include <stdbool.h>
#include <stdint.h>

#include "casepulse/base/assert.h"
#include "casepulse/proto/event.h"

#define CP_TERMS_MAX 4

/* A block holds the stored counters that are kept together under one row and date: those that one
 * event type moves, and the families below. */
enum cp_block {
    CP_BLOCK_LATE = CP_EVENT_UNKNOWN, /* `rev` */
#define X(name, text) CP_BLOCK_##name = CP_EVENT_##name,
    CP_EVENT_TYPES(X)
#undef X
        CP_BLOCK_SUBJECT_INQUIRIES,
    CP_BLOCK_SUBJECT_DECISIONS,
    CP_BLOCK_SUBJECT_COMPLAINTS,
    CP_BLOCK_SUBJECT_OMB_COMPLAINTS,
    CP_BLOCK_SUBJECT_ACTIVE,
    CP_BLOCK_DURATION_LOW,
    CP_BLOCK_DURATION_HIGH,
    CP_BLOCK_BACKLOG, /* by day only: nobody asks for a backlog by the hour */
    CP_BLOCK_COUNT
};
#define CP_BLOCK_NONE UINT8_MAX /* of figures that are not stored */

/* Stored counters first: what the fold moves; then what the picture makes of them. */
enum cp_counter {
#define COUNTER(name, id, block, flags, en, da) CP_COUNTER_##name,
#include "casepulse/aggregator/counters.def"
#undef COUNTER
    CP_STORED_COUNT,
    CP_COUNTER_BEFORE_SUMS = CP_STORED_COUNT - 1,
#define DERIVED(name, id, flags, plus, minus, family, en, da) CP_COUNTER_##name,
#define GAUGE(name, id, flags, plus, minus, family, en, da) CP_COUNTER_##name,
#include "casepulse/aggregator/sums.def"
#undef DERIVED
#undef GAUGE
    CP_COUNTER_COUNT
};
#define CP_SUM_COUNT (CP_COUNTER_COUNT - CP_STORED_COUNT)

enum cp_ratio {
#define RATIO(name, id, scale, flags, numerator, denominator, en, da) CP_RATIO_##name,
#include "casepulse/aggregator/ratios.def"
#undef RATIO
    CP_RATIO_COUNT
};

enum cp_counter_kind { CP_STORED, CP_DERIVED, CP_GAUGE };

#define CP_GROUP_NONE (-1) /* a figure of no subject group */

/* Of a figure of a subject group, id and labels end with the group's place: what they read in a
 * configuration is told by catalogue.h. */
struct cp_counter_row {
    const char *id; /* the field in Redis; hidden ones have it in the state digest */
    const char *label_en;
    const char *label_da;
    uint8_t block;    /* enum cp_block, or CP_BLOCK_NONE */
    uint8_t kind;     /* enum cp_counter_kind */
    int8_t group;     /* 0 to CP_SUBJECTS_MAX − 1, or CP_GROUP_NONE */
    bool is_unit;     /* published for units too */
    bool is_headline; /* in `by:`, `days:`, `hist:` */
    bool is_hidden;   /* never published */
};

/* What a figure that is not stored is made of; sums.def says how. Lists end at a 0. */
struct cp_sum_row {
    uint16_t plus[CP_TERMS_MAX + 1]; /* enum cp_counter */
    uint16_t minus[CP_TERMS_MAX + 1];
    uint16_t minus_family; /* the first of CP_SUBJECTS_MAX counters, all taken off; 0: none */
};

struct cp_ratio_row {
    const char *id;
    const char *label_en;
    const char *label_da;
    int32_t scale; /* 100, 1,000, or 1 for a mean */
    int8_t group;  /* as above */
    bool is_unit;
    bool is_city;                           /* the denominator is the city's: row ALL */
    uint16_t numerator[CP_TERMS_MAX + 1];   /* enum cp_counter, summed; a 0 ends the list */
    uint16_t denominator[CP_TERMS_MAX + 1]; /* the same */
};

extern const struct cp_counter_row cp_counters[CP_COUNTER_COUNT];
extern const struct cp_ratio_row cp_ratios[CP_RATIO_COUNT];

/* Of a counter from CP_STORED_COUNT on. */
const struct cp_sum_row *cp_sum_of(uint16_t counter);

/* Where a stored counter stands. */
struct cp_column_place {
    uint8_t block; /* enum cp_block */
    uint8_t column;
};
extern const struct cp_column_place cp_column_places[CP_STORED_COUNT];

static inline struct cp_column_place cp_column_of(uint16_t counter)
{
    CP_ASSERT(counter < CP_STORED_COUNT);
    return cp_column_places[counter];
}

/* First counter of a block, and how many it has (0: none). Column = counter − first. */
uint16_t cp_block_first(uint8_t block);
uint16_t cp_block_width(uint8_t block);

/* Most columns that any block has. */
#define CP_BLOCK_WIDTH_MAX 128

/* The headline counters in table order: their number, and the counter at a place. */
int cp_headline_count(void);
uint16_t cp_headline_counter(int place);
#define CP_HEADLINE_MAX 40

/* A unit's row keeps what is published for units and the terms of units' ratios: the place of a
 * counter among those (table order), or −1; and how many they are. */
int cp_counter_unit_place(uint16_t counter);
int cp_unit_counter_count(void);

/* The counter of an id, or −1. */
int cp_counter_find(const char *id);

/* The ratio of an id, or −1. */
int cp_ratio_find(const char *id);

#endif
