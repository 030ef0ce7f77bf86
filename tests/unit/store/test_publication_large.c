/* Ticks too large for one transaction, against a redis-server of their own. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "casepulse/base/clock.h"

#include "publication_stage.h"

/* 690,000 fields: days go ahead in portions, then the windows. */
static void stage_fill(struct stage *stage)
{
    for (int number = 0; number < 400; number++) {
        char unit[32];
        (void)snprintf(unit, sizeof(unit), "unit-%d", number);
        const size_t row = hand_picture_add_unit(stage->hand, (uint8_t)(number % 8), unit);
        hand_picture_count(stage->hand, row, CP_WINDOW_YEAR, CP_COUNTER_COMPLAINTS, number);
    }
    hand_picture_stretch(stage->hand, 15000, 15000 + 1460);
    for (int headline = 0; headline < cp_headline_count(); headline++) {
        hand_picture_set_day(stage->hand, SOF, headline, 15000 + 1460, headline + 1);
    }
}

static void assert_filled(const struct stage *stage)
{
    char key[64];
    char count[16];
    for (int headline = 0; headline < cp_headline_count(); headline++) {
        (void)snprintf(key, sizeof(key), "days:SOF:%s:2015",
                       cp_counters[cp_headline_counter(headline)].id);
        (void)snprintf(count, sizeof(count), "%d", headline + 1);
        assert_field(stage, key, "2015-01-25", count);
    }
    assert_field(stage, "fig:UNK/unit-392:year", "complaints", "392");
    assert_field(stage, "fig:BIF/unit-399:year", "complaints", "399");
    assert_string_equal(
        private_redis_ask(&stage->redis, "SCARD", "casepulse:v1:{test}:index", NULL), "409");
}

static void a_city_of_400_units_and_four_years_of_days_is_published_in_a_moment(void **state)
{
    struct stage *stage = stage_of(state);
    stage_fill(stage);
    const int64_t begin_ms = cp_clock_steady_ms();
    stage_tick(stage);
    const int64_t whole_ms = cp_clock_steady_ms() - begin_ms;
    assert_filled(stage);
    hand_picture_count(stage->hand, SOF, CP_WINDOW_YEAR, CP_COUNTER_COMPLAINTS, 1);
    const int64_t one_begin_ms = cp_clock_steady_ms();
    stage_tick(stage);
    print_message("whole picture %lld ms, one event %lld ms\n", (long long)whole_ms,
                  (long long)(cp_clock_steady_ms() - one_begin_ms));
    /* It takes about a second; sanitizers and a busy machine get far more. */
    assert_true(whole_ms < 15000);
}

static void a_full_picture_replaces_another_and_nothing_is_lost(void **state)
{
    struct stage *stage = stage_of(state);
    stage_fill(stage);
    stage_tick(stage);
    const int64_t keys = strtoll(private_redis_ask(&stage->redis, "DBSIZE", NULL), NULL, 10);
    stage_replace(stage, NULL);
    stage_tick(stage);
    assert_filled(stage);
    assert_field(stage, "meta", "seq", "2");
    assert_int_equal(strtoll(private_redis_ask(&stage->redis, "DBSIZE", NULL), NULL, 10), keys);
}

/* Between two portions the publication asks for the time: the moment to look at what readers see.
 */
static struct {
    struct stage *stage;
    size_t portions;
    size_t ahead; /* portions after which some window was ahead of `meta` */
} watch;

/* The seq that all rows of a window share; `meta` must not be ahead of it. */
static int64_t window_seq(const char *window)
{
    static const char *const rows[] = {"ALL", "UNK", "BIF", "UNK/unit-0", "BIF/unit-399"};
    int64_t seq = -1;
    for (size_t row = 0; row < sizeof(rows) / sizeof(rows[0]); row++) {
        char key[64];
        (void)snprintf(key, sizeof(key), "fig:%s:%s", rows[row], window);
        const char *text = private_redis_field(&watch.stage->redis, key, "seq");
        const int64_t found = strtoll(text, NULL, 10);
        if (strcmp(text, "(nil)") != 0) {
            assert_true(seq == -1 || seq == found);
            seq = found;
        }
    }
    return seq;
}

static int64_t look_between_portions(void)
{
    assert_field(watch.stage, "meta", "seq", "1");
    assert_field(watch.stage, "offsets", "0", "100");
    bool is_ahead = false;
    for (int window = 0; window < CP_WINDOW_COUNT; window++) {
        is_ahead = is_ahead || window_seq(cp_windows[window].name) == 2;
    }
    watch.portions++;
    watch.ahead += is_ahead ? 1 : 0;
    return watch.stage->wall_ms;
}

static int64_t do_not_look(void)
{
    return 0;
}

static int64_t (*look)(void) = do_not_look;

static int64_t stage_clock(void)
{
    return look();
}

static void move_every_row(struct stage *stage)
{
    for (size_t row = 0; row < stage->hand->picture.row_count; row++) {
        const bool is_wide = stage->hand->rows[row].is_wide;
        for (int window = 0; window < CP_WINDOW_COUNT; window++) {
            for (enum cp_counter counter = 0; counter < 40; counter++) {
                if (is_wide || cp_windows[window].is_unit) {
                    hand_picture_count(stage->hand, row, (enum cp_window)window, counter, 1);
                }
            }
        }
    }
}

static void a_large_tick_moves_window_by_window_and_the_offsets_last(void **state)
{
    struct stage *stage = stage_of(state);
    stage_fill(stage);
    hand_picture_add_head(stage->hand, 0, 100);
    stage_replace(stage, stage_clock);
    stage_tick(stage);
    move_every_row(stage);
    stage->hand->heads[0].offset = 101;
    watch.stage = stage;
    look = look_between_portions;
    stage_tick(stage);
    look = do_not_look;
    print_message("%zu portions before the last, readers saw %zu of them\n", watch.portions,
                  watch.ahead);
    assert_in_range(watch.portions, 2, CP_WINDOW_COUNT);
    assert_int_equal(watch.ahead, watch.portions - 1); /* nothing is ahead of the first */
    assert_field(stage, "meta", "seq", "2");
    assert_field(stage, "offsets", "0", "101");
    assert_field(stage, "fig:BIF/unit-399:year", "complaints", "400");
}

static void a_window_of_a_thousand_units_is_parted_between_rows(void **state)
{
    struct stage *stage = stage_of(state);
    const size_t unit_count = 2400;
    size_t unit_windows = 0;
    hand_picture_free(stage->hand);
    stage->hand = hand_picture_create(unit_count, 1);
    for (size_t number = 0; number < unit_count; number++) {
        char unit[32];
        (void)snprintf(unit, sizeof(unit), "unit-%zu", number);
        (void)hand_picture_add_unit(stage->hand, 7, unit);
    }
    for (int window = 0; window < CP_WINDOW_COUNT; window++) {
        unit_windows += cp_windows[window].is_unit ? 1 : 0;
    }
    stage_tick(stage);
    move_every_row(stage);
    stage_tick(stage);
    const struct cp_publication_cost cost = cp_publication_cost(stage->publication);
    print_message("%zu fields in %zu transactions\n", cost.fields, cost.transactions);
    assert_true(cost.fields > unit_windows * 100000);
    assert_true(cost.transactions >= 2 * unit_windows);
    assert_field(stage, "fig:BIF/unit-0:24h", "seq", "2");
    assert_field(stage, "fig:BIF/unit-2399:reportyear-prev", "seq", "2");
    assert_field(stage, "meta", "seq", "2");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, stage_open, stage_close)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_city_of_400_units_and_four_years_of_days_is_published_in_a_moment),
        TEST(a_full_picture_replaces_another_and_nothing_is_lost),
        TEST(a_large_tick_moves_window_by_window_and_the_offsets_last),
        TEST(a_window_of_a_thousand_units_is_parted_between_rows),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
