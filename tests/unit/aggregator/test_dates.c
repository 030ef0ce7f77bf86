/* The dates of records, whatever records came before. */
#include "dates.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "ids.h"
#include "sample.h"

static struct cp_zone zone;

static int load_the_municipality(void **state)
{
    (void)state;
    struct cp_failure failure;
    return cp_zone_load(CP_ZONE_MUNICIPALITY, &zone, &failure) == CP_OK ? 0 : -1;
}

static void check(int64_t arrival_ms, int64_t occurred_ms, struct cp_dates_memo *memo)
{
    const struct cp_event event = {.fact = {.occurred_ms = occurred_ms}};
    const struct cp_record record = {.arrival_ms = arrival_ms, .event = &event};
    const struct cp_dates dates = cp_dates_of(&zone, &record, memo);
    assert_int_equal(dates.arrival_utc, cp_arrival_day(arrival_ms));
    assert_int_equal(dates.arrival, cp_zone_day(&zone, arrival_ms));
    assert_int_equal(dates.occurred, cp_zone_day(&zone, occurred_ms));
}

/* Around the changes of 2013, in steps that meet both sides of every midnight. */
static void a_memory_of_the_arrival_before_changes_no_date(void **state)
{
    (void)state;
    uint64_t random = sample_seed(__func__);
    const int64_t begin_ms = cp_zone_day_start_ms(&zone, 15790);
    struct cp_dates_memo memo = {0};
    int64_t arrival_ms = begin_ms;
    while (arrival_ms < begin_ms + 220 * CP_MS_PER_DAY) {
        const int64_t late_ms = sample_below(&random, 50 * CP_MS_PER_HOUR);
        check(arrival_ms, arrival_ms + CP_MS_PER_HOUR - late_ms, &memo);
        arrival_ms += sample_below(&random, 20 * CP_MS_PER_MINUTE) - 8 * CP_MS_PER_MINUTE;
    }
}

static void both_sides_of_a_midnight_have_their_own_dates(void **state)
{
    (void)state;
    struct cp_dates_memo memo = {0};
    for (int32_t day = 15700; day < 16100; day++) {
        const int64_t local_ms = cp_zone_day_start_ms(&zone, day);
        const int64_t utc_ms = day * CP_MS_PER_DAY;
        check(local_ms - 1, utc_ms, &memo);
        check(local_ms, utc_ms - 1, &memo);
        check(utc_ms - 1, local_ms, &memo);
        check(utc_ms, local_ms - 1, &memo);
    }
}

static void no_arrival_is_too_far_away(void **state)
{
    (void)state;
    static const int64_t far_ms[] = {INT64_MIN / 2, INT64_C(-25000000000000000),
                                     INT64_C(25000000000000000), INT64_MAX / 2, 0};
    struct cp_dates_memo memo = {0};
    for (size_t i = 0; i < sizeof(far_ms) / sizeof(far_ms[0]); i++) {
        check(far_ms[i], far_ms[i], &memo);
        check(far_ms[i], 0, &memo);
        check(0, far_ms[i], &memo);
    }
}

static void what_could_not_be_read_has_the_dates_of_its_arrival(void **state)
{
    (void)state;
    struct cp_dates_memo memo = {0};
    const struct cp_record record = {.arrival_ms = INT64_C(1369094400000),
                                     .reason = CP_REASON_MALFORMED_EMPTY};
    const struct cp_dates dates = cp_dates_of(&zone, &record, &memo);
    assert_int_equal(dates.arrival_utc, 15846);
    assert_int_equal(dates.arrival, 15846);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_memory_of_the_arrival_before_changes_no_date),
        cmocka_unit_test(both_sides_of_a_midnight_have_their_own_dates),
        cmocka_unit_test(no_arrival_is_too_far_away),
        cmocka_unit_test(what_could_not_be_read_has_the_dates_of_its_arrival),
    };
    return cmocka_run_group_tests(tests, load_the_municipality, NULL);
}
