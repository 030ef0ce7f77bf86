/* Every border of the verdicts that need an arrival; those that need ids are in test_memory.c. */
#include "judge.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

static struct cp_zone zone;
static struct cp_ids *nothing; /* no id is remembered */

static int load_the_municipality(void **state)
{
    (void)state;
    struct cp_failure failure;
    nothing = cp_ids_create(35);
    return cp_zone_load(CP_ZONE_MUNICIPALITY, &zone, &failure) == CP_OK ? 0 : -1;
}

#define DAY(n) ((n)*CP_MS_PER_DAY)
#define HOUR(n) ((n)*CP_MS_PER_HOUR)
#define MINUTE(n) ((n)*CP_MS_PER_MINUTE)

static enum cp_reason judge(const struct cp_fold_settings *settings, const struct cp_record *record,
                            int64_t largest_ms)
{
    struct cp_dates_memo memo = {0};
    const struct cp_dates dates = cp_dates_of(settings->zone, record, &memo);
    return cp_judge(settings, nothing, record, &dates, cp_arrival_day(largest_ms)).reason;
}

static enum cp_reason judge_at(int64_t arrival_ms, int64_t occurred_ms, int64_t largest_ms,
                               enum cp_reason decoded)
{
    const struct cp_fold_settings settings = {
        .zone = &zone, .history_days = 4018, .horizon_days = 35, .skew_ms = 10 * CP_MS_PER_MINUTE};
    struct cp_event event = {.fact = {.occurred_ms = occurred_ms}};
    const struct cp_record record = {.arrival_ms = arrival_ms,
                                     .reason = decoded,
                                     .event = decoded == CP_REASON_NONE ? &event : NULL};
    return judge(&settings, &record, largest_ms);
}

/* 2013-05-21T00:00Z, in summer: 02:00 in Copenhagen. */
#define MIDNIGHT INT64_C(1369094400000)

static void what_the_decoder_refused_stays_refused(void **state)
{
    (void)state;
    for (int reason = CP_REASON_NONE + 1; reason < CP_REASON_END; reason++) {
        /* Even where it arrived too late as well: malformed and unsupported come first. */
        assert_int_equal(judge_at(MIDNIGHT, 0, MIDNIGHT + DAY(100), (enum cp_reason)reason),
                         reason);
    }
}

static void arrival_counts_in_utc_days_behind_the_largest(void **state)
{
    (void)state;
    static const struct {
        int64_t arrival_ms, largest_ms;
        enum cp_reason reason;
    } rows[] = {
        {MIDNIGHT, MIDNIGHT, CP_REASON_NONE},
        {MIDNIGHT, MIDNIGHT + DAY(35), CP_REASON_NONE},
        {MIDNIGHT, MIDNIGHT + DAY(36) - 1, CP_REASON_NONE}, /* the 35th day to its end */
        {MIDNIGHT, MIDNIGHT + DAY(36), CP_REASON_TOO_LATE_ARRIVAL},
        {MIDNIGHT - 1, MIDNIGHT + DAY(35) - 1, CP_REASON_NONE},
        {MIDNIGHT - 1, MIDNIGHT + DAY(35), CP_REASON_TOO_LATE_ARRIVAL},
        {MIDNIGHT + DAY(1) - 1, MIDNIGHT + DAY(36) - 1, CP_REASON_NONE},
        {MIDNIGHT + DAY(1) - 1, MIDNIGHT + DAY(36), CP_REASON_TOO_LATE_ARRIVAL},
        /* Around 1970, where days before it must not be rounded up. */
        {-1, DAY(35) - 1, CP_REASON_NONE},
        {-1, DAY(35), CP_REASON_TOO_LATE_ARRIVAL},
        {-DAY(1), DAY(34) + 5, CP_REASON_NONE},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        assert_int_equal(
            judge_at(rows[i].arrival_ms, rows[i].arrival_ms, rows[i].largest_ms, CP_REASON_NONE),
            rows[i].reason);
    }
}

static void ten_minutes_ahead_are_allowed_and_no_more(void **state)
{
    (void)state;
    static const struct {
        int64_t ahead_ms;
        enum cp_reason reason;
    } rows[] = {
        {-1, CP_REASON_NONE},
        {0, CP_REASON_NONE},
        {MINUTE(10), CP_REASON_NONE},
        {MINUTE(10) + 1, CP_REASON_TOO_FAR_AHEAD_AHEAD},
        {DAY(400), CP_REASON_TOO_FAR_AHEAD_AHEAD},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        assert_int_equal(judge_at(MIDNIGHT, MIDNIGHT + rows[i].ahead_ms, MIDNIGHT, CP_REASON_NONE),
                         rows[i].reason);
    }
}

/* By local dates: 4,018 days before the arrival's date, from that date's first millisecond. */
static void history_counts_in_local_dates(void **state)
{
    (void)state;
    static const struct {
        int64_t arrival_ms;
        int32_t oldest_day;
    } rows[] = {
        {MIDNIGHT, 15846 - 4018},
        {MIDNIGHT - HOUR(2), 15846 - 4018},     /* 00:00 in Copenhagen */
        {MIDNIGHT - HOUR(2) - 1, 15845 - 4018}, /* the local day before */
        {MIDNIGHT + HOUR(22) - 1, 15846 - 4018},
        {MIDNIGHT + HOUR(22), 15847 - 4018},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        const int64_t oldest_ms = cp_zone_day_start_ms(&zone, rows[i].oldest_day);
        const int64_t arrival_ms = rows[i].arrival_ms;
        assert_int_equal(judge_at(arrival_ms, oldest_ms, arrival_ms, CP_REASON_NONE),
                         CP_REASON_NONE);
        assert_int_equal(judge_at(arrival_ms, oldest_ms - 1, arrival_ms, CP_REASON_NONE),
                         CP_REASON_TOO_LATE_DATE);
    }
}

static void the_first_verdict_that_fits_is_given(void **state)
{
    (void)state;
    const int64_t largest_ms = MIDNIGHT + DAY(36);
    assert_int_equal(judge_at(MIDNIGHT, MIDNIGHT + DAY(9), largest_ms, CP_REASON_NONE),
                     CP_REASON_TOO_LATE_ARRIVAL);
    assert_int_equal(judge_at(MIDNIGHT, MIDNIGHT - DAY(9000), largest_ms, CP_REASON_NONE),
                     CP_REASON_TOO_LATE_ARRIVAL);
}

/* Rule 14: of a retraction the embedded date is looked at, not its own. */
static void a_retraction_is_judged_by_the_event_it_takes_back(void **state)
{
    (void)state;
    const struct cp_fold_settings settings = {
        .zone = &zone, .history_days = 10, .horizon_days = 35, .skew_ms = 0};
    struct cp_event event = {.is_retraction = true,
                             .own_occurred_ms = MIDNIGHT,
                             .fact = {.occurred_ms = MIDNIGHT - DAY(11)}};
    const struct cp_record record = {.arrival_ms = MIDNIGHT, .event = &event};
    assert_int_equal(judge(&settings, &record, MIDNIGHT), CP_REASON_TOO_LATE_DATE);
    event.fact.occurred_ms = MIDNIGHT - DAY(10);
    event.own_occurred_ms = MIDNIGHT + DAY(99);
    assert_int_equal(judge(&settings, &record, MIDNIGHT), CP_REASON_NONE);
}

static int forget(void **state)
{
    (void)state;
    cp_ids_free(nothing);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_the_decoder_refused_stays_refused),
        cmocka_unit_test(arrival_counts_in_utc_days_behind_the_largest),
        cmocka_unit_test(ten_minutes_ahead_are_allowed_and_no_more),
        cmocka_unit_test(history_counts_in_local_dates),
        cmocka_unit_test(the_first_verdict_that_fits_is_given),
        cmocka_unit_test(a_retraction_is_judged_by_the_event_it_takes_back),
    };
    return cmocka_run_group_tests(tests, load_the_municipality, forget);
}
