#include "casepulse/base/ring.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <pthread.h>
#include <sched.h>

#define ITEMS_MAX 1000000

static int items[ITEMS_MAX];

static void an_empty_ring_gives_nothing(void **state)
{
    (void)state;
    struct cp_ring *ring = cp_ring_create(4);
    assert_null(cp_ring_take(ring));
    assert_true(cp_ring_put(ring, &items[0]));
    assert_ptr_equal(cp_ring_take(ring), &items[0]);
    assert_null(cp_ring_take(ring));
    cp_ring_free(ring);
    cp_ring_free(NULL);
}

static void a_full_ring_refuses_one_more(void **state)
{
    (void)state;
    for (size_t capacity = 1; capacity <= 65536; capacity *= 2) {
        struct cp_ring *ring = cp_ring_create(capacity);
        for (size_t i = 0; i < capacity; i++) {
            assert_true(cp_ring_put(ring, &items[i]));
        }
        assert_false(cp_ring_put(ring, &items[capacity]));
        assert_false(cp_ring_put(ring, &items[capacity]));
        assert_ptr_equal(cp_ring_take(ring), &items[0]);
        assert_true(cp_ring_put(ring, &items[capacity]));
        assert_false(cp_ring_put(ring, &items[0]));
        for (size_t i = 1; i <= capacity; i++) {
            assert_ptr_equal(cp_ring_take(ring), &items[i]);
        }
        assert_null(cp_ring_take(ring));
        cp_ring_free(ring);
    }
}

static void the_order_is_kept_around_the_end(void **state)
{
    (void)state;
    struct cp_ring *ring = cp_ring_create(8);
    size_t put = 0;
    size_t taken = 0;
    for (size_t round = 0; round < 1000; round++) {
        for (size_t i = 0; i < round % 9; i++) {
            put += cp_ring_put(ring, &items[put]);
        }
        for (size_t i = 0; i < (round * 7) % 10 && taken < put; i++) {
            assert_ptr_equal(cp_ring_take(ring), &items[taken++]);
        }
    }
    assert_true(put > 2000);
    cp_ring_free(ring);
}

/* The pointees are written by one thread and read by the other, without any other meeting point. */
static void *produce(void *context)
{
    struct cp_ring *ring = context;
    for (int i = 0; i < ITEMS_MAX; i++) {
        items[i] = i * 3 + 1;
        while (!cp_ring_put(ring, &items[i])) {
            (void)sched_yield();
        }
    }
    return NULL;
}

static void two_threads_pass_a_million_items_in_order(void **state)
{
    (void)state;
    struct cp_ring *ring = cp_ring_create(64);
    pthread_t producer;
    assert_int_equal(pthread_create(&producer, NULL, produce, ring), 0);
    for (int i = 0; i < ITEMS_MAX; i++) {
        int *item = cp_ring_take(ring);
        while (item == NULL) {
            (void)sched_yield();
            item = cp_ring_take(ring);
        }
        assert_ptr_equal(item, &items[i]);
        assert_int_equal(*item, i * 3 + 1);
    }
    assert_int_equal(pthread_join(producer, NULL), 0);
    assert_null(cp_ring_take(ring));
    cp_ring_free(ring);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_empty_ring_gives_nothing),
        cmocka_unit_test(a_full_ring_refuses_one_more),
        cmocka_unit_test(the_order_is_kept_around_the_end),
        cmocka_unit_test(two_threads_pass_a_million_items_in_order),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
