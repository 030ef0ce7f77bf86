/* Percentiles from buckets against the sorted durations themselves. */
#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <time.h>

#include <cmocka.h>

#include "casepulse/base/hash.h"
#include "casepulse/capacity/latencies.h"

#define COUNT 20000

static int compare(const void *left, const void *right)
{
    const int64_t *a = left;
    const int64_t *b = right;
    return (*a > *b) - (*a < *b);
}

static uint64_t seed(void)
{
    const char *given = getenv("CASEPULSE_TEST_SEED");
    const uint64_t value = given != NULL ? strtoull(given, NULL, 10) : (uint64_t)time(NULL);
    print_message("latencies: CASEPULSE_TEST_SEED=%" PRIu64 "\n", value);
    return value;
}

/* Of all sizes: the more digits, the rarer. */
static int64_t duration(uint64_t *random)
{
    *random += UINT64_C(0x9E3779B97F4A7C15);
    const uint64_t mixed = cp_hash_mix(*random);
    return (int64_t)(mixed >> (40 + mixed % 24));
}

static void percentiles_are_those_of_the_sorted_durations_or_little_above(void **state)
{
    (void)state;
    static int64_t sorted[COUNT];
    static const int per_mille[] = {1, 10, 250, 500, 900, 950, 990, 999, 1000};
    struct cp_latencies latencies = {.count = 0};
    uint64_t random = seed();
    for (size_t at = 0; at < COUNT; at++) {
        sorted[at] = duration(&random);
        cp_latencies_add(&latencies, sorted[at], 1);
    }
    qsort(sorted, COUNT, sizeof(sorted[0]), compare);
    for (size_t at = 0; at < sizeof(per_mille) / sizeof(per_mille[0]); at++) {
        int64_t told = 0;
        const size_t rank = ((size_t)per_mille[at] * COUNT + 999) / 1000;
        const int64_t is = sorted[rank - 1];
        assert_true(cp_latencies_percentile(&latencies, per_mille[at], &told));
        assert_true(told >= is);
        assert_true(is < 64 ? told == is : told - is <= is * 32 / 1000);
        assert_true(told <= sorted[COUNT - 1]);
    }
    assert_int_equal(latencies.max_ms, sorted[COUNT - 1]);
}

static void of_ten_durations_nine_are_nine_tenths(void **state)
{
    (void)state;
    struct cp_latencies latencies = {.count = 0};
    int64_t told = 0;
    for (int64_t duration_ms = 1; duration_ms <= 10; duration_ms++) {
        cp_latencies_add(&latencies, duration_ms, 1);
    }
    assert_true(cp_latencies_percentile(&latencies, 500, &told) && told == 5);
    assert_true(cp_latencies_percentile(&latencies, 900, &told) && told == 9);
    assert_true(cp_latencies_percentile(&latencies, 901, &told) && told == 10);
}

static void merged_ones_are_those_of_all_together(void **state)
{
    (void)state;
    struct cp_latencies parts[3] = {{.count = 0}};
    struct cp_latencies all = {.count = 0};
    uint64_t random = seed();
    for (size_t at = 0; at < COUNT; at++) {
        const int64_t duration_ms = duration(&random);
        cp_latencies_add(&parts[at % 3], duration_ms, 2);
        cp_latencies_add(&all, duration_ms, 2);
    }
    cp_latencies_merge(&parts[0], &parts[1]);
    cp_latencies_merge(&parts[0], &parts[2]);
    assert_memory_equal(&parts[0], &all, sizeof(all));
}

static void every_bucket_ends_where_the_next_begins(void **state)
{
    (void)state;
    for (int bucket = 1; bucket < CP_LATENCY_BUCKETS; bucket++) {
        const int64_t last_ms = cp_latency_bucket_last_ms(bucket - 1);
        struct cp_latencies latencies = {.count = 0};
        cp_latencies_add(&latencies, last_ms, 1);
        cp_latencies_add(&latencies, last_ms + 1, 1);
        assert_int_equal(latencies.counts[bucket - 1], 1);
        assert_int_equal(latencies.counts[bucket], 1);
    }
}

static void none_have_no_percentile_and_extremes_have_a_place(void **state)
{
    (void)state;
    struct cp_latencies latencies = {.count = 0};
    int64_t told = 7;
    assert_false(cp_latencies_percentile(&latencies, 500, &told));
    assert_int_equal(told, 7);
    cp_latencies_add(&latencies, -5, 1);
    assert_true(cp_latencies_percentile(&latencies, 500, &told));
    assert_int_equal(told, 0);
    cp_latencies_add(&latencies, INT64_C(1) << 50, 9);
    assert_true(cp_latencies_percentile(&latencies, 500, &told));
    assert_true(told == INT64_C(1) << 50);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(percentiles_are_those_of_the_sorted_durations_or_little_above),
        cmocka_unit_test(of_ten_durations_nine_are_nine_tenths),
        cmocka_unit_test(merged_ones_are_those_of_all_together),
        cmocka_unit_test(every_bucket_ends_where_the_next_begins),
        cmocka_unit_test(none_have_no_percentile_and_extremes_have_a_place),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
