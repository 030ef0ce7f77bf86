/* `hist:<CODE>`: what a minute leaves behind, on a redis-server of its own. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "casepulse/aggregator/catalogue.h"

#include "publication_stage.h"

#define HIST_SOF "casepulse:v1:{test}:hist:SOF"
#define MINUTE_MS 60000
#define BEGIN_MS INT64_C(1369130400000) /* a whole minute */

static void stage_tick_at(struct stage *stage, int64_t as_of_ms)
{
    stage->hand->picture.as_of_ms = as_of_ms;
    stage->wall_ms += 1000;
    stage_tick(stage);
}

static const char *entries(const struct stage *stage)
{
    return private_redis_ask(&stage->redis, "XLEN", HIST_SOF, NULL);
}

static const char *last_entry(const struct stage *stage)
{
    return private_redis_ask(&stage->redis, "XREVRANGE", HIST_SOF, "+", "-", "COUNT", "1", NULL);
}

static void a_minute_has_one_entry_with_all_headlines_of_24h(void **state)
{
    struct stage *stage = stage_of(state);
    hand_picture_count(stage->hand, SOF, CP_WINDOW_24H, CP_COUNTER_CLOSED, 3);
    hand_picture_count(stage->hand, SOF, CP_WINDOW_DAY, CP_COUNTER_CLOSED, 99);
    stage_tick_at(stage, BEGIN_MS + 59000);
    struct cp_catalogue *catalogue = cp_catalogue_create(NULL);
    char expected[2048];
    size_t used = (size_t)snprintf(expected, sizeof(expected), "1369130459000-0");
    for (int place = 0; place < cp_headline_count(); place++) {
        const uint16_t counter = cp_headline_counter(place);
        const char *id = cp_catalogue_counter_id(catalogue, counter);
        if (id != NULL) {
            used += (size_t)snprintf(expected + used, sizeof(expected) - used, " %s %d", id,
                                     counter == CP_COUNTER_CLOSED ? 3 : 0);
        }
    }
    cp_catalogue_free(catalogue);
    assert_string_equal(last_entry(stage), expected);
    stage_tick_at(stage, BEGIN_MS + MINUTE_MS);
    stage_tick_at(stage, BEGIN_MS + MINUTE_MS + 1000);
    hand_picture_count(stage->hand, SOF, CP_WINDOW_24H, CP_COUNTER_CLOSED, 1);
    stage_tick_at(stage, BEGIN_MS + MINUTE_MS + 59999);
    assert_string_equal(entries(stage), "2");
    stage_tick_at(stage, BEGIN_MS + 2 * MINUTE_MS);
    assert_string_equal(entries(stage), "3");
    assert_non_null(strstr(last_entry(stage), " closed 4 "));
}

static void a_publisher_goes_on_where_another_ended(void **state)
{
    struct stage *stage = stage_of(state);
    stage_tick_at(stage, BEGIN_MS);
    stage_replace(stage, NULL);
    stage_tick_at(stage, BEGIN_MS + 30000);
    assert_string_equal(entries(stage), "1");
    stage_tick_at(stage, BEGIN_MS - 60 * MINUTE_MS); /* a clock that stands behind */
    stage_replace(stage, NULL);
    stage_tick_at(stage, BEGIN_MS - 59 * MINUTE_MS);
    assert_string_equal(entries(stage), "1");
    stage_tick_at(stage, BEGIN_MS + MINUTE_MS);
    assert_string_equal(entries(stage), "2");
}

static void two_days_are_kept_and_not_much_more(void **state)
{
    struct stage *stage = stage_of(state);
    for (int minute = 0; minute < 2880 + 300; minute++) {
        stage_tick_at(stage, BEGIN_MS + (int64_t)minute * MINUTE_MS);
    }
    assert_in_range(strtoll(entries(stage), NULL, 10), 2880, 2880 + 100);
}

static void what_is_no_stream_or_of_no_row_is_removed(void **state)
{
    struct stage *stage = stage_of(state);
    (void)private_redis_ask(&stage->redis, "SET", HIST_SOF, "text", NULL);
    (void)private_redis_ask(&stage->redis, "XADD", "casepulse:v1:{test}:hist:OLD", "5-0", "opened",
                            "1", NULL);
    stage_tick_at(stage, BEGIN_MS);
    assert_string_equal(entries(stage), "1");
    assert_string_equal(
        private_redis_ask(&stage->redis, "EXISTS", "casepulse:v1:{test}:hist:OLD", NULL), "0");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, stage_open, stage_close)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_minute_has_one_entry_with_all_headlines_of_24h),
        TEST(a_publisher_goes_on_where_another_ended),
        TEST(two_days_are_kept_and_not_much_more),
        TEST(what_is_no_stream_or_of_no_row_is_removed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
