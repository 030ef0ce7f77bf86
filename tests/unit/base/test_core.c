#include "casepulse/base/core.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <pthread.h>
#include <string.h>

static int first_of(const struct cp_cores *cores)
{
    for (int core = 0; core < CP_CORES_MAX; core++) {
        if ((cores->mask[core / 64] >> core % 64 & 1) != 0) {
            return core;
        }
    }
    return -1;
}

static struct cp_cores mine(void)
{
    struct cp_cores cores;
    struct cp_failure failure;
    assert_int_equal(cp_cores_get(&cores, &failure), CP_OK);
    return cores;
}

static void *tell(void *context)
{
    struct cp_failure failure;
    return cp_cores_get(context, &failure) == CP_OK ? context : NULL;
}

static struct cp_cores of_a_new_thread(void)
{
    pthread_t thread;
    struct cp_cores cores;
    void *told = NULL;
    assert_int_equal(pthread_create(&thread, NULL, tell, &cores), 0);
    assert_int_equal(pthread_join(thread, &told), 0);
    assert_ptr_equal(told, &cores);
    return cores;
}

static void what_a_thread_makes_stays_where_it_was(void **state)
{
    (void)state;
    struct cp_failure failure;
    const struct cp_cores before = mine();
    const struct cp_cores one = cp_cores_one(first_of(&before));
    assert_int_equal(cp_cores_set(&one, &failure), CP_OK);
    const struct cp_cores confined = mine();
    const struct cp_cores inherited = of_a_new_thread();
    assert_memory_equal(&confined, &one, sizeof(one));
    assert_memory_equal(&inherited, &one, sizeof(one));
    assert_int_equal(cp_cores_set(&before, &failure), CP_OK);
    const struct cp_cores after = of_a_new_thread();
    assert_memory_equal(&after, &before, sizeof(before));
}

static void a_core_that_does_not_exist_is_refused_with_those_that_do(void **state)
{
    (void)state;
    struct cp_failure failure = {.text = ""};
    const struct cp_cores before = mine();
    const struct cp_cores none = cp_cores_one(CP_CORES_MAX - 1);
    assert_int_equal(cp_cores_set(&none, &failure), CP_CONFIGURATION);
    assert_non_null(strstr(failure.text, "core 1023: "));
    assert_non_null(strstr(failure.text, "runs on: "));
    const struct cp_cores after = mine();
    assert_memory_equal(&after, &before, sizeof(before));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_a_thread_makes_stays_where_it_was),
        cmocka_unit_test(a_core_that_does_not_exist_is_refused_with_those_that_do),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
