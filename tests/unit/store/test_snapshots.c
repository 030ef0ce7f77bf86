/* `snapshot:<window>` against the keys it repeats, on a redis-server of its own. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <jansson.h>

#include "publication_stage.h"

static json_t *snapshot(const struct stage *stage, const char *window)
{
    char key[64];
    (void)snprintf(key, sizeof(key), "casepulse:v1:{test}:snapshot:%s", window);
    json_t *read = json_loads(private_redis_ask(&stage->redis, "GET", key, NULL), 0, NULL);
    assert_non_null(read);
    return read;
}

/* A value as `fig` writes it, and "(nil)" for null. */
static const char *value_text(const json_t *value)
{
    static char text[32];
    if (json_is_integer(value)) {
        (void)snprintf(text, sizeof(text), "%lld", (long long)json_integer_value(value));
    } else if (json_is_real(value)) {
        (void)snprintf(text, sizeof(text), "%.4f", json_real_value(value));
    } else {
        (void)snprintf(text, sizeof(text), "%s", json_is_null(value) ? "(nil)" : "no number");
    }
    return text;
}

static const char *figure(const struct stage *stage, const char *window, const char *row,
                          const char *column)
{
    static char text[32];
    json_t *read = snapshot(stage, window);
    const json_t *columns = json_object_get(read, "columns");
    const json_t *line = json_object_get(json_object_get(read, "rows"), row);
    assert_int_equal(json_array_size(columns), json_array_size(line));
    (void)snprintf(text, sizeof(text), "no such column");
    for (size_t at = 0; at < json_array_size(columns); at++) {
        if (strcmp(json_string_value(json_array_get(columns, at)), column) == 0) {
            (void)snprintf(text, sizeof(text), "%s", value_text(json_array_get(line, at)));
        }
    }
    json_decref(read);
    return text;
}

static void a_snapshot_says_what_fig_win_and_meta_say(void **state)
{
    struct stage *stage = stage_of(state);
    stage->status.state = "failed";
    stage->status.reason = "partition 3 stopped: \"[10, 20)\" is lost";
    hand_picture_count(stage->hand, BIF, CP_WINDOW_YEAR, CP_COUNTER_COMPLAINTS, 427);
    hand_picture_count(stage->hand, CP_WIDE_ALL, CP_WINDOW_YEAR, CP_COUNTER_COMPLAINTS, 939);
    stage_tick(stage);
    json_t *read = snapshot(stage, "year");
    const json_t *columns = json_object_get(read, "columns");
    const char *code = NULL;
    json_t *line = NULL;
    size_t rows = 0;
    json_object_foreach(json_object_get(read, "rows"), code, line)
    {
        char key[64];
        (void)snprintf(key, sizeof(key), "fig:%s:year", code);
        for (size_t at = 0; at < json_array_size(columns); at += 7) {
            const char *column = json_string_value(json_array_get(columns, at));
            assert_field(stage, key, column, value_text(json_array_get(line, at)));
        }
        rows++;
    }
    assert_int_equal(rows, CP_WIDE_COUNT);
    const json_t *bounds = json_object_get(read, "bounds");
    assert_field(stage, "win:year", "from_ms", value_text(json_object_get(bounds, "from_ms")));
    assert_field(stage, "win:year", "label", json_string_value(json_object_get(bounds, "label")));
    const json_t *meta = json_object_get(read, "meta");
    assert_field(stage, "meta", "seq", value_text(json_object_get(meta, "seq")));
    assert_field(stage, "meta", "reason", json_string_value(json_object_get(meta, "reason")));
    assert_string_equal(json_string_value(json_object_get(read, "window")), "year");
    json_decref(read);
    assert_string_equal(figure(stage, "year", "BIF", "complaints"), "427");
    assert_string_equal(figure(stage, "year", "BIF", "city_share"), "45.4739");
    assert_string_equal(figure(stage, "year", "SOF", "upheld_share"), "(nil)");
    assert_string_equal(figure(stage, "year", "SOF", "upheld_share.den"), "0");
}

static void the_last_change_of_a_second_is_shown_after_it(void **state)
{
    struct stage *stage = stage_of(state);
    stage_tick(stage);
    hand_picture_count(stage->hand, SOF, CP_WINDOW_DAY, CP_COUNTER_CLOSED, 3);
    stage->wall_ms += 20;
    stage_tick(stage);
    assert_field(stage, "fig:SOF:day", "closed", "3");
    assert_string_equal(figure(stage, "day", "SOF", "closed"), "0");
    stage->wall_ms += 979;
    stage_tick(stage);
    assert_string_equal(figure(stage, "day", "SOF", "closed"), "0");
    stage->wall_ms += 1;
    stage_tick(stage);
    assert_string_equal(figure(stage, "day", "SOF", "closed"), "3");
    assert_field(stage, "meta", "seq", "3"); /* who follows the messages is told */
}

static void the_last_tick_puts_nothing_off(void **state)
{
    struct stage *stage = stage_of(state);
    stage_tick(stage);
    hand_picture_count(stage->hand, SOF, CP_WINDOW_DAY, CP_COUNTER_CLOSED, 3);
    stage->wall_ms += 20;
    cp_publication_set_last(stage->publication);
    stage_tick(stage);
    assert_string_equal(figure(stage, "day", "SOF", "closed"), "3");
}

static void a_window_that_stands_still_keeps_its_snapshot(void **state)
{
    struct stage *stage = stage_of(state);
    const size_t unit = hand_picture_add_unit(stage->hand, 7, "jobcenter-1");
    stage_tick(stage);
    hand_picture_count(stage->hand, SOF, CP_WINDOW_DAY, CP_COUNTER_CLOSED, 3);
    hand_picture_count(stage->hand, unit, CP_WINDOW_YEAR, CP_COUNTER_CLOSED, 3);
    stage->wall_ms += 2000;
    stage_tick(stage);
    json_t *day = snapshot(stage, "day");
    json_t *year = snapshot(stage, "year"); /* units are no part of it */
    assert_string_equal(value_text(json_object_get(json_object_get(day, "meta"), "seq")), "2");
    assert_string_equal(value_text(json_object_get(json_object_get(year, "meta"), "seq")), "1");
    json_decref(day);
    json_decref(year);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, stage_open, stage_close)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_snapshot_says_what_fig_win_and_meta_say),
        TEST(the_last_change_of_a_second_is_shown_after_it),
        TEST(the_last_tick_puts_nothing_off),
        TEST(a_window_that_stands_still_keeps_its_snapshot),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
