/* Clocks, as far as they can be held to one another. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "casepulse/base/clock.h"

#define TICK_MS 10 /* of the kernel, by which it tells when a process began */

static void a_process_began_when_it_was_born(void **state)
{
    (void)state;
    const int64_t before_ms = cp_clock_steady_ms();
    const pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        const int64_t started_ms = cp_clock_started_ms();
        const int64_t now_ms = cp_clock_steady_ms();
        _exit(started_ms >= before_ms - 2 * TICK_MS && started_ms <= now_ms ? 0 : 1);
    }
    int status = 1;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_int_equal(status, 0);
    cp_clock_sleep_ms(50);
    assert_true(cp_clock_steady_ms() - cp_clock_started_ms() >= 50 - TICK_MS);
}

static void a_thread_s_time_is_part_of_the_process_s(void **state)
{
    (void)state;
    const int64_t thread_us = cp_clock_thread_cpu_us();
    const int64_t process_us = cp_clock_cpu_us();
    const int64_t until_us = process_us + 20000;
    while (cp_clock_cpu_us() < until_us) {
    }
    const int64_t used_us = cp_clock_thread_cpu_us() - thread_us;
    assert_true(used_us >= 10000);
    assert_true(used_us <= cp_clock_cpu_us() - process_us + 1000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_process_began_when_it_was_born),
        cmocka_unit_test(a_thread_s_time_is_part_of_the_process_s),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
