#include "casepulse/base/zone.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static struct cp_zone zone;

static int load_the_municipality(void **state)
{
    (void)state;
    struct cp_failure failure;
    return cp_zone_load(CP_ZONE_MUNICIPALITY, &zone, &failure) == CP_OK ? 0 : -1;
}

/* "2013-03-31T02:30:00.000" read as local milliseconds, without any zone. */
static int64_t local_ms(const char *text)
{
    int part[7] = {0};
    const int read = sscanf(text, "%4d-%2d-%2dT%2d:%2d:%2d.%3d", &part[0], &part[1], &part[2],
                            &part[3], &part[4], &part[5], &part[6]);
    assert_true(read >= 5);
    const int64_t day = cp_civil_to_day((struct cp_civil){part[0], part[1], part[2]});
    return day * CP_MS_PER_DAY + part[3] * CP_MS_PER_HOUR + part[4] * CP_MS_PER_MINUTE +
           part[5] * CP_MS_PER_SECOND + part[6];
}

/* Both sides of each change, to the millisecond. */
static void summer_time_begins_and_ends_to_the_millisecond(void **state)
{
    (void)state;
    static const struct {
        const char *utc;
        int before_h, after_h;
    } changes[] = {
        {"1980-04-06T01:00", 1, 2}, /* the first Danish summer time since the war */
        {"1980-09-28T01:00", 2, 1}, {"1995-09-24T01:00", 2, 1}, {"1996-10-27T01:00", 2, 1},
        {"2013-03-31T01:00", 1, 2}, {"2013-10-27T01:00", 2, 1}, {"2026-03-29T01:00", 1, 2},
        {"2026-10-25T01:00", 2, 1}, {"2038-03-28T01:00", 1, 2}, {"2199-10-27T01:00", 2, 1},
    };
    for (size_t i = 0; i < sizeof(changes) / sizeof(changes[0]); i++) {
        const int64_t at_ms = local_ms(changes[i].utc);
        assert_int_equal(cp_zone_offset_ms(&zone, at_ms - 1), changes[i].before_h * CP_MS_PER_HOUR);
        assert_int_equal(cp_zone_offset_ms(&zone, at_ms), changes[i].after_h * CP_MS_PER_HOUR);
    }
}

static void there_was_no_summer_time_in_1979(void **state)
{
    (void)state;
    for (int64_t ms = local_ms("1979-01-01T00:00"); ms < local_ms("1980-04-06T01:00");
         ms += CP_MS_PER_HOUR) {
        assert_int_equal(cp_zone_offset_ms(&zone, ms), CP_MS_PER_HOUR);
    }
}

static void doubled_and_skipped_local_times_are_decided(void **state)
{
    (void)state;
    static const struct {
        const char *local, *utc;
    } rows[] = {
        /* Spring: 02:00 to 02:59:59.999 is skipped and moves on by the gap. */
        {"2013-03-31T01:59:59.999", "2013-03-31T00:59:59.999"},
        {"2013-03-31T02:00", "2013-03-31T01:00"},
        {"2013-03-31T02:30", "2013-03-31T01:30"},
        {"2013-03-31T02:59:59.999", "2013-03-31T01:59:59.999"},
        {"2013-03-31T03:00", "2013-03-31T01:00"},
        {"2013-03-31T03:30", "2013-03-31T01:30"},
        {"2013-04-01T01:00", "2013-03-31T23:00"},
        {"2013-04-01T03:30", "2013-04-01T01:30"},
        /* Autumn: 02:00 to 02:59:59.999 comes twice, the first counts. */
        {"2013-10-27T01:59:59.999", "2013-10-26T23:59:59.999"},
        {"2013-10-27T02:00", "2013-10-27T00:00"},
        {"2013-10-27T02:30", "2013-10-27T00:30"},
        {"2013-10-27T02:59:59.999", "2013-10-27T00:59:59.999"},
        {"2013-10-27T03:00", "2013-10-27T02:00"},
        {"2013-10-28T02:30", "2013-10-28T01:30"},
        /* The same in 2026. */
        {"2026-03-29T02:15", "2026-03-29T01:15"},
        {"2026-03-29T03:00", "2026-03-29T01:00"},
        {"2026-10-25T02:45", "2026-10-25T00:45"},
        {"2026-10-25T03:00", "2026-10-25T02:00"},
        /* Plain ones. */
        {"2013-05-21T00:00", "2013-05-20T22:00"},
        {"2013-01-01T00:00", "2012-12-31T23:00"},
        {"1980-04-06T02:30", "1980-04-06T01:30"},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        assert_int_equal(cp_zone_to_utc_ms(&zone, local_ms(rows[i].local)), local_ms(rows[i].utc));
    }
}

static void every_local_quarter_of_an_hour_comes_back_or_was_skipped(void **state)
{
    (void)state;
    const int64_t end_ms = local_ms("2027-01-01T00:00");
    int skipped = 0;
    for (int64_t ms = local_ms("2012-01-01T00:00"); ms < end_ms; ms += 15 * CP_MS_PER_MINUTE) {
        const int64_t utc_ms = cp_zone_to_utc_ms(&zone, ms);
        const int64_t back_ms = utc_ms + cp_zone_offset_ms(&zone, utc_ms);
        if (back_ms != ms) {
            assert_int_equal(back_ms, ms + CP_MS_PER_HOUR);
            skipped++;
            continue;
        }
        /* No earlier instant has the same local time. */
        const int64_t earlier_ms = utc_ms - CP_MS_PER_HOUR;
        assert_true(earlier_ms + cp_zone_offset_ms(&zone, earlier_ms) != ms);
    }
    assert_int_equal(skipped, 15 * 4);
}

static void days_have_23_24_or_25_hours(void **state)
{
    (void)state;
    static const struct {
        struct cp_civil civil;
        int hours;
    } rows[] = {
        {{2013, 3, 30}, 24}, {{2013, 3, 31}, 23},  {{2013, 4, 1}, 24},   {{2013, 10, 27}, 25},
        {{2026, 3, 29}, 23}, {{2026, 10, 25}, 25}, {{2026, 10, 26}, 24}, {{1980, 4, 6}, 23},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        const int32_t day = cp_civil_to_day(rows[i].civil);
        const int64_t start_ms = cp_zone_day_start_ms(&zone, day);
        const int64_t end_ms = cp_zone_day_start_ms(&zone, day + 1);
        assert_int_equal(end_ms - start_ms, rows[i].hours * CP_MS_PER_HOUR);
        assert_int_equal(cp_zone_day(&zone, start_ms), day);
        assert_int_equal(cp_zone_day(&zone, start_ms - 1), day - 1);
        assert_int_equal(cp_zone_day(&zone, end_ms - 1), day);
    }
}

static void every_hour_agrees_with_the_c_library(void **state)
{
    (void)state;
    assert_int_equal(setenv("TZ", CP_ZONE_MUNICIPALITY, 1), 0);
    tzset();
    for (int64_t ms = local_ms("1970-01-01T00:00"); ms < local_ms("2100-01-01T00:00");
         ms += 7 * CP_MS_PER_HOUR) {
        const time_t seconds = (time_t)(ms / CP_MS_PER_SECOND);
        struct tm local;
        assert_non_null(localtime_r(&seconds, &local));
        assert_int_equal(cp_zone_offset_ms(&zone, ms), local.tm_gmtoff * 1000);
        const struct cp_civil civil = cp_civil_from_day(cp_zone_day(&zone, ms));
        assert_int_equal(civil.year, local.tm_year + 1900);
        assert_int_equal(civil.month, local.tm_mon + 1);
        assert_int_equal(civil.day, local.tm_mday);
    }
    assert_int_equal(unsetenv("TZ"), 0);
    tzset();
}

static void each_change_of_the_table_is_found_to_the_millisecond(void **state)
{
    (void)state;
    assert_true(zone.transition_count > 400);
    for (int i = 1; i < zone.transition_count; i++) {
        const struct cp_zone_transition *at = &zone.transitions[i];
        assert_int_equal(cp_zone_offset_ms(&zone, at->from_ms - 1), at[-1].offset_ms);
        assert_int_equal(cp_zone_offset_ms(&zone, at->from_ms), at->offset_ms);
    }
}

static void instants_outside_the_table_have_the_nearest_offset(void **state)
{
    (void)state;
    const int64_t first_ms = zone.transitions[0].offset_ms;
    const int64_t last_ms = zone.transitions[zone.transition_count - 1].offset_ms;
    assert_int_equal(cp_zone_offset_ms(&zone, INT64_MIN), first_ms);
    assert_int_equal(cp_zone_offset_ms(&zone, local_ms("1899-12-31T23:59:59.999")), first_ms);
    assert_int_equal(cp_zone_offset_ms(&zone, local_ms("2200-01-01T00:00")), last_ms);
    assert_int_equal(cp_zone_offset_ms(&zone, local_ms("2300-07-01T00:00")), last_ms);
    assert_int_equal(cp_zone_offset_ms(&zone, INT64_MAX), last_ms);
}

/* A stretch is never too long, and ends where date or offset do: no gap, no overlap. */
static void the_stretches_of_a_date_follow_each_other(void **state)
{
    (void)state;
    int64_t at_ms = local_ms("1979-12-01T00:00");
    int32_t day = cp_zone_day(&zone, at_ms);
    while (at_ms < local_ms("1981-12-01T00:00")) {
        const struct cp_zone_span span = cp_zone_day_span(&zone, at_ms);
        const struct cp_zone_span last = cp_zone_day_span(&zone, span.to_ms - 1);
        assert_true(span.from_ms <= at_ms && span.to_ms > at_ms);
        assert_int_equal(cp_zone_day(&zone, span.from_ms), span.day);
        assert_int_equal(cp_zone_day(&zone, span.to_ms - 1), span.day);
        assert_int_equal(last.from_ms, span.from_ms);
        assert_int_equal(last.to_ms, span.to_ms);
        assert_true(span.day == day || span.day == day + 1);
        day = span.day;
        at_ms = span.to_ms;
    }
    assert_true(day > cp_civil_to_day((struct cp_civil){1981, 11, 30}) - 1);
    for (int i = 0; i < 2; i++) {
        const int64_t outside_ms = i == 0 ? INT64_MIN / 2 : INT64_MAX / 2;
        const struct cp_zone_span none = cp_zone_day_span(&zone, outside_ms);
        assert_int_equal(none.from_ms, none.to_ms);
        assert_int_equal(none.day, cp_zone_day(&zone, outside_ms));
    }
}

static void dates_before_1970_are_dates_too(void **state)
{
    (void)state;
    assert_int_equal(cp_zone_day(&zone, local_ms("1969-12-31T22:59:59.999")), -1);
    assert_int_equal(cp_zone_day(&zone, local_ms("1969-12-31T23:00")), 0);
    assert_int_equal(cp_zone_day(&zone, -1), 0);
    assert_int_equal(cp_zone_day(&zone, -CP_MS_PER_HOUR - 1), -1);
}

static void a_name_that_is_no_zone_is_refused(void **state)
{
    (void)state;
    static const char *const names[] = {
        "Europe/Kopenhagen", "",          "/etc/localtime",     "../zoneinfo/UTC", "Europe",
        "zone.tab",          "tzdata.zi", "Europe/Copenhagen/", "Europe/../UTC",
    };
    int refused = 0;
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        struct cp_zone other;
        struct cp_failure failure = {0};
        const enum cp_status status = cp_zone_load(names[i], &other, &failure);
        if (status != CP_CONFIGURATION) {
            print_error("zone \"%s\" was taken\n", names[i]);
            continue;
        }
        assert_non_null(strstr(failure.text, names[i]));
        refused++;
    }
    assert_int_equal(refused, sizeof(names) / sizeof(names[0]));
}

static void the_self_test_knows_the_municipality_and_no_other(void **state)
{
    (void)state;
    static const char *const others[] = {"UTC", "Europe/London", "Europe/Helsinki",
                                         "Africa/Algiers"};
    struct cp_failure failure = {0};
    assert_int_equal(cp_zone_self_test(&zone, &failure), CP_OK);
    for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
        struct cp_zone other;
        assert_int_equal(cp_zone_load(others[i], &other, &failure), CP_OK);
        assert_int_equal(cp_zone_self_test(&other, &failure), CP_CONFIGURATION);
        assert_non_null(strstr(failure.text, CP_ZONE_MUNICIPALITY));
    }
}

static void loading_leaves_the_process_its_own_zone(void **state)
{
    (void)state;
    assert_int_equal(setenv("TZ", "Asia/Tokyo", 1), 0);
    struct cp_zone other;
    struct cp_failure failure;
    assert_int_equal(cp_zone_load("UTC", &other, &failure), CP_OK);
    assert_string_equal(getenv("TZ"), "Asia/Tokyo");
    assert_int_equal(unsetenv("TZ"), 0);
    assert_int_equal(cp_zone_load("UTC", &other, &failure), CP_OK);
    assert_null(getenv("TZ"));
    assert_int_equal(other.transition_count, 1);
    assert_int_equal(cp_zone_offset_ms(&other, INT64_C(1234567890123)), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(summer_time_begins_and_ends_to_the_millisecond),
        cmocka_unit_test(there_was_no_summer_time_in_1979),
        cmocka_unit_test(doubled_and_skipped_local_times_are_decided),
        cmocka_unit_test(every_local_quarter_of_an_hour_comes_back_or_was_skipped),
        cmocka_unit_test(days_have_23_24_or_25_hours),
        cmocka_unit_test(every_hour_agrees_with_the_c_library),
        cmocka_unit_test(each_change_of_the_table_is_found_to_the_millisecond),
        cmocka_unit_test(instants_outside_the_table_have_the_nearest_offset),
        cmocka_unit_test(the_stretches_of_a_date_follow_each_other),
        cmocka_unit_test(dates_before_1970_are_dates_too),
        cmocka_unit_test(a_name_that_is_no_zone_is_refused),
        cmocka_unit_test(the_self_test_knows_the_municipality_and_no_other),
        cmocka_unit_test(loading_leaves_the_process_its_own_zone),
    };
    return cmocka_run_group_tests(tests, load_the_municipality, NULL);
}
