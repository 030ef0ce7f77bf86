/* Durations in days, kept as counts in 256 buckets, so that percentiles of any sum of rows and days
 * can be told (counting rule 19).
 *
 * One bucket a day to 63, then 32 equal ones for each doubling, to 4,095 days; longer ones lie in
 * the last. A percentile is the last day of its bucket: exact to 63 days, then at most 3.1 % high.
 * Threads: any; pure. */
#ifndef CASEPULSE_AGGREGATOR_DURATIONS_H
#define CASEPULSE_AGGREGATOR_DURATIONS_H

#include <stdbool.h>
#include <stdint.h>

#define CP_BUCKET_COUNT 256
#define CP_BUCKETS_LOW 128 /* in the first of their two blocks: to 255 days */

/* X(NAME, "id", percent, "English label", "Danish label"): published for wide rows only. */
#define CP_PERCENTILES(X)                                                                          \
    X(P50, "duration_p50", 50, "Half of the decisions within days",                                \
      "Halvdelen af afgørelserne inden for dage")                                                  \
    X(P90, "duration_p90", 90, "90 % of the decisions within days",                                \
      "90 % af afgørelserne inden for dage")                                                       \
    X(P95, "duration_p95", 95, "95 % of the decisions within days",                                \
      "95 % af afgørelserne inden for dage")

enum cp_percentile {
#define X(name, id, percent, en, da) CP_PERCENTILE_##name,
    CP_PERCENTILES(X)
#undef X
        CP_PERCENTILE_COUNT
};

struct cp_percentile_row {
    const char *id; /* the field in Redis */
    int percent;
    const char *label_en;
    const char *label_da;
};

extern const struct cp_percentile_row cp_percentiles[CP_PERCENTILE_COUNT];

/* The bucket of a duration of 0 days or more. */
int cp_bucket_of_days(int64_t days);

/* The last day of a bucket. */
int32_t cp_bucket_last_day(int bucket);

/* Last day of the first bucket where the running count reaches percent · n / 100, rounded up, of
 * the n = Σ counts; false: n ≤ 0. */
bool cp_bucket_percentile(const int64_t counts[CP_BUCKET_COUNT], int percent, int32_t *out_days);

#endif
