/* What a recorder tells of a run that is known by heart. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "casepulse/base/memory.h"
#include "casepulse/capacity/recorder.h"

#include "sample_run.h"

#define DAY_MS INT64_C(1369087200000) /* 2013-05-21T00:00 in Copenhagen */

static struct cp_recorder *begin(const struct cp_zone *zone, bool is_paced, double outage_hours)
{
    return cp_recorder_create(&(struct cp_recorder_settings){.zone = zone,
                                                             .started_ms = 1000,
                                                             .is_paced = is_paced,
                                                             .speed = is_paced ? 60 : 0,
                                                             .outage_hours = outage_hours,
                                                             .processor_count = 2,
                                                             .memory_bytes = 1000000});
}

static void add(struct cp_recorder *recorder, int64_t at_ms, int64_t due_ms, size_t count,
                int64_t read_ms)
{
    int64_t *ats = cp_allocate(count, sizeof(*ats));
    int64_t *dues = cp_allocate(count, sizeof(*dues));
    for (size_t at = 0; at < count; at++) {
        ats[at] = at_ms;
        dues[at] = due_ms;
    }
    cp_recorder_add(recorder, &(struct cp_recorder_batch){ats, due_ms != INT64_MIN ? dues : NULL,
                                                          count, read_ms});
    free(ats);
    free(dues);
}

static struct cp_meters meters_of(int64_t own_us, int64_t resident_bytes)
{
    struct cp_meters meters = cp_meters_unknown();
    meters.values[CP_METER_CPU_OWN] = own_us;
    meters.values[CP_METER_RESIDENT] = resident_bytes;
    return meters;
}

static void take(struct cp_recorder *recorder, int64_t own_us, int64_t resident_bytes,
                 int64_t now_ms)
{
    const struct cp_meters meters = meters_of(own_us, resident_bytes);
    cp_recorder_take(recorder, &meters, now_ms);
}

static double value_of(struct cp_quotient quotient)
{
    double value = 0;
    assert_true(cp_quotient_value(quotient, &value));
    return value;
}

static void a_run_at_full_speed_reads_exactly_so(void **state)
{
    struct cp_recorder *recorder = begin(*state, false, 4);
    take(recorder, 500, 100000, 1200); /* 200 ms after the process began */
    add(recorder, DAY_MS, INT64_MIN, 3600, 1300);
    cp_recorder_published(recorder, 1350);
    add(recorder, DAY_MS + 2 * CP_MS_PER_HOUR, INT64_MIN, 400, 2000);
    take(recorder, 600500, 200000, 2100);
    cp_recorder_published(recorder, 2180);
    take(recorder, 800500, 150000, 2200);
    struct cp_capacity_result *result = cp_recorder_finish(recorder, true, 2210);
    assert_int_equal(result->event_count, 4000);
    assert_int_equal(result->start_ms, 200);
    assert_int_equal(result->elapsed_ms, 1210);
    assert_int_equal(result->window_ms, 1000);
    assert_int_equal(result->tick_count, 2);
    assert_true(value_of(result->achieved) == 4000);
    assert_int_equal(result->latencies.max_ms, 180);
    assert_int_equal(result->latencies.count, 4000);
    assert_int_equal(result->latencies.sum_ms, 3600 * 50 + 400 * 180);
    /* 0.8 of a second of one processor: a quarter more and nothing is left. */
    assert_true(value_of(result->uses[CP_RESOURCE_OWN].used) == 0.8);
    assert_true(value_of(result->uses[CP_RESOURCE_OWN].multiple) == 1.25);
    assert_int_equal(result->first_resource, CP_RESOURCE_OWN);
    /* 100,000 of 1,000,000 bytes were there before; 100,000 came, 900,000 might. */
    assert_true(value_of(result->uses[CP_RESOURCE_PROCESS_MEMORY].used) == 0.2);
    assert_true(value_of(result->uses[CP_RESOURCE_PROCESS_MEMORY].multiple) == 9);
    assert_true(result->uses[CP_RESOURCE_REDIS].used.denominator == 0);
    free(result);
    cp_recorder_free(recorder);
}

static void an_outage_takes_what_waited_by_what_is_left_of_the_rate(void **state)
{
    struct cp_recorder *recorder = begin(*state, false, 3);
    take(recorder, 0, 0, 1000);
    add(recorder, DAY_MS, INT64_MIN, 36000, 1500);
    add(recorder, DAY_MS + 5 * CP_MS_PER_HOUR, INT64_MIN, 4000, 1500);
    take(recorder, 1, 0, 5000); /* 40,000 in 4 s */
    struct cp_capacity_result *result = cp_recorder_finish(recorder, true, 5000);
    static const double hours[] = {1, 2, 3, 4, 8, 24};
    static const int64_t waiting[] = {36000, 36000, 36000, 36000, 40000, 40000};
    assert_int_equal(result->outage_count, 6);
    for (size_t at = 0; at < result->outage_count; at++) {
        const double arrivals = (double)waiting[at] / (hours[at] * 3600);
        assert_true(result->outages[at].hours == hours[at]);
        assert_int_equal(result->outages[at].waiting_count, waiting[at]);
        assert_true(value_of(result->outages[at].drain_s) ==
                    (double)waiting[at] / (10000 - arrivals));
    }
    assert_int_equal(result->outages[0].from_ms, DAY_MS);
    free(result);
    cp_recorder_free(recorder);
}

static void an_outage_that_is_longer_than_all_others_comes_last_and_a_usual_one_once(void **state)
{
    static const struct {
        double asked;
        size_t count, place;
    } cases[] = {{0, 5, 0}, {4, 5, 2}, {0.5, 6, 0}, {48, 6, 5}};
    for (size_t at = 0; at < sizeof(cases) / sizeof(cases[0]); at++) {
        struct cp_recorder *recorder = begin(*state, false, cases[at].asked);
        struct cp_capacity_result *result = cp_recorder_finish(recorder, true, 1000);
        assert_int_equal(result->outage_count, cases[at].count);
        assert_true(cases[at].asked == 0 ||
                    result->outages[cases[at].place].hours == cases[at].asked);
        free(result);
        cp_recorder_free(recorder);
    }
}

static void arrivals_faster_than_the_rate_are_never_caught_up(void **state)
{
    struct cp_recorder *recorder = begin(*state, false, 0);
    double value = 0;
    take(recorder, 0, 0, 1000);
    add(recorder, DAY_MS, INT64_MIN, 7200, 1500); /* two a second, in the worst hour */
    take(recorder, 1, 0, 7201000);                /* one a second */
    struct cp_capacity_result *result = cp_recorder_finish(recorder, true, 7201000);
    assert_false(cp_quotient_value(result->outages[0].drain_s, &value));
    assert_true(cp_quotient_value(result->outages[2].drain_s, &value));
    free(result);
    cp_recorder_free(recorder);
}

static void a_paced_run_waits_from_the_instant_that_was_due(void **state)
{
    struct cp_recorder *recorder = begin(*state, true, 0);
    take(recorder, 0, 0, 1000);
    add(recorder, DAY_MS, 2000, 10, 2000);
    add(recorder, DAY_MS, 2400, 30, 2900); /* half a second late */
    cp_recorder_published(recorder, 3000);
    take(recorder, 200000, 0, 3000);
    struct cp_capacity_result *result = cp_recorder_finish(recorder, true, 3000);
    assert_int_equal(result->latencies.max_ms, 1000);
    assert_int_equal(result->latencies.sum_ms, 10 * 1000 + 30 * 600);
    assert_true(value_of(result->offered) == 100); /* 40 in 0.4 s */
    assert_true(value_of(result->achieved) == 20);
    /* A tenth of a processor was used: it would carry ten times as much. */
    assert_true(value_of(result->catch_up) == 200);
    free(result);
    cp_recorder_free(recorder);
}

/* Counts of the steps are those of the run, however long it was, and its gauges' peaks stay. */
static void check_steps(const struct cp_capacity_result *result, int64_t peak)
{
    int64_t events = 0;
    int64_t offered = 0;
    int64_t own_us = 0;
    int64_t resident = 0;
    for (size_t at = 0; at < result->step_count; at++) {
        const struct cp_capacity_step *step = &result->steps[at];
        events += step->event_count;
        offered += step->offered_count;
        /* Dues lie at most 70 ms before the reading, some two events a tenth of a second. */
        assert_true(labs(step->offered_count - step->event_count) <= 10 + step->event_count / 4);
        own_us += step->meters[CP_METER_CPU_OWN];
        resident =
            step->meters[CP_METER_RESIDENT] > resident ? step->meters[CP_METER_RESIDENT] : resident;
        assert_true(step->to_ms > step->from_ms);
        assert_true(at == 0 || step->from_ms == result->steps[at - 1].to_ms);
        assert_int_equal(step->meters[CP_METER_LAG], CP_METER_UNKNOWN);
    }
    assert_int_equal(events, result->event_count);
    assert_int_equal(offered, result->event_count);
    assert_int_equal(own_us, result->meters[CP_METER_CPU_OWN]);
    assert_int_equal(resident, peak);
    assert_int_equal(result->meters[CP_METER_RESIDENT], peak);
}

static void steps_add_up_to_the_run_from_a_tenth_of_a_second_to_days(void **state)
{
    static const int64_t rounds[] = {1, 2, 59, 60, 61, 255, 256, 257, 5000, 900000};
    for (size_t at = 0; at < sizeof(rounds) / sizeof(rounds[0]); at++) {
        struct cp_recorder *recorder = begin(*state, true, 0);
        int64_t now_ms = 1000;
        take(recorder, 0, 5, now_ms);
        for (int64_t round = 0; round < rounds[at]; round++) {
            now_ms += 100;
            add(recorder, DAY_MS + round * 1000, now_ms - round % 70, 1 + (size_t)(round % 3),
                now_ms);
            if (round == rounds[at] / 3 || cp_recorder_is_due(recorder, now_ms)) {
                take(recorder, round * 7, round == rounds[at] / 3 ? 9000 : 10 + round % 100,
                     now_ms);
            }
        }
        take(recorder, now_ms, 5, now_ms + 1);
        struct cp_capacity_result *result = cp_recorder_finish(recorder, true, now_ms + 1);
        assert_true(result->step_count <= CP_CAPACITY_STEPS_MAX);
        assert_true(result->step_count >= 1);
        check_steps(result, 9000);
        free(result);
        cp_recorder_free(recorder);
    }
}

static void a_server_that_began_to_count_anew_takes_nothing_back(void **state)
{
    struct cp_recorder *recorder = begin(*state, false, 0);
    take(recorder, 1000, 0, 1000);
    take(recorder, 400, 0, 1100);
    struct cp_capacity_result *result = cp_recorder_finish(recorder, true, 1100);
    assert_int_equal(result->steps[0].meters[CP_METER_CPU_OWN], 0);
    assert_int_equal(result->meters[CP_METER_CPU_OWN], 0);
    free(result);
    cp_recorder_free(recorder);
}

static void a_run_of_nothing_has_no_values_and_no_steps_without_samples(void **state)
{
    for (int has_samples = 0; has_samples < 2; has_samples++) {
        struct cp_capacity_result *result = sample_run_empty(*state, has_samples == 1);
        double value = 0;
        assert_int_equal(result->event_count, 0);
        assert_int_equal(result->first_resource, -1);
        assert_int_equal(result->step_count, has_samples);
        assert_false(cp_quotient_value(result->catch_up, &value) && value > 0);
        for (int resource = 0; resource < CP_RESOURCE_COUNT; resource++) {
            assert_false(cp_quotient_value(result->uses[resource].multiple, &value));
        }
        free(result);
    }
}

static void more_waiting_than_there_is_room_for_waits_no_shorter(void **state)
{
    struct cp_recorder *recorder = begin(*state, false, 0);
    for (int64_t now_ms = 1000; now_ms < 6000; now_ms++) {
        add(recorder, DAY_MS, INT64_MIN, 1, now_ms);
    }
    cp_recorder_published(recorder, 6000);
    struct cp_capacity_result *result = cp_recorder_finish(recorder, true, 6000);
    assert_int_equal(result->latencies.count, 5000);
    assert_int_equal(result->latencies.max_ms, 5000);
    assert_true(result->latencies.sum_ms >= 5000 * 5001 / 2);
    free(result);
    cp_recorder_free(recorder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_run_at_full_speed_reads_exactly_so),
        cmocka_unit_test(an_outage_takes_what_waited_by_what_is_left_of_the_rate),
        cmocka_unit_test(an_outage_that_is_longer_than_all_others_comes_last_and_a_usual_one_once),
        cmocka_unit_test(arrivals_faster_than_the_rate_are_never_caught_up),
        cmocka_unit_test(a_paced_run_waits_from_the_instant_that_was_due),
        cmocka_unit_test(steps_add_up_to_the_run_from_a_tenth_of_a_second_to_days),
        cmocka_unit_test(a_server_that_began_to_count_anew_takes_nothing_back),
        cmocka_unit_test(a_run_of_nothing_has_no_values_and_no_steps_without_samples),
        cmocka_unit_test(more_waiting_than_there_is_room_for_waits_no_shorter),
    };
    return cmocka_run_group_tests(tests, sample_run_set_up, sample_run_tear_down);
}
