/* When an event is filed by the hour and the minute, and which units a batch says were turned away.
 */
#include "casepulse/aggregator/fold.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "sample.h"

#define NOON INT64_C(1369130400000) /* 2013-05-21T10:00Z, 12:00 in Copenhagen */

static struct cp_zone zone;
static struct cp_increments *batch;

static int begin(void **state)
{
    (void)state;
    struct cp_failure failure;
    batch = cp_increments_create();
    return cp_zone_load(CP_ZONE_MUNICIPALITY, &zone, &failure) == CP_OK ? 0 : -1;
}

static int end(void **state)
{
    (void)state;
    cp_increments_free(batch);
    return 0;
}

static struct cp_fold_settings live(void)
{
    return (struct cp_fold_settings){.zone = &zone,
                                     .history_days = 4018,
                                     .horizon_days = 35,
                                     .keep_days = 36,
                                     .skew_ms = 600000,
                                     .max_units = 2,
                                     .balance_day = CP_DAY_NONE,
                                     .as_of_ms = INT64_MAX,
                                     .as_of_from_ms = INT64_MIN};
}

static void take(struct cp_fold *fold, int32_t partition, int64_t arrival_ms,
                 const struct cp_fact *fact)
{
    struct cp_event event = {.fact = *fact};
    const int64_t offset = cp_fold_offset(fold, partition);
    memcpy(event.id, &offset, sizeof(offset));
    const struct cp_record record = {
        .partition = partition, .offset = offset, .arrival_ms = arrival_ms, .event = &event};
    assert_int_equal(cp_fold_record(fold, &record), CP_REASON_NONE);
}

/* How finely an opening is filed: 1 by day only, 2 by hour too, 3 by minute too. */
static int finest_of(struct cp_fold_settings settings, int64_t arrival_ms, int64_t occurred_ms)
{
    const struct cp_fact fact = {
        .type = CP_EVENT_CASE_OPENED, .occurred_ms = occurred_ms, .unit = sample_text("jobcenter")};
    struct cp_fold *fold = cp_fold_create(settings);
    cp_fold_open(fold, 0, 0);
    take(fold, 0, arrival_ms, &fact);
    cp_fold_seal(fold, batch);
    struct cp_cells_reader reader = cp_cells_read(batch);
    struct cp_cell_group group;
    int resolutions = 0;
    while (cp_cells_next(&reader, &group)) {
        const enum cp_resolution resolution = group.resolution;
        if (group.block == CP_BLOCK_BACKLOG) {
            assert_int_equal(resolution, CP_RESOLUTION_DAY);
        } else {
            assert_int_equal(group.at, cp_resolution_at(resolution, &zone, occurred_ms));
            resolutions += group.block == CP_BLOCK_CASE_OPENED ? 1 << resolution : 0;
        }
    }
    cp_fold_free(fold);
    assert_true(resolutions == 1 || resolutions == 3 || resolutions == 7);
    return resolutions == 7 ? 3 : resolutions == 3 ? 2 : 1;
}

static void fine_steps_are_filed_while_a_window_can_reach_them(void **state)
{
    (void)state;
    const int64_t hours = 92 * CP_MS_PER_DAY;
    const int64_t minutes = 26 * CP_MS_PER_HOUR;
    struct cp_fold_settings settings = live();
    assert_int_equal(finest_of(settings, NOON, NOON), 3);
    assert_int_equal(finest_of(settings, NOON, NOON - minutes + 1), 3);
    assert_int_equal(finest_of(settings, NOON, NOON - minutes), 2);
    assert_int_equal(finest_of(settings, NOON, NOON - hours + 1), 2);
    assert_int_equal(finest_of(settings, NOON, NOON - hours), 1);
    settings.as_of_from_ms = NOON + hours; /* a log of the past is read */
    assert_int_equal(finest_of(settings, NOON, NOON), 1);
    assert_int_equal(finest_of(settings, NOON, NOON + 1), 2);
}

/* Whenever the records arrived: only that one instant is ever looked from. */
static void a_fixed_instant_decides_alone(void **state)
{
    (void)state;
    struct cp_fold_settings settings = live();
    settings.as_of_ms = NOON;
    const int64_t years = 3000 * CP_MS_PER_DAY;
    assert_int_equal(finest_of(settings, NOON + years, NOON), 3);
    assert_int_equal(finest_of(settings, NOON + years, NOON - 91 * CP_MS_PER_DAY), 2);
    assert_int_equal(finest_of(settings, NOON + years, NOON - 93 * CP_MS_PER_DAY), 1);
    assert_int_equal(finest_of(settings, NOON - 93 * CP_MS_PER_DAY, NOON - 93 * CP_MS_PER_DAY), 1);
}

static void open_case(struct cp_fold *fold, int32_t partition, const char *unit)
{
    const struct cp_fact fact = {.type = CP_EVENT_CASE_OPENED,
                                 .occurred_ms = NOON,
                                 .unit = sample_text(unit),
                                 .administration = 7};
    take(fold, partition, NOON, &fact);
}

/* The names that a batch says were turned away, in order, each with a blank behind. */
static const char *turned_away(struct cp_fold *fold)
{
    static char names[256];
    names[0] = '\0';
    cp_fold_seal(fold, batch);
    for (size_t i = 0; i < batch->row_count; i++) {
        if (batch->rows[i].is_turned_away) {
            (void)strcat(strcat(names, batch->rows[i].unit.bytes), " ");
        }
    }
    struct cp_cells_reader reader = cp_cells_read(batch);
    struct cp_cell_group group;
    while (cp_cells_next(&reader, &group)) {
        assert_false(batch->rows[group.row].is_turned_away);
    }
    return names;
}

static void a_unit_without_a_place_is_named_once(void **state)
{
    (void)state;
    struct cp_fold *fold = cp_fold_create(live());
    cp_fold_open(fold, 0, 0);
    cp_fold_open(fold, 1, 0);
    open_case(fold, 0, "a");
    open_case(fold, 0, "b");
    open_case(fold, 0, "_other"); /* misshapen: it has no name */
    open_case(fold, 0, "_none");
    assert_string_equal(turned_away(fold), "");
    open_case(fold, 0, "d");
    open_case(fold, 0, "c");
    open_case(fold, 0, "d");
    open_case(fold, 1, "d"); /* has a place there */
    assert_string_equal(turned_away(fold), "d c ");
    open_case(fold, 0, "d");
    assert_string_equal(turned_away(fold), "");
    cp_fold_free(fold);
}

/* The batch that named it may have been refused: whoever claims anew says it again. */
static void a_partition_opened_anew_names_them_again(void **state)
{
    (void)state;
    struct cp_fold *fold = cp_fold_create(live());
    cp_fold_open(fold, 0, 0);
    open_case(fold, 0, "a");
    open_case(fold, 0, "b");
    open_case(fold, 0, "c");
    assert_string_equal(turned_away(fold), "c ");
    open_case(fold, 0, "d");
    cp_fold_open(fold, 1, 0); /* another partition, in the middle of a batch */
    open_case(fold, 0, "c");
    open_case(fold, 0, "d");
    assert_string_equal(turned_away(fold), "d c ");
    cp_fold_reset(fold);
    cp_fold_open(fold, 0, 0);
    open_case(fold, 0, "a");
    open_case(fold, 0, "b");
    open_case(fold, 0, "c");
    assert_string_equal(turned_away(fold), "c ");
    cp_fold_free(fold);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(fine_steps_are_filed_while_a_window_can_reach_them),
        cmocka_unit_test(a_fixed_instant_decides_alone),
        cmocka_unit_test(a_unit_without_a_place_is_named_once),
        cmocka_unit_test(a_partition_opened_anew_names_them_again),
    };
    return cmocka_run_group_tests(tests, begin, end);
}
