/* The profile of arrivals against a twin that counts each event by itself. */
#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#include "casepulse/base/hash.h"
#include "casepulse/base/memory.h"
#include "casepulse/capacity/profile.h"

#define DAYS 400
#define FROM_MS INT64_C(1356994800000) /* 2013-01-01T00:00 in Copenhagen */

/* Loaded once, constant from then on. */
struct stage {
    struct cp_zone zone;
    uint64_t seed;
};

static int set_up(void **state)
{
    struct stage *stage = cp_allocate(1, sizeof(*stage));
    struct cp_failure failure;
    const char *seed = getenv("CASEPULSE_TEST_SEED");
    assert_int_equal(cp_zone_load(CP_ZONE_MUNICIPALITY, &stage->zone, &failure), CP_OK);
    stage->seed = seed != NULL ? strtoull(seed, NULL, 10) : (uint64_t)time(NULL);
    print_message("profile: CASEPULSE_TEST_SEED=%" PRIu64 "\n", stage->seed);
    *state = stage;
    return 0;
}

static int tear_down(void **state)
{
    free(*state);
    return 0;
}

static int64_t next(uint64_t *random, int64_t end)
{
    *random += UINT64_C(0x9E3779B97F4A7C15);
    return (int64_t)(cp_hash_mix(*random) % (uint64_t)end);
}

static int64_t sum(const struct cp_profile_part *parts, int count)
{
    int64_t all = 0;
    for (int at = 0; at < count; at++) {
        all += parts[at].event_count;
    }
    return all;
}

/* What the profile should say, counted event by event. */
struct twin {
    int64_t hours[CP_PROFILE_HOURS], weekdays[CP_PROFILE_WEEKDAYS], months[CP_PROFILE_MONTHS];
    int64_t days[DAYS + 2];
    int64_t utc_hours[(DAYS + 2) * 24];
};

static void twin_add(struct twin *twin, const struct cp_zone *zone, int64_t at_ms)
{
    const int32_t day = cp_zone_day(zone, at_ms);
    const int64_t local_ms = at_ms + cp_zone_offset_ms(zone, at_ms);
    twin->hours[local_ms / CP_MS_PER_HOUR % 24]++;
    twin->weekdays[cp_day_weekday(day) - 1]++;
    twin->months[cp_civil_from_day(day).month - 1]++;
    twin->days[day - cp_zone_day(zone, FROM_MS)]++;
    twin->utc_hours[(at_ms - FROM_MS) / CP_MS_PER_HOUR]++;
}

static int64_t largest(const int64_t *counts, size_t count)
{
    int64_t most = 0;
    for (size_t at = 0; at < count; at++) {
        most = counts[at] > most ? counts[at] : most;
    }
    return most;
}

static void check_twin(const struct cp_profile_report *report, const struct twin *twin)
{
    for (int hour = 0; hour < CP_PROFILE_HOURS; hour++) {
        assert_int_equal(report->hours[hour].event_count, twin->hours[hour]);
    }
    for (int weekday = 0; weekday < CP_PROFILE_WEEKDAYS; weekday++) {
        assert_int_equal(report->weekdays[weekday].event_count, twin->weekdays[weekday]);
    }
    for (int month = 0; month < CP_PROFILE_MONTHS; month++) {
        assert_int_equal(report->months[month].event_count, twin->months[month]);
    }
    assert_int_equal(report->peaks[CP_PEAK_DAY].event_count, largest(twin->days, DAYS + 2));
    assert_int_equal(report->peaks[CP_PEAK_HOUR].event_count,
                     largest(twin->utc_hours, (DAYS + 2) * (size_t)24));
}

static void a_random_profile_equals_its_twin_and_its_sums_the_events(void **state)
{
    const struct stage *stage = *state;
    uint64_t random = stage->seed;
    for (int round = 0; round < 20; round++) {
        struct cp_profile *profile = cp_profile_create();
        struct twin *twin = cp_allocate(1, sizeof(*twin));
        struct cp_profile_report report;
        const int64_t count = 1 + next(&random, 20000);
        const int64_t span_ms = 1 + next(&random, DAYS) * CP_MS_PER_DAY;
        for (int64_t at = 0; at < count; at++) {
            const int64_t at_ms = FROM_MS + next(&random, span_ms);
            cp_profile_add(profile, &at_ms, 1);
            twin_add(twin, &stage->zone, at_ms);
        }
        cp_profile_tell(profile, &stage->zone, &report);
        assert_int_equal(report.event_count, count);
        assert_int_equal(sum(report.hours, CP_PROFILE_HOURS), count);
        assert_int_equal(sum(report.weekdays, CP_PROFILE_WEEKDAYS), count);
        assert_int_equal(sum(report.months, CP_PROFILE_MONTHS), count);
        check_twin(&report, twin);
        cp_profile_free(profile);
        free(twin);
    }
}

/* An event each quarter of the local days from `first` to before `end`. */
static struct cp_profile *every_quarter(const struct cp_zone *zone, int32_t first, int32_t end)
{
    struct cp_profile *profile = cp_profile_create();
    const int64_t end_ms = cp_zone_day_start_ms(zone, end);
    for (int64_t at_ms = cp_zone_day_start_ms(zone, first); at_ms < end_ms;
         at_ms += CP_PROFILE_QUARTER_MS) {
        cp_profile_add(profile, &at_ms, 1);
    }
    return profile;
}

static void the_day_of_the_autumn_has_two_hours_from_two(void **state)
{
    const struct stage *stage = *state;
    struct cp_profile_report report;
    const int32_t day = cp_civil_to_day((struct cp_civil){2013, 10, 27});
    struct cp_profile *profile = every_quarter(&stage->zone, day, day + 1);
    cp_profile_tell(profile, &stage->zone, &report);
    assert_int_equal(report.event_count, 100);
    assert_int_equal(report.hours[2].times, 2);
    assert_int_equal(report.hours[2].event_count, 8);
    assert_int_equal(report.hours[2].event_count_most, 4);
    assert_int_equal(report.peaks[CP_PEAK_HOUR].times, 25);
    assert_int_equal(report.peaks[CP_PEAK_DAY].times, 1);
    assert_int_equal(report.peaks[CP_PEAK_DAY].event_count, 100);
    assert_int_equal(report.day_first, day);
    assert_int_equal(report.day_last, day);
    cp_profile_free(profile);
}

static void the_day_of_the_spring_has_no_hour_from_two(void **state)
{
    const struct stage *stage = *state;
    struct cp_profile_report report;
    const int32_t day = cp_civil_to_day((struct cp_civil){2013, 3, 31});
    struct cp_profile *profile = every_quarter(&stage->zone, day, day + 1);
    cp_profile_tell(profile, &stage->zone, &report);
    assert_int_equal(report.event_count, 92);
    assert_int_equal(report.hours[2].times, 0);
    assert_int_equal(report.hours[2].event_count, 0);
    assert_int_equal(report.hours[3].event_count, 4);
    assert_int_equal(report.peaks[CP_PEAK_HOUR].times, 23);
    cp_profile_free(profile);
}

static void before_1970_hours_and_days_are_the_same(void **state)
{
    const struct stage *stage = *state;
    struct cp_profile_report report;
    const int32_t day = cp_civil_to_day((struct cp_civil){1961, 5, 3});
    struct cp_profile *profile = every_quarter(&stage->zone, day, day + 2);
    cp_profile_tell(profile, &stage->zone, &report);
    for (int hour = 0; hour < CP_PROFILE_HOURS; hour++) {
        assert_int_equal(report.hours[hour].event_count, 8);
        assert_int_equal(report.hours[hour].times, 2);
    }
    assert_int_equal(report.peaks[CP_PEAK_DAY].times, 2);
    cp_profile_free(profile);
}

static void quiet_days_count_for_the_mean(void **state)
{
    const struct stage *stage = *state;
    struct cp_profile_report report;
    struct cp_profile *profile = cp_profile_create();
    const int64_t at_ms[] = {FROM_MS, FROM_MS + 9 * CP_MS_PER_DAY};
    cp_profile_add(profile, at_ms, 2);
    cp_profile_tell(profile, &stage->zone, &report);
    assert_int_equal(report.peaks[CP_PEAK_DAY].times, 10);
    assert_int_equal(report.day_count_busy, 2);
    assert_int_equal(report.peaks[CP_PEAK_HOUR].times, 9 * 24 + 1);
    assert_int_equal(report.months[0].times, 1);
    cp_profile_free(profile);
}

static void instants_that_nobody_knows_are_told_apart(void **state)
{
    const struct stage *stage = *state;
    struct cp_profile_report report;
    struct cp_profile *profile = cp_profile_create();
    const int64_t at_ms[] = {CP_PROFILE_UNDATED, -1, INT64_MAX, FROM_MS, INT64_C(7258118400000)};
    cp_profile_add(profile, at_ms, 5);
    cp_profile_tell(profile, &stage->zone, &report);
    assert_int_equal(report.event_count, 2); /* -1 is the evening of 1969 */
    assert_int_equal(report.undated_count, 3);
    cp_profile_free(profile);
}

static void an_empty_profile_says_nothing(void **state)
{
    const struct stage *stage = *state;
    struct cp_profile_report report;
    struct cp_profile *profile = cp_profile_create();
    cp_profile_tell(profile, &stage->zone, &report);
    assert_int_equal(report.event_count, 0);
    assert_int_equal(report.peaks[CP_PEAK_DAY].times, 0);
    assert_int_equal(report.peaks[CP_PEAK_DAY].event_count, 0);
    assert_int_equal(cp_profile_worst_stretch(profile, 4).event_count, 0);
    cp_profile_free(profile);
}

/* The most events of any window of `quarters`, by trying all. */
static int64_t worst_of(const int64_t *counts, int64_t count, int64_t quarters)
{
    int64_t most = 0;
    for (int64_t first = 0; first < count; first++) {
        int64_t events = 0;
        for (int64_t at = first; at < first + quarters && at < count; at++) {
            events += counts[at];
        }
        most = events > most ? events : most;
    }
    return most;
}

static void the_worst_stretch_is_the_worst_of_all(void **state)
{
    enum { QUARTERS = 600 };
    const struct stage *stage = *state;
    static const double hours[] = {0.25, 0.3, 1, 2, 4, 8, 24, 149, 150, 500};
    uint64_t random = stage->seed;
    struct cp_profile *profile = cp_profile_create();
    int64_t counts[QUARTERS] = {0};
    for (int64_t at = 0; at < QUARTERS; at++) {
        counts[at] = at == 0 || at == QUARTERS - 1 ? 1 : next(&random, 4) * next(&random, 9);
        for (int64_t event = 0; event < counts[at]; event++) {
            const int64_t at_ms = FROM_MS + at * CP_PROFILE_QUARTER_MS + event;
            cp_profile_add(profile, &at_ms, 1);
        }
    }
    for (size_t at = 0; at < sizeof(hours) / sizeof(hours[0]); at++) {
        const int64_t quarters = (int64_t)(hours[at] * 4 + 0.99);
        const struct cp_profile_busiest worst = cp_profile_worst_stretch(profile, hours[at]);
        const int64_t first = (worst.from_ms - FROM_MS) / CP_PROFILE_QUARTER_MS;
        assert_int_equal(worst.event_count, worst_of(counts, QUARTERS, quarters));
        int64_t there = 0;
        for (int64_t in = first; in < first + quarters && in < QUARTERS; in++) {
            there += counts[in];
        }
        assert_int_equal(there, worst.event_count);
    }
    cp_profile_free(profile);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_random_profile_equals_its_twin_and_its_sums_the_events),
        cmocka_unit_test(the_day_of_the_autumn_has_two_hours_from_two),
        cmocka_unit_test(the_day_of_the_spring_has_no_hour_from_two),
        cmocka_unit_test(before_1970_hours_and_days_are_the_same),
        cmocka_unit_test(quiet_days_count_for_the_mean),
        cmocka_unit_test(instants_that_nobody_knows_are_told_apart),
        cmocka_unit_test(an_empty_profile_says_nothing),
        cmocka_unit_test(the_worst_stretch_is_the_worst_of_all),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
