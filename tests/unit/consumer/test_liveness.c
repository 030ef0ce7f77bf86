#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "liveness.h"

/* One broker as librdkafka's statistics tell of it. */
static void take(struct cp_liveness *liveness, int64_t now_ms, const char *broker_state,
                 int answers_owed, long long idle_us)
{
    char json[256];
    const int size = snprintf(json, sizeof(json),
                              "{\"brokers\":{\"b:1/1\":{\"state\":\"%s\",\"waitresp_cnt\":%d,"
                              "\"rxidle\":%lld}}}",
                              broker_state, answers_owed, idle_us);
    cp_liveness_take(liveness, json, (size_t)size, now_ms, "b:1");
}

static void a_broker_that_answers_is_alive(void **state)
{
    (void)state;
    struct cp_liveness liveness = {0};
    take(&liveness, 5000, "UP", 1, 100000);
    assert_int_equal(liveness.answered_ms, 4900);
    assert_false(liveness.is_away);
}

static void a_broker_that_owes_nothing_is_alive_however_long_it_was_silent(void **state)
{
    (void)state;
    struct cp_liveness liveness = {0};
    take(&liveness, 60000, "UP", 0, 50000000);
    assert_int_equal(liveness.answered_ms, 60000);
    assert_false(liveness.is_away);
}

static void silence_is_said_within_five_seconds_and_its_end_too(void **state)
{
    (void)state;
    struct cp_liveness liveness = {0};
    int64_t now_ms = 1000;
    while (!liveness.is_away) {
        take(&liveness, now_ms, "DOWN", 0, 0);
        now_ms += 1000;
        assert_true(now_ms <= 6000);
    }
    assert_int_equal(liveness.answered_ms, 0);
    take(&liveness, now_ms, "UP", 0, 0);
    assert_false(liveness.is_away);
}

static void a_frozen_broker_is_away_although_it_is_connected(void **state)
{
    (void)state;
    struct cp_liveness liveness = {0};
    take(&liveness, 10000, "UP", 1, 3000000);
    take(&liveness, 13000, "UP", 1, 6000000);
    assert_true(liveness.is_away);
    assert_int_equal(liveness.answered_ms, 7000);
}

static void a_document_that_is_none_changes_nothing(void **state)
{
    (void)state;
    struct cp_liveness liveness = {.answered_ms = 7};
    cp_liveness_take(&liveness, "{", 1, 9000, "b:1");
    assert_int_equal(liveness.answered_ms, 7);
    assert_false(liveness.is_away);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_broker_that_answers_is_alive),
        cmocka_unit_test(a_broker_that_owes_nothing_is_alive_however_long_it_was_silent),
        cmocka_unit_test(silence_is_said_within_five_seconds_and_its_end_too),
        cmocka_unit_test(a_frozen_broker_is_away_although_it_is_connected),
        cmocka_unit_test(a_document_that_is_none_changes_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
