/* A bell between threads. */
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "casepulse/base/bell.h"
#include "casepulse/base/clock.h"

static void a_ring_before_the_wait_is_heard_once(void **state)
{
    (void)state;
    struct cp_bell bell;
    cp_bell_init(&bell);
    cp_bell_ring(&bell);
    cp_bell_ring(&bell);
    assert_true(cp_bell_wait(&bell, 10000));
    assert_false(cp_bell_wait(&bell, 0));
    cp_bell_done(&bell);
}

static void without_a_ring_the_time_ends_the_wait(void **state)
{
    (void)state;
    struct cp_bell bell;
    cp_bell_init(&bell);
    const int64_t begin_ms = cp_clock_steady_ms();
    assert_false(cp_bell_wait(&bell, 30));
    assert_true(cp_clock_steady_ms() - begin_ms >= 29);
    cp_bell_done(&bell);
}

static void *ring_later(void *context)
{
    cp_clock_sleep_ms(30);
    cp_bell_ring(context);
    return NULL;
}

static void a_ring_of_another_thread_ends_the_wait(void **state)
{
    (void)state;
    struct cp_bell bell;
    pthread_t thread;
    cp_bell_init(&bell);
    assert_int_equal(pthread_create(&thread, NULL, ring_later, &bell), 0);
    assert_true(cp_bell_wait(&bell, 60000));
    (void)pthread_join(thread, NULL);
    cp_bell_done(&bell);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_ring_before_the_wait_is_heard_once),
        cmocka_unit_test(without_a_ring_the_time_ends_the_wait),
        cmocka_unit_test(a_ring_of_another_thread_ends_the_wait),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
