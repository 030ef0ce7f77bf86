/* The stupid twin of totals and picture under an organisation: a list of what was counted, and
 * every figure computed from it anew by the letter of the counting rules.
 *
 * Threads: one. Bounded: CITY_*_MAX; more is an assertion. */
#ifndef CASEPULSE_TEST_PLAIN_CITY_H
#define CASEPULSE_TEST_PLAIN_CITY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "casepulse/aggregator/picture.h"

#define CITY_COUNTS_MAX 4000
#define CITY_MAPPINGS_MAX 40
#define CITY_BALANCES_MAX 20
#define CITY_ROWS_MAX 400

struct city_count {
    const char *unit;
    uint8_t administration; /* as sent */
    int64_t occurred_ms;
    uint16_t counter;
    int64_t delta;
};

struct city_mapping {
    const char *unit;
    uint8_t administration;
    int32_t from_day, to_day;
};

struct city_balance {
    const char *unit; /* "_none": the administration's own */
    uint8_t administration;
    int8_t group;
    int64_t amount;
};

struct city {
    const struct cp_zone *zone;
    uint8_t extra; /* id of an administration beyond the seven, with the code "XTR"; 0: none */
    int32_t balance_day;
    size_t count_count, mapping_count, balance_count;
    struct city_count counts[CITY_COUNTS_MAX];
    struct city_mapping mappings[CITY_MAPPINGS_MAX];
    struct city_balance balances[CITY_BALANCES_MAX];
};

/* The same organisation for the program under test; the caller's to free. */
struct cp_organisation *city_organisation(const struct city *city);

/* Rule 7, and where active cases stand at the end of `stand_day`. */
uint8_t city_filed(const struct city *city, const char *unit, uint8_t administration, int32_t day);
uint8_t city_stands(const struct city *city, const char *unit, uint8_t administration, int32_t day,
                    int32_t stand_day);

/* Fails the running test where the picture says anything else. */
void city_compare(const struct city *city, const struct cp_picture *picture);

#endif
