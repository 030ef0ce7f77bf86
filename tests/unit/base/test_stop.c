#include "casepulse/base/stop.h"

#include "casepulse/base/clock.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

/* Runs in a child: signals of its own, and a flag that nobody asked yet. */
static int in_a_child(int (*act)(int first, int second), int first, int second)
{
    const pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        _exit(act(first, second));
    }
    int status = 0;
    assert_int_equal(waitpid(child, &status, 0), child);
    return status;
}

/* 0 if the first signal was a wish; the second should not come back. */
static int raise_both(int first, int second)
{
    cp_stop_on_signals();
    if (cp_stop_is_asked() || raise(first) != 0 || !cp_stop_is_asked()) {
        return 2;
    }
    cp_clock_sleep_ms(300);
    return second != 0 && raise(second) == 0;
}

static int raise_both_in_one_breath(int first, int second)
{
    cp_stop_on_signals();
    return raise(first) != 0 || raise(second) != 0 || !cp_stop_is_asked();
}

static void a_signal_sent_to_process_and_group_is_one_wish(void **state)
{
    (void)state;
    assert_int_equal(in_a_child(raise_both_in_one_breath, SIGTERM, SIGTERM), 0);
}

static void a_first_signal_is_a_wish(void **state)
{
    (void)state;
    assert_int_equal(in_a_child(raise_both, SIGTERM, 0), 0);
    assert_int_equal(in_a_child(raise_both, SIGINT, 0), 0);
}

static void a_second_one_ends_at_once(void **state)
{
    (void)state;
    static const int pairs[][2] = {
        {SIGTERM, SIGTERM}, {SIGINT, SIGINT}, {SIGINT, SIGTERM}, {SIGTERM, SIGINT}};
    for (size_t i = 0; i < sizeof(pairs) / sizeof(pairs[0]); i++) {
        const int status = in_a_child(raise_both, pairs[i][0], pairs[i][1]);
        if (!WIFSIGNALED(status) || WTERMSIG(status) != pairs[i][1]) {
            fail_msg("signals %d, %d: status %x", pairs[i][0], pairs[i][1], (unsigned)status);
        }
    }
}

static int write_to_nobody(int first, int second)
{
    (void)first;
    (void)second;
    int ends[2];
    cp_stop_on_signals();
    if (pipe(ends) != 0 || close(ends[0]) != 0) {
        return 2;
    }
    return write(ends[1], "x", 1) == -1 && !cp_stop_is_asked() ? 0 : 1;
}

static void a_dead_server_is_an_error_of_the_write(void **state)
{
    (void)state;
    assert_int_equal(in_a_child(write_to_nobody, 0, 0), 0);
}

static int ask_by_hand(int first, int second)
{
    (void)first;
    (void)second;
    if (cp_stop_is_asked()) {
        return 2;
    }
    cp_stop_ask();
    return cp_stop_is_asked() ? 0 : 1;
}

static void a_thread_may_ask_too(void **state)
{
    (void)state;
    assert_int_equal(in_a_child(ask_by_hand, 0, 0), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_first_signal_is_a_wish),
        cmocka_unit_test(a_second_one_ends_at_once),
        cmocka_unit_test(a_signal_sent_to_process_and_group_is_one_wish),
        cmocka_unit_test(a_dead_server_is_an_error_of_the_write),
        cmocka_unit_test(a_thread_may_ask_too),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
