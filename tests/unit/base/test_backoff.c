#include "casepulse/base/backoff.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

static void each_pause_lies_between_half_and_whole_of_its_step(void **state)
{
    (void)state;
    static const int64_t steps_ms[] = {100, 200, 400, 800, 1600, 3200, 5000, 5000, 5000};
    for (uint64_t seed = 0; seed < 1000; seed++) {
        struct cp_backoff backoff = {.seed = seed};
        for (size_t i = 0; i < sizeof(steps_ms) / sizeof(steps_ms[0]); i++) {
            const int64_t pause_ms = cp_backoff_next_ms(&backoff);
            assert_in_range(pause_ms, steps_ms[i] / 2, steps_ms[i]);
        }
    }
}

static void the_jitter_reaches_both_ends(void **state)
{
    (void)state;
    bool has_half = false;
    bool has_whole = false;
    for (uint64_t seed = 0; seed < 2000; seed++) {
        struct cp_backoff backoff = {.seed = seed};
        const int64_t pause_ms = cp_backoff_next_ms(&backoff);
        has_half = has_half || pause_ms == CP_BACKOFF_FIRST_MS / 2;
        has_whole = has_whole || pause_ms == CP_BACKOFF_FIRST_MS;
    }
    assert_true(has_half);
    assert_true(has_whole);
}

static void two_seeds_do_not_come_back_in_step(void **state)
{
    (void)state;
    struct cp_backoff one = {.seed = 1};
    struct cp_backoff two = {.seed = 2};
    int equal = 0;
    for (int i = 0; i < 100; i++) {
        equal += cp_backoff_next_ms(&one) == cp_backoff_next_ms(&two);
    }
    assert_true(equal < 10);
}

static void a_reset_begins_with_the_first_step_and_goes_on_rolling(void **state)
{
    (void)state;
    struct cp_backoff backoff = {.seed = 7};
    const int64_t first_ms = cp_backoff_next_ms(&backoff);
    bool has_changed = false;
    for (int i = 0; i < 20; i++) {
        (void)cp_backoff_next_ms(&backoff);
        cp_backoff_reset(&backoff);
        const int64_t again_ms = cp_backoff_next_ms(&backoff);
        assert_in_range(again_ms, CP_BACKOFF_FIRST_MS / 2, CP_BACKOFF_FIRST_MS);
        has_changed = has_changed || again_ms != first_ms;
        cp_backoff_reset(&backoff);
    }
    assert_true(has_changed);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_pause_lies_between_half_and_whole_of_its_step),
        cmocka_unit_test(the_jitter_reaches_both_ends),
        cmocka_unit_test(two_seeds_do_not_come_back_in_step),
        cmocka_unit_test(a_reset_begins_with_the_first_step_and_goes_on_rolling),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
