/* Buckets of durations, against the days themselves. */
#include "casepulse/aggregator/durations.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "sample.h"

static void a_bucket_a_day_to_63_then_32_for_each_doubling(void **state)
{
    (void)state;
    for (int day = 0; day < 64; day++) {
        assert_int_equal(cp_bucket_of_days(day), day);
        assert_int_equal(cp_bucket_last_day(day), day);
    }
    static const struct {
        int32_t day;
        int bucket;
        int32_t last;
    } rows[] = {
        {64, 64, 65},       {65, 64, 65},      {66, 65, 67},      {127, 95, 127},
        {128, 96, 131},     {131, 96, 131},    {255, 127, 255},   {256, 128, 263},
        {1023, 191, 1023},  {1024, 192, 1055}, {4095, 255, 4095}, {4096, 255, 4095},
        {70000, 255, 4095},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        assert_int_equal(cp_bucket_of_days(rows[i].day), rows[i].bucket);
        assert_int_equal(cp_bucket_last_day(rows[i].bucket), rows[i].last);
    }
}

/* No day is lost between two buckets, and no bucket is wider than 3.1 % of its days. */
static void buckets_follow_each_other_and_are_narrow(void **state)
{
    (void)state;
    for (int32_t day = 1; day <= 4095; day++) {
        const int bucket = cp_bucket_of_days(day);
        const int before = cp_bucket_of_days(day - 1);
        assert_true(bucket == before || bucket == before + 1);
        assert_true(cp_bucket_last_day(bucket) >= day);
        assert_int_equal(bucket != before, day - 1 == cp_bucket_last_day(before));
        assert_true((cp_bucket_last_day(bucket) - day) * 1000 <= 31 * day);
    }
}

static int compare_days(const void *left, const void *right)
{
    return *(const int32_t *)left - *(const int32_t *)right;
}

/* The day at rank ⌈q·n/100⌉ of the sorted days, and the last day of its bucket. */
static void percentiles_are_those_of_the_sorted_days(void **state)
{
    (void)state;
    uint64_t random = sample_seed(__func__);
    for (int round = 0; round < 300; round++) {
        const int count = 1 + (int)sample_below(&random, 200);
        int32_t days[200];
        int64_t counts[CP_BUCKET_COUNT] = {0};
        for (int i = 0; i < count; i++) {
            days[i] = (int32_t)sample_below(&random, round % 2 == 0 ? 70 : 3000);
            counts[cp_bucket_of_days(days[i])]++;
        }
        qsort(days, (size_t)count, sizeof(*days), compare_days);
        for (int i = 0; i < CP_PERCENTILE_COUNT; i++) {
            int32_t found = -1;
            int rank = 0; /* the smallest with rank · 100 ≥ percent · count */
            while (rank * 100 < cp_percentiles[i].percent * count) {
                rank++;
            }
            assert_true(cp_bucket_percentile(counts, cp_percentiles[i].percent, &found));
            assert_int_equal(found, cp_bucket_last_day(cp_bucket_of_days(days[rank - 1])));
        }
    }
}

static void without_durations_there_is_no_percentile(void **state)
{
    (void)state;
    int64_t counts[CP_BUCKET_COUNT] = {0};
    int32_t found = -1;
    assert_false(cp_bucket_percentile(counts, 50, &found));
    counts[3] = -1; /* taken back before it came */
    assert_false(cp_bucket_percentile(counts, 50, &found));
    counts[9] = 1;
    assert_false(cp_bucket_percentile(counts, 50, &found));
    assert_int_equal(found, -1);
    counts[9] = 2;
    assert_true(cp_bucket_percentile(counts, 50, &found));
    assert_int_equal(found, 9);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_bucket_a_day_to_63_then_32_for_each_doubling),
        cmocka_unit_test(buckets_follow_each_other_and_are_narrow),
        cmocka_unit_test(percentiles_are_those_of_the_sorted_days),
        cmocka_unit_test(without_durations_there_is_no_percentile),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
