#include "casepulse/capacity/latencies.h"

#include "casepulse/base/assert.h"

const struct cp_latency_percentile_row cp_latency_percentiles[CP_LATENCY_PERCENTILE_COUNT] = {
#define X(name, per_mille, id, label) {id, label, per_mille},
    CP_LATENCY_PERCENTILES(X)
#undef X
};

#define CP_LATENCIES_BY_MS 64
#define CP_LATENCIES_A_DOUBLING 32

static int cp_latency_bucket(int64_t duration_ms)
{
    int first = 0; /* of the doubling */
    int64_t width = duration_ms;
    for (; width >= CP_LATENCIES_BY_MS; width /= 2) {
        first += CP_LATENCIES_A_DOUBLING;
    }
    const int64_t bucket = first + width;
    return bucket < CP_LATENCY_BUCKETS ? (int)bucket : CP_LATENCY_BUCKETS - 1;
}

int64_t cp_latency_bucket_last_ms(int bucket)
{
    CP_ASSERT(bucket >= 0 && bucket < CP_LATENCY_BUCKETS);
    int64_t width = 1;
    for (; bucket >= CP_LATENCIES_BY_MS; bucket -= CP_LATENCIES_A_DOUBLING) {
        width *= 2;
    }
    return (bucket + 1) * width - 1;
}

void cp_latencies_add(struct cp_latencies *latencies, int64_t duration_ms, int64_t count)
{
    const int64_t whole_ms = duration_ms < 0 ? 0 : duration_ms;
    latencies->counts[cp_latency_bucket(whole_ms)] += count;
    latencies->count += count;
    latencies->sum_ms += whole_ms * count;
    latencies->max_ms = whole_ms > latencies->max_ms ? whole_ms : latencies->max_ms;
}

void cp_latencies_merge(struct cp_latencies *latencies, const struct cp_latencies *other)
{
    for (int bucket = 0; bucket < CP_LATENCY_BUCKETS; bucket++) {
        latencies->counts[bucket] += other->counts[bucket];
    }
    latencies->count += other->count;
    latencies->sum_ms += other->sum_ms;
    latencies->max_ms = other->max_ms > latencies->max_ms ? other->max_ms : latencies->max_ms;
}

bool cp_latencies_percentile(const struct cp_latencies *latencies, int per_mille,
                             int64_t *out_duration_ms)
{
    if (latencies->count <= 0) {
        return false;
    }
    const int64_t wanted = (latencies->count * per_mille + 999) / 1000;
    int bucket = 0;
    for (int64_t seen = latencies->counts[0]; seen < wanted && bucket < CP_LATENCY_BUCKETS - 1;) {
        seen += latencies->counts[++bucket];
    }
    const int64_t last_ms = cp_latency_bucket_last_ms(bucket);
    const bool is_above = last_ms > latencies->max_ms || bucket == CP_LATENCY_BUCKETS - 1;
    *out_duration_ms = is_above ? latencies->max_ms : last_ms;
    return true;
}
