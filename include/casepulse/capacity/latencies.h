/* Durations in milliseconds as counts in mergeable buckets, and their percentiles.
 *
 * One bucket a millisecond to 63, then 32 equal ones for each doubling, to 67,108,863 ms (18
 * hours); longer ones lie in the last. A percentile is the last millisecond of its bucket, at most
 * the largest duration seen: exact to 63 ms, then at most 3.1 % high. The buckets of two are added
 * bucket by bucket.
 *
 * Threads: any; pure. Source: the log-linear buckets of HdrHistogram (G. Tene, public domain). */
#ifndef CASEPULSE_CAPACITY_LATENCIES_H
#define CASEPULSE_CAPACITY_LATENCIES_H

#include <stdbool.h>
#include <stdint.h>

#define CP_LATENCY_BUCKETS 704

/* X(NAME, per mille, "id", "label") */
#define CP_LATENCY_PERCENTILES(X)                                                                  \
    X(P50, 500, "p50", "half within")                                                              \
    X(P90, 900, "p90", "90 % within")                                                              \
    X(P95, 950, "p95", "95 % within")                                                              \
    X(P99, 990, "p99", "99 % within")                                                              \
    X(P999, 999, "p999", "99.9 % within")

enum cp_latency_percentile {
#define X(name, per_mille, id, label) CP_LATENCY_##name,
    CP_LATENCY_PERCENTILES(X)
#undef X
        CP_LATENCY_PERCENTILE_COUNT
};

struct cp_latency_percentile_row {
    const char *id;
    const char *label;
    int per_mille;
};

extern const struct cp_latency_percentile_row cp_latency_percentiles[CP_LATENCY_PERCENTILE_COUNT];

/* Begins as {0}. */
struct cp_latencies {
    int64_t counts[CP_LATENCY_BUCKETS];
    int64_t count;
    int64_t sum_ms;
    int64_t max_ms;
};

/* `count` durations of `duration_ms`; a negative one is 0. */
void cp_latencies_add(struct cp_latencies *latencies, int64_t duration_ms, int64_t count);

void cp_latencies_merge(struct cp_latencies *latencies, const struct cp_latencies *other);

/* Last millisecond of the first bucket where the running count reaches per_mille · n / 1000,
 * rounded up. False: there is none. */
bool cp_latencies_percentile(const struct cp_latencies *latencies, int per_mille,
                             int64_t *out_duration_ms);

/* The last millisecond of a bucket. */
int64_t cp_latency_bucket_last_ms(int bucket);

#endif
