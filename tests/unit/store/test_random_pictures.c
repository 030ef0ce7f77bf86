/* Whatever a picture holds, readers find numbers or nothing: random pictures on a redis-server of
 * their own, every key of the namespace looked at. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>
#include <jansson.h>

#include "publication_stage.h"

#define ROUNDS 5

/* Few counts are large, some are negative, many are 0. */
static int64_t random_count(void)
{
    switch (rand() % 6) {
    case 0:
        return rand() % 100000;
    case 1:
        return -(rand() % 50);
    case 2:
        return rand() % 40;
    default:
        return 0;
    }
}

static void fill_row(struct stage *stage, size_t row)
{
    for (int window = 0; window < CP_WINDOW_COUNT; window++) {
        for (uint16_t counter = 0; counter < CP_COUNTER_COUNT; counter++) {
            if (cp_counters[counter].kind != CP_DERIVED) {
                hand_picture_count(stage->hand, row, (enum cp_window)window,
                                   (enum cp_counter)counter, random_count());
            }
        }
    }
}

static void fill_picture(struct stage *stage)
{
    struct cp_picture *picture = &stage->hand->picture;
    picture->gauges_from = rand() % 2 == 0 ? INT32_MIN : 15003;
    picture->as_of_ms += 60000 + rand() % 60000;
    for (int window = 0; window < CP_WINDOW_COUNT; window++) {
        picture->windows[window].last_day = 15000 + rand() % 6;
    }
    hand_picture_stretch(stage->hand, 15000, 15005);
    for (size_t row = 0; row < picture->row_count; row++) {
        fill_row(stage, row);
        for (int day = 0; day < 6 && row < picture->wide_count; day++) {
            hand_picture_set_day(stage->hand, row, rand() % cp_headline_count(), 15000 + day,
                                 random_count());
        }
    }
}

/* Runs inside Redis: the first thing that no reader may find, or "fine". */
static const char look_at_all[] =
    "local texts = {label = true, kind = true, state = true, version = true, reason = true} "
    "local function value(key, field, text) "
    "  if texts[field] or string.match(text, '^%-?%d+$') then return end "
    "  if string.match(text, '^%d+%.%d%d%d%d$') then return end "
    "  return key .. ' ' .. field .. ' = \"' .. text .. '\"' end "
    "local function ratio(key, figures, field, below) "
    "  local id = string.match(field, '^(.*)%.den$') "
    "  if not id then return end "
    "  local above = tonumber(figures[id .. '.num']) "
    "  local has = figures[id] ~= nil "
    "  if has ~= (tonumber(below) > 0 and above >= 0) then "
    "    return key .. ' ' .. id .. ': ' .. above .. ' / ' .. below end end "
    "local looked = 0 "
    "for _, key in ipairs(redis.call('KEYS', 'casepulse:v1:{test}:*')) do "
    "  if redis.call('TYPE', key).ok == 'hash' and not string.find(key, '}:names:') then "
    "    local flat = redis.call('HGETALL', key) "
    "    local figures = {} "
    "    for at = 1, #flat, 2 do figures[flat[at]] = flat[at + 1] end "
    "    for field, text in pairs(figures) do "
    "      looked = looked + 1 "
    "      local wrong = value(key, field, text) or ratio(key, figures, field, text) "
    "      if wrong then return wrong end end end end "
    "if looked < 10000 then return 'only ' .. looked end "
    "return 'fine'";

static void assert_line_fits(const json_t *columns, const json_t *line)
{
    for (size_t at = 0; at < json_array_size(columns); at++) {
        const char *column = json_string_value(json_array_get(columns, at));
        const json_t *cell = json_array_get(line, at);
        assert_true(json_is_null(cell) || json_is_number(cell));
        const char *end = strstr(column, ".den");
        if (end != NULL && end[4] == '\0') { /* value, numerator, denominator stand together */
            const bool has_value =
                json_number_value(cell) > 0 && json_number_value(json_array_get(line, at - 1)) >= 0;
            assert_int_equal(json_is_number(json_array_get(line, at - 2)), has_value);
        }
    }
}

static void assert_snapshot_fits(const struct stage *stage, const char *window)
{
    char key[64];
    const char *code = NULL;
    json_t *line = NULL;
    (void)snprintf(key, sizeof(key), "casepulse:v1:{test}:snapshot:%s", window);
    json_t *read = json_loads(private_redis_ask(&stage->redis, "GET", key, NULL), 0, NULL);
    assert_non_null(read);
    json_object_foreach(json_object_get(read, "rows"), code, line)
    {
        assert_line_fits(json_object_get(read, "columns"), line);
    }
    json_decref(read);
}

static void no_value_is_no_number_and_no_ratio_stands_on_nothing(void **state)
{
    struct stage *stage = stage_of(state);
    const unsigned seed = (unsigned)time(NULL);
    print_message("seed %u\n", seed);
    srand(seed);
    (void)hand_picture_add_unit(stage->hand, 7, "jobcenter-1");
    (void)hand_picture_add_unit(stage->hand, 5, "_none");
    for (int round = 0; round < ROUNDS; round++) {
        fill_picture(stage);
        stage->wall_ms += 2000;
        stage_tick(stage);
        assert_string_equal(private_redis_ask(&stage->redis, "EVAL", look_at_all, "0", NULL),
                            "fine");
        for (int window = 0; window < CP_WINDOW_COUNT; window++) {
            assert_snapshot_fits(stage, cp_windows[window].name);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(no_value_is_no_number_and_no_ratio_stands_on_nothing,
                                        stage_open, stage_close),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
