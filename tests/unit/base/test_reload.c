#include "casepulse/base/reload.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

/* Runs in a child: signals of its own. Returns what waitpid says of it. */
static int in_a_child(int (*act)(void))
{
    const pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        _exit(act());
    }
    int status = 0;
    assert_int_equal(waitpid(child, &status, 0), child);
    return status;
}

static int hang_up_thrice(void)
{
    cp_reload_await();
    if (cp_reload_take()) {
        return 2;
    }
    for (int i = 0; i < 3; i++) {
        (void)kill(getpid(), SIGHUP);
    }
    return cp_reload_take() && !cp_reload_take() ? 0 : 3;
}

static int hang_up_again_later(void)
{
    cp_reload_await();
    (void)kill(getpid(), SIGHUP);
    if (!cp_reload_take()) {
        return 2;
    }
    (void)kill(getpid(), SIGHUP);
    return cp_reload_take() ? 0 : 3;
}

static int end_in_order(void)
{
    cp_reload_await();
    (void)kill(getpid(), SIGHUP);
    (void)kill(getpid(), SIGTERM);
    return 0;
}

static void hang_ups_are_one_wish_until_it_is_taken(void **state)
{
    (void)state;
    assert_int_equal(in_a_child(hang_up_thrice), 0);
}

static void a_later_one_is_a_new_wish(void **state)
{
    (void)state;
    assert_int_equal(in_a_child(hang_up_again_later), 0);
}

static void other_signals_do_what_they_did(void **state)
{
    (void)state;
    const int status = in_a_child(end_in_order);
    assert_true(WIFSIGNALED(status));
    assert_int_equal(WTERMSIG(status), SIGTERM);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(hang_ups_are_one_wish_until_it_is_taken),
        cmocka_unit_test(a_later_one_is_a_new_wish),
        cmocka_unit_test(other_signals_do_what_they_did),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
