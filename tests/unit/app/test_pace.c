/* Pauses between ticks. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <time.h>

#include <cmocka.h>

#include "pace.h"

static void ticks_that_take_no_time_come_every_20_ms(void **state)
{
    (void)state;
    struct cp_pace pace = {0};
    for (int tick = 0; tick < 10; tick++) {
        assert_int_equal(cp_pace_after(&pace, 0), 20);
    }
}

static void ticks_of_one_length_are_followed_by_four_times_that(void **state)
{
    (void)state;
    struct cp_pace pace = {0};
    int64_t pause_ms = 0;
    for (int tick = 0; tick < 50; tick++) {
        pause_ms = cp_pace_after(&pace, 30);
    }
    assert_in_range(pause_ms, 20 + 4 * 30 - 3, 20 + 4 * 30 + 3);
}

static void one_long_tick_does_not_hold_up_the_next(void **state)
{
    (void)state;
    struct cp_pace pace = {0};
    assert_in_range(cp_pace_after(&pace, 100), 20, 20 + 100);
    for (int tick = 0; tick < 20; tick++) {
        (void)cp_pace_after(&pace, 0);
    }
    assert_in_range(cp_pace_after(&pace, 0), 20, 21);
}

static void no_pause_is_longer_than_900_ms(void **state)
{
    (void)state;
    struct cp_pace pace = {0};
    assert_int_equal(cp_pace_after(&pace, 5000), 900);
    assert_int_equal(cp_pace_after(&pace, 0), 900);
}

/* The twin that cannot be wrong: all time and all ticks added up. */
static void whatever_ticks_take_it_is_a_fifth_in_the_end(void **state)
{
    (void)state;
    const unsigned seed = (unsigned)time(NULL);
    print_message("seed %u\n", seed);
    srand(seed);
    struct cp_pace pace = {0};
    int64_t ticks_ms = 0;
    int64_t pauses_ms = 0;
    for (int tick = 0; tick < 1000; tick++) {
        const int64_t took_ms = rand() % 10 == 0 ? rand() % 300 : rand() % 20;
        ticks_ms += took_ms;
        pauses_ms += cp_pace_after(&pace, took_ms) - CP_PACE_PAUSE_MS;
    }
    for (int tick = 0; tick < 50; tick++) {
        pauses_ms += cp_pace_after(&pace, 0) - CP_PACE_PAUSE_MS;
    }
    assert_int_equal(pauses_ms, 4 * ticks_ms);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ticks_that_take_no_time_come_every_20_ms),
        cmocka_unit_test(ticks_of_one_length_are_followed_by_four_times_that),
        cmocka_unit_test(one_long_tick_does_not_hold_up_the_next),
        cmocka_unit_test(no_pause_is_longer_than_900_ms),
        cmocka_unit_test(whatever_ticks_take_it_is_a_fifth_in_the_end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
