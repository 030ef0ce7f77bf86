/* The table of figures: every counter and ratio, one row each, from which the fold's columns, the
 * picture, the fields in Redis, the labels and docs/FIGURES.md grow.
 *
 * Counters come first, so a counter's number is also its figure's number. Threads: any; constant.
 * Sources of the formulas: docs/FIGURES.md. */
#ifndef CASEPULSE_AGGREGATOR_FIGURES_H
#define CASEPULSE_AGGREGATOR_FIGURES_H

#include <stdbool.h>
#include <stdint.h>

#include "casepulse/proto/event.h"

#define CP_TERMS_MAX 4

/* A block holds the counters that one event type moves; LATE holds `rev`. */
#define CP_BLOCK_LATE CP_EVENT_UNKNOWN
#define CP_BLOCK_COUNT CP_EVENT_TYPE_END

enum cp_counter {
#define COUNTER(name, id, block, flags, en, da) CP_COUNTER_##name,
#include "casepulse/aggregator/counters.def"
#undef COUNTER
    CP_COUNTER_COUNT
};

enum cp_ratio {
#define RATIO(name, id, scale, flags, numerator, denominator, en, da) CP_RATIO_##name,
#include "casepulse/aggregator/ratios.def"
#undef RATIO
    CP_RATIO_COUNT
};

struct cp_counter_row {
    const char *id; /* the field in Redis */
    const char *label_en;
    const char *label_da;
    uint8_t block;    /* enum cp_event_type, or CP_BLOCK_LATE */
    bool is_unit;     /* published for units too */
    bool is_headline; /* in `by:`, `days:` */
};

struct cp_ratio_row {
    const char *id;
    const char *label_en;
    const char *label_da;
    int32_t scale; /* 100 or 1,000 */
    bool is_unit;
    bool is_city;                           /* the denominator is the city's: row ALL */
    uint16_t numerator[CP_TERMS_MAX + 1];   /* enum cp_counter, summed; a 0 ends the list */
    uint16_t denominator[CP_TERMS_MAX + 1]; /* the same */
};

extern const struct cp_counter_row cp_counters[CP_COUNTER_COUNT];
extern const struct cp_ratio_row cp_ratios[CP_RATIO_COUNT];

/* First counter of a block, and how many it has (0: none). Column = counter − first. */
uint16_t cp_block_first(uint8_t block);
uint16_t cp_block_width(uint8_t block);

/* Most columns that any block has. */
#define CP_BLOCK_WIDTH_MAX 128

/* The headline counters in table order: their number, and the counter at a place. */
int cp_headline_count(void);
uint16_t cp_headline_counter(int place);
#define CP_HEADLINE_MAX 40

/* The counter of an id, or −1. */
int cp_counter_find(const char *id);

/* The ratio of an id, or −1. */
int cp_ratio_find(const char *id);

#endif
