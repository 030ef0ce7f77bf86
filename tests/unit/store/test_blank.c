/* New rows begin as copies of a blank hash; how Redis keeps them. On a redis-server of their own.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "publication_stage.h"

#define PREFIX "casepulse:v1:{test}:"
#define UNITS 100
#define LIFE_MS 600000

static struct stage *watched;
static size_t looks;

/* Between two portions the publication asks for the time. */
static int64_t look_for_blanks(void)
{
    if (watched != NULL) {
        assert_string_equal(private_redis_ask(&watched->redis, "KEYS", "*blank*", NULL), "");
        looks++;
    }
    return 1000000;
}

static void stage_add_units(struct stage *stage, int from, int to)
{
    for (int number = from; number < to; number++) {
        char unit[32];
        (void)snprintf(unit, sizeof(unit), "unit-%d", number);
        const size_t row = hand_picture_add_unit(stage->hand, 7, unit);
        hand_picture_count(stage->hand, row, CP_WINDOW_YEAR, CP_COUNTER_COMPLAINTS, number + 1);
    }
}

static const char *encoding_of(const struct stage *stage, const char *key)
{
    return private_redis_ask(&stage->redis, "OBJECT", "ENCODING", key, NULL);
}

static void a_unit_that_comes_has_every_field_for_the_price_of_a_few(void **state)
{
    struct stage *stage = stage_of(state);
    stage_add_units(stage, 0, 1);
    stage_tick(stage);
    stage_add_units(stage, 1, 1 + UNITS);
    stage_tick(stage);
    const size_t fields = cp_publication_cost(stage->publication).fields;
    print_message("%zu fields for %d units\n", fields, UNITS);
    assert_true(fields < UNITS * 7 * 40);
    assert_field(stage, "fig:BIF/unit-100:year", "complaints", "101");
    assert_field(stage, "fig:BIF/unit-100:year", "inquiries", "0");
    assert_field(stage, "fig:BIF/unit-100:year", "seq", "2");
    assert_field(stage, "fig:BIF/unit-100:reportyear-prev", "upheld_share.den", "0");
    assert_field(stage, "fig:BIF/unit-100:reportyear-prev", "upheld_share", "(nil)");
    assert_field(stage, "fig:BIF/unit-100:reportyear-prev", "incomplete", "(nil)");
    assert_field(stage, "fig:BIF/unit-100:reportyear-prev", "seq", "2");
}

static void a_gauge_without_a_value_has_no_field_in_a_row_that_comes(void **state)
{
    struct stage *stage = stage_of(state);
    stage->hand->picture.gauges_from = INT32_MAX;
    stage_add_units(stage, 0, 1);
    stage_tick(stage);
    assert_field(stage, "fig:BIF/unit-0:year", "active_cases", "(nil)");
    assert_field(stage, "fig:ALL:year", "active_cases", "(nil)");
    assert_field(stage, "fig:ALL:year", "complaints", "0");
}

static void a_copy_replaces_what_stood_there(void **state)
{
    struct stage *stage = stage_of(state);
    stage_tick(stage);
    (void)private_redis_ask(&stage->redis, "HSET", PREFIX "fig:BIF/unit-0:day", "old", "1", NULL);
    stage_add_units(stage, 0, 1);
    stage_tick(stage);
    assert_field(stage, "fig:BIF/unit-0:day", "old", "(nil)");
    assert_field(stage, "fig:BIF/unit-0:day", "complaints", "0");
}

static void no_reader_ever_sees_a_blank_hash(void **state)
{
    struct stage *stage = stage_of(state);
    stage_add_units(stage, 0, UNITS);
    stage_replace(stage, look_for_blanks);
    watched = stage;
    stage_tick(stage);
    watched = NULL;
    assert_true(looks > 0);
    assert_string_equal(private_redis_ask(&stage->redis, "KEYS", "*blank*", NULL), "");
}

static void a_copy_ends_with_its_namespace(void **state)
{
    struct stage *stage = stage_of(state);
    cp_publication_set_life(stage->publication, LIFE_MS);
    stage_add_units(stage, 0, 1);
    stage_tick(stage);
    const char *left = private_redis_ask(&stage->redis, "PTTL", PREFIX "fig:BIF/unit-0:day", NULL);
    assert_in_range(strtoll(left, NULL, 10), LIFE_MS / 2, LIFE_MS);
}

static void wide_rows_are_tables_and_units_lists(void **state)
{
    struct stage *stage = stage_of(state);
    stage_add_units(stage, 0, 1);
    stage_tick(stage);
    assert_string_equal(encoding_of(stage, PREFIX "fig:ALL:year"), "hashtable");
    assert_string_equal(encoding_of(stage, PREFIX "fig:UNK:1h"), "hashtable");
    assert_string_equal(encoding_of(stage, PREFIX "fig:BIF/unit-0:year"), "listpack");
    assert_field(stage, "fig:ALL:year", "table", "(nil)");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, stage_open, stage_close)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_unit_that_comes_has_every_field_for_the_price_of_a_few),
        TEST(a_gauge_without_a_value_has_no_field_in_a_row_that_comes),
        TEST(a_copy_replaces_what_stood_there),
        TEST(no_reader_ever_sees_a_blank_hash),
        TEST(a_copy_ends_with_its_namespace),
        TEST(wide_rows_are_tables_and_units_lists),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
