#include "casepulse/aggregator/durations.h"

#include "casepulse/base/assert.h"

const struct cp_percentile_row cp_percentiles[CP_PERCENTILE_COUNT] = {
#define X(name, id, percent, en, da) {id, percent, en, da},
    CP_PERCENTILES(X)
#undef X
};

#define CP_BUCKETS_BY_DAY 64
#define CP_BUCKETS_A_DOUBLING 32
#define CP_BUCKETED_DAYS_MAX 4095

int cp_bucket_of_days(int64_t days)
{
    CP_ASSERT(days >= 0);
    if (days > CP_BUCKETED_DAYS_MAX) {
        return CP_BUCKET_COUNT - 1;
    }
    int first = 0; /* of the doubling */
    int64_t width = days;
    for (; width >= CP_BUCKETS_BY_DAY; width /= 2) {
        first += CP_BUCKETS_A_DOUBLING;
    }
    return first + (int)width;
}

int32_t cp_bucket_last_day(int bucket)
{
    CP_ASSERT(bucket >= 0 && bucket < CP_BUCKET_COUNT);
    int32_t days = 1;
    for (; bucket >= CP_BUCKETS_BY_DAY; bucket -= CP_BUCKETS_A_DOUBLING) {
        days *= 2;
    }
    return (bucket + 1) * days - 1;
}

bool cp_bucket_percentile(const int64_t counts[CP_BUCKET_COUNT], int percent, int32_t *out_days)
{
    int64_t total = 0;
    for (int bucket = 0; bucket < CP_BUCKET_COUNT; bucket++) {
        total += counts[bucket];
    }
    if (total <= 0) {
        return false;
    }
    const int64_t wanted = (total * percent + 99) / 100;
    int bucket = 0;
    for (int64_t seen = counts[0]; seen < wanted && bucket < CP_BUCKET_COUNT - 1;) {
        seen += counts[++bucket];
    }
    *out_days = cp_bucket_last_day(bucket);
    return true;
}
