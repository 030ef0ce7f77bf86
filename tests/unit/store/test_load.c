/* What Redis says about its load, from a redis-server of its own. */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "casepulse/store/load.h"

#include "private_redis.h"

#define COMMANDS 200

static int set_up(void **state)
{
    static struct private_redis redis;
    (void)signal(SIGPIPE, SIG_IGN);
    *state = private_redis_start(&redis, NULL) ? &redis : NULL;
    return 0;
}

static int tear_down(void **state)
{
    if (*state != NULL) {
        private_redis_stop(*state);
    }
    return 0;
}

static struct private_redis *there(void **state)
{
    if (*state == NULL) {
        skip();
    }
    return *state;
}

/* Commands counted while others give some and `every` of them (0: none) is followed by a question.
 */
static int64_t counted(struct private_redis *redis, struct cp_load_reader *reader, int every)
{
    struct cp_load first;
    struct cp_load last;
    struct cp_failure failure;
    assert_int_equal(cp_load_read(reader, &first, &failure), CP_OK);
    for (int at = 0; at < COMMANDS; at++) {
        (void)private_redis_ask(redis, "SET", "key", "value", (char *)NULL);
        if (every > 0 && at % every == 0) {
            assert_int_equal(cp_load_read(reader, &last, &failure), CP_OK);
        }
    }
    assert_int_equal(cp_load_read(reader, &last, &failure), CP_OK);
    assert_true(last.cpu_us > first.cpu_us);
    assert_true(last.memory_bytes > 100000);
    assert_int_equal(last.memory_max_bytes, 0);
    assert_int_equal(strncmp(last.version, "Redis ", 6), 0);
    return last.command_count - first.command_count;
}

static void commands_of_others_are_counted_and_questions_are_not(void **state)
{
    struct private_redis *redis = there(state);
    const struct cp_redis_settings settings = {.url = redis->url, .namespace_name = "test"};
    struct cp_load_reader *reader = cp_load_reader_create(&settings);
    const int64_t alone = counted(redis, reader, 0);
    assert_true(alone >= COMMANDS);
    assert_int_equal(counted(redis, reader, 10), alone);
    assert_int_equal(counted(redis, reader, 1), alone);
    cp_load_reader_free(reader);
}

static void after_a_failure_it_connects_anew(void **state)
{
    struct private_redis *redis = there(state);
    const struct cp_redis_settings settings = {.url = redis->url, .namespace_name = "test"};
    struct cp_load_reader *reader = cp_load_reader_create(&settings);
    struct cp_load load;
    struct cp_failure failure;
    assert_int_equal(cp_load_read(reader, &load, &failure), CP_OK);
    private_redis_halt(redis);
    assert_int_equal(cp_load_read(reader, &load, &failure), CP_UNREACHABLE);
    private_redis_restart(redis);
    assert_int_equal(cp_load_read(reader, &load, &failure), CP_OK);
    assert_true(load.command_count >= 0);
    cp_load_reader_free(reader);
}

static void without_the_right_it_says_so(void **state)
{
    struct private_redis *redis = there(state);
    char url[256];
    (void)private_redis_ask(redis, "ACL", "SETUSER", "reader", "on", ">secret", "~*", "-@all",
                            "+@read", "+@connection", (char *)NULL);
    (void)snprintf(url, sizeof(url), "unix://reader:secret@%s", redis->socket);
    const struct cp_redis_settings settings = {.url = url, .namespace_name = "test"};
    struct cp_load_reader *reader = cp_load_reader_create(&settings);
    struct cp_load load;
    struct cp_failure failure;
    assert_int_equal(cp_load_read(reader, &load, &failure), CP_CONFIGURATION);
    cp_load_reader_free(reader);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(commands_of_others_are_counted_and_questions_are_not),
        cmocka_unit_test(after_a_failure_it_connects_anew),
        cmocka_unit_test(without_the_right_it_says_so),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
