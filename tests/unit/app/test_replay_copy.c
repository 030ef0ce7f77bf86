/* Copies of an event: other ids, the same day, the same relations between them. */
#include "replay_copy.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define ROUNDS 2000
#define NUMBERS 5
#define SKEW_MS (10 * CP_MS_PER_MINUTE)

static struct cp_zone zone;

static int load_the_municipality(void **state)
{
    (void)state;
    struct cp_failure failure;
    return cp_zone_load(CP_ZONE_MUNICIPALITY, &zone, &failure) == CP_OK ? 0 : -1;
}

static void fill(uint8_t *bytes, size_t size)
{
    for (size_t i = 0; i < size; i++) {
        bytes[i] = (uint8_t)(1 + rand() % 255);
    }
}

/* Somewhere in 2010 to 2035, near midnight as often as not. */
static struct cp_event some_event(void)
{
    struct cp_event event = {.case_id = {.size = 6, .bytes = "case-1"}};
    fill(event.id, sizeof(event.id));
    const int64_t day_ms = cp_zone_day_start_ms(&zone, 14610 + rand() % 9000);
    const int64_t within_ms = rand() % 2 == 0 ? rand() % 2000 : rand() % CP_MS_PER_DAY;
    event.fact.occurred_ms = day_ms + within_ms;
    event.own_occurred_ms = event.fact.occurred_ms;
    return event;
}

static struct cp_copy_rules rules(void)
{
    return (struct cp_copy_rules){.zone = &zone, .skew_ms = SKEW_MS};
}

static void a_copy_keeps_its_date_and_never_comes_later(void **state)
{
    (void)state;
    const struct cp_copy_rules with = rules();
    int moved = 0;
    for (int i = 0; i < ROUNDS; i++) {
        const struct cp_event event = some_event();
        struct cp_event copy;
        cp_event_copy(&with, &event, event.fact.occurred_ms, 1 + (uint32_t)i % NUMBERS, &copy);
        const int64_t earlier_ms = event.fact.occurred_ms - copy.fact.occurred_ms;
        assert_int_equal(cp_zone_day(&zone, copy.fact.occurred_ms),
                         cp_zone_day(&zone, event.fact.occurred_ms));
        assert_true(earlier_ms >= 0 && earlier_ms <= 15 * CP_MS_PER_MINUTE);
        assert_int_equal(copy.own_occurred_ms, copy.fact.occurred_ms);
        moved += earlier_ms > 0 ? 1 : 0;
    }
    assert_true(moved > ROUNDS / 2);
}

static void what_was_set_aside_as_ahead_stays_as_far_ahead(void **state)
{
    (void)state;
    const struct cp_copy_rules with = rules();
    const struct cp_event event = some_event();
    struct cp_event copy;
    cp_event_copy(&with, &event, event.fact.occurred_ms - SKEW_MS - 1, 1, &copy);
    assert_int_equal(copy.fact.occurred_ms, event.fact.occurred_ms);
}

static void ids_of_copies_differ_and_are_always_the_same(void **state)
{
    (void)state;
    for (int i = 0; i < ROUNDS; i++) {
        uint8_t ids[NUMBERS][CP_EVENT_ID_SIZE];
        uint8_t again[CP_EVENT_ID_SIZE];
        fill(ids[0], CP_EVENT_ID_SIZE);
        for (uint32_t number = 1; number < NUMBERS; number++) {
            cp_event_copy_id(ids[0], number, ids[number]);
            cp_event_copy_id(ids[0], number, again);
            assert_memory_equal(again, ids[number], CP_EVENT_ID_SIZE);
            for (uint32_t other = 0; other < number; other++) {
                assert_memory_not_equal(ids[other], ids[number], CP_EVENT_ID_SIZE);
            }
        }
    }
}

static void a_copied_retraction_takes_back_the_copy_of_its_event(void **state)
{
    (void)state;
    const struct cp_copy_rules with = rules();
    for (int i = 0; i < ROUNDS; i++) {
        const uint32_t number = 1 + (uint32_t)i % NUMBERS;
        const struct cp_event event = some_event();
        struct cp_event retraction = event;
        retraction.is_retraction = true;
        retraction.own_occurred_ms += CP_MS_PER_DAY;
        memcpy(retraction.cancelled_id, event.id, sizeof(event.id));
        fill(retraction.id, sizeof(retraction.id));
        struct cp_event copy, taken_back;
        cp_event_copy(&with, &event, event.fact.occurred_ms, number, &copy);
        cp_event_copy(&with, &retraction, retraction.own_occurred_ms, number, &taken_back);
        assert_memory_equal(taken_back.cancelled_id, copy.id, CP_EVENT_ID_SIZE);
        assert_int_equal(taken_back.fact.occurred_ms, copy.fact.occurred_ms);
        assert_int_equal(taken_back.own_occurred_ms, retraction.own_occurred_ms);
    }
}

static void a_case_gets_another_id_and_an_absent_one_stays_absent(void **state)
{
    (void)state;
    const struct cp_copy_rules with = rules();
    const struct cp_event event = some_event();
    const uint8_t absent[CP_EVENT_ID_SIZE] = {0};
    struct cp_event one, two;
    cp_event_copy(&with, &event, event.fact.occurred_ms, 1, &one);
    cp_event_copy(&with, &event, event.fact.occurred_ms, 2, &two);
    assert_int_equal(one.case_id.size, 32);
    assert_int_equal(strlen(one.case_id.bytes), 32);
    assert_string_not_equal(one.case_id.bytes, two.case_id.bytes);
    assert_memory_not_equal(one.case_id.bytes, one.case_id.bytes + 16, 16);
    assert_int_equal(one.related_case.size, 0);
    assert_memory_equal(one.cancelled_id, absent, sizeof(absent));
    assert_memory_equal(one.complained_decision, absent, sizeof(absent));
}

int main(void)
{
    const unsigned seed = (unsigned)time(NULL);
    print_message("seed %u\n", seed);
    srand(seed);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_copy_keeps_its_date_and_never_comes_later),
        cmocka_unit_test(what_was_set_aside_as_ahead_stays_as_far_ahead),
        cmocka_unit_test(ids_of_copies_differ_and_are_always_the_same),
        cmocka_unit_test(a_copied_retraction_takes_back_the_copy_of_its_event),
        cmocka_unit_test(a_case_gets_another_id_and_an_absent_one_stays_absent),
    };
    return cmocka_run_group_tests(tests, load_the_municipality, NULL);
}
