/* Totals and picture under random organisations against the stupid twin. */
#include "casepulse/aggregator/picture.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "casepulse/base/memory.h"
#include "cells.h"
#include "plain_city.h"
#include "sample.h"
#include "totals_parts.h"

static struct cp_zone zone;
static struct cp_catalogue *catalogue;

static int load_the_municipality(void **state)
{
    (void)state;
    struct cp_failure failure;
    struct cp_subjects subjects;
    if (cp_subjects_parse("cash:32, aids:27", &subjects, &failure) != CP_OK) {
        return -1;
    }
    catalogue = cp_catalogue_create(&subjects);
    return cp_zone_load(CP_ZONE_MUNICIPALITY, &zone, &failure) == CP_OK ? 0 : -1;
}

static int free_the_catalogue(void **state)
{
    (void)state;
    cp_catalogue_free(catalogue);
    return 0;
}

/* The twin, and the program under test with the organisation that it shows. */
struct stage {
    struct city *city;
    struct cp_organisation *organisation;
    struct cp_totals *totals;
    struct cp_cells *cells;
    struct cp_increments *increments;
};

static struct stage stage_create(void)
{
    struct stage stage = {.city = cp_allocate(1, sizeof(*stage.city)),
                          .cells = cp_cells_create(),
                          .increments = cp_increments_create()};
    stage.city->zone = &zone;
    stage.city->balance_day = CP_DAY_NONE;
    stage.totals = cp_totals_create((struct cp_picture_settings){
        .zone = &zone, .data_from = CP_DAY_NONE, .publish_days = 200, .catalogue = catalogue});
    return stage;
}

static void stage_free(struct stage *stage)
{
    cp_totals_free(stage->totals);
    cp_organisation_free(stage->organisation);
    cp_cells_free(stage->cells);
    cp_increments_free(stage->increments);
    free(stage->city);
}

static const char *const units[] = {"a", "b", "c", "d", "e", "f", "_none", "_other"};
#define UNITS 8
#define MAPPED_UNITS 5

static int32_t date(int32_t year, int32_t month, int32_t day)
{
    return cp_civil_to_day((struct cp_civil){year, month, day});
}

static uint8_t some_administration(uint64_t *random, const struct city *city)
{
    return city->extra != 0 && sample_below(random, 5) == 0
               ? city->extra
               : (uint8_t)(1 + sample_below(random, 7));
}

/* Mappings of one unit: ascending stretches of random length, with and without gaps. */
static void map_unit(uint64_t *random, struct city *city, const char *unit)
{
    int32_t day = date(2012, 1, 1) + (int32_t)sample_below(random, 400);
    for (int64_t left = sample_below(random, 5); left > 0; left--) {
        struct city_mapping *mapping = &city->mappings[city->mapping_count++];
        *mapping = (struct city_mapping){.unit = unit,
                                         .administration = some_administration(random, city),
                                         .from_day = day,
                                         .to_day = day + 1 + (int32_t)sample_below(random, 300)};
        day = mapping->to_day + (int32_t)(sample_below(random, 2) * sample_below(random, 100));
        if (sample_below(random, 4) == 0) {
            mapping->from_day =
                left == 1 && city->mapping_count == 1 ? INT32_MIN : mapping->from_day;
            mapping->to_day = left == 1 ? CP_DAY_NONE : mapping->to_day;
        }
    }
}

static void draw_balances(uint64_t *random, struct city *city)
{
    city->balance_count = 0;
    city->balance_day = CP_DAY_NONE;
    if (sample_below(random, 3) == 0) {
        return;
    }
    city->balance_day = date(2012, 6, 1) + (int32_t)sample_below(random, 500);
    for (size_t i = 0; i < UNITS - 1; i++) {
        struct city_balance *balance = &city->balances[city->balance_count++];
        *balance = (struct city_balance){.unit = units[i],
                                         .administration = some_administration(random, city),
                                         .group = (int8_t)(sample_below(random, 3) - 1),
                                         .amount = sample_below(random, 1000)};
        balance->administration =
            city_filed(city, balance->unit, balance->administration, city->balance_day);
    }
}

/* The names of all rows, in their places. */
struct names {
    uint64_t generation;
    size_t count;
    char names[CITY_ROWS_MAX][CP_ROW_NAME_MAX];
};

static void take_names(const struct cp_picture *picture, struct names *out_names)
{
    assert_true(picture->row_count <= CITY_ROWS_MAX);
    out_names->generation = picture->generation;
    out_names->count = picture->row_count;
    for (size_t i = 0; i < picture->row_count; i++) {
        memcpy(out_names->names[i], picture->rows[i].name, CP_ROW_NAME_MAX);
    }
}

static bool has_name(const struct names *names, const char *name)
{
    for (size_t i = 0; i < names->count; i++) {
        if (strcmp(names->names[i], name) == 0) {
            return true;
        }
    }
    return false;
}

/* Rows keep their places, or the generation moves; and it moves only if a row went or an
 * administration came. */
static void check_places(const struct names *before, const struct names *after)
{
    bool is_within = has_name(before, "XTR") == has_name(after, "XTR");
    for (size_t i = 0; i < before->count; i++) {
        is_within = is_within && has_name(after, before->names[i]);
    }
    assert_int_equal(is_within, after->generation == before->generation);
    for (size_t i = 0; i < before->count && is_within; i++) {
        assert_string_equal(after->names[i], before->names[i]);
    }
}

static void take_organisation(struct stage *stage)
{
    struct cp_organisation *organisation = city_organisation(stage->city);
    cp_totals_organise(stage->totals, organisation);
    cp_organisation_free(stage->organisation);
    stage->organisation = organisation;
}

static void reorganise(uint64_t *random, struct stage *stage, int64_t as_of_ms)
{
    static struct names before;
    static struct names after;
    take_names(cp_totals_picture(stage->totals, as_of_ms), &before);
    struct city *city = stage->city;
    city->extra = sample_below(random, 2) == 0 ? 0 : 42;
    city->mapping_count = 0;
    for (size_t i = 0; i < MAPPED_UNITS; i++) {
        map_unit(random, city, units[i]);
    }
    draw_balances(random, city);
    take_organisation(stage);
    take_names(cp_totals_picture(stage->totals, as_of_ms), &after);
    check_places(&before, &after);
}

static uint32_t row_of_the_batch(struct cp_increments *batch, const struct city_count *count)
{
    struct cp_row_key key = {.unit = sample_text(count->unit),
                             .administration = count->administration};
    for (uint32_t i = 0; i < batch->row_count; i++) {
        if (strcmp(batch->rows[i].unit.bytes, count->unit) == 0 &&
            batch->rows[i].administration == count->administration) {
            return i;
        }
    }
    batch->rows[batch->row_count] = key;
    return (uint32_t)batch->row_count++;
}

static void file(struct stage *stage, const struct city_count *count)
{
    const uint32_t row = row_of_the_batch(stage->increments, count);
    const struct cp_column_place place = cp_column_of(count->counter);
    const struct cp_touch touch = {count->counter, (int32_t)count->delta};
    const int32_t day = cp_zone_day(&zone, count->occurred_ms);
    const int finest = place.block == CP_BLOCK_BACKLOG ? 1 : CP_RESOLUTION_COUNT;
    for (int i = 0; i < finest; i++) {
        const enum cp_resolution resolution = (enum cp_resolution)i;
        const struct cp_step step = {resolution,
                                     cp_resolution_at(resolution, &zone, count->occurred_ms)};
        cp_cells_add(stage->cells, row, step, &touch, 1);
    }
    stage->increments->first_day =
        day < stage->increments->first_day ? day : stage->increments->first_day;
}

static void seal(struct stage *stage)
{
    stage->increments->cells_size =
        cp_cells_pack(stage->cells, stage->increments->cells);
    cp_totals_apply(stage->totals, stage->increments);
    stage->increments->row_count = 0;
    stage->increments->first_day = CP_DAY_NONE;
}

static void count_some(uint64_t *random, struct stage *stage, int64_t as_of_ms, int64_t some)
{
    static const uint16_t counters[] = {
        CP_COUNTER_REV,
        CP_COUNTER_INQUIRIES,
        CP_COUNTER_OPENED,
        CP_COUNTER_OPENED,
        CP_COUNTER_REOPENED,
        CP_COUNTER_CLOSED,
        CP_COUNTER_MOVED_IN,
        CP_COUNTER_MOVED_OUT,
        CP_COUNTER_COMPLAINTS,
        CP_COUNTER_COMPLAINTS_SUBJECT_0,
        CP_COUNTER_COMPLAINTS_SUBJECT_1,
        CP_COUNTER_DECISIONS_BUCKET_200,
        CP_COUNTER_ACTIVE_FLOW_SUBJECT_0,
        CP_COUNTER_ACTIVE_FLOW_SUBJECT_1,
        CP_COUNTER_BACKLOG_FLOW_3M,
        CP_COUNTER_BACKLOG_FLOW_6M,
    };
    static const int64_t reaches_ms[] = {2 * CP_MS_PER_HOUR, 2 * CP_MS_PER_DAY, 100 * CP_MS_PER_DAY,
                                         700 * CP_MS_PER_DAY};
    struct city *city = stage->city;
    for (int64_t i = 0; i < some; i++) {
        assert_true(city->count_count < CITY_COUNTS_MAX);
        struct city_count *count = &city->counts[city->count_count++];
        const int64_t reach_ms = reaches_ms[sample_below(random, 4)];
        *count = (struct city_count){
            .unit = units[sample_below(random, UNITS)],
            .administration =
                (uint8_t)(sample_below(random, 10) == 0 ? 42 : sample_below(random, 10)),
            .occurred_ms = as_of_ms + CP_MS_PER_HOUR / 4 - sample_below(random, reach_ms),
            .counter = counters[sample_below(random, sizeof(counters) / sizeof(counters[0]))],
            .delta = sample_below(random, 9) - 2};
        count->delta += count->delta == 0 ? 5 : 0;
        file(stage, count);
        if (sample_below(random, 30) == 0) {
            seal(stage);
        }
    }
    seal(stage);
}

static void a_random_city_reads_as_its_twin(void **state)
{
    (void)state;
    uint64_t random = sample_seed(__func__);
    for (int round = 0; round < 4; round++) {
        struct stage stage = stage_create();
        int64_t as_of_ms = cp_zone_day_start_ms(&zone, date(2013, 2, 1));
        for (int step = 0; step < 12; step++) {
            if (sample_below(&random, 3) == 0) {
                reorganise(&random, &stage, as_of_ms);
            }
            count_some(&random, &stage, as_of_ms, sample_below(&random, 60));
            as_of_ms += sample_below(&random, 2) == 0 ? sample_below(&random, CP_MS_PER_HOUR)
                                                      : sample_below(&random, 90 * CP_MS_PER_DAY);
            city_compare(stage.city, cp_totals_picture(stage.totals, as_of_ms));
            count_some(&random, &stage, as_of_ms, sample_below(&random, 5));
            city_compare(stage.city, cp_totals_picture(stage.totals, as_of_ms));
        }
        stage_free(&stage);
    }
}

static const struct cp_picture_row *row_called(const struct cp_picture *picture, const char *name)
{
    for (size_t i = 0; i < picture->row_count; i++) {
        if (strcmp(picture->rows[i].name, name) == 0) {
            return &picture->rows[i];
        }
    }
    return NULL;
}

static void map(struct city *city, const char *unit, uint8_t administration, int32_t from_day,
                int32_t to_day)
{
    city->mappings[city->mapping_count++] = (struct city_mapping){
        .unit = unit, .administration = administration, .from_day = from_day, .to_day = to_day};
}

static void rows_keep_their_places_until_one_goes(void **state)
{
    (void)state;
    struct stage stage = stage_create();
    const int64_t as_of_ms = cp_zone_day_start_ms(&zone, date(2013, 6, 1));
    map(stage.city, "b", 5, INT32_MIN, CP_DAY_NONE);
    take_organisation(&stage);
    const uint64_t generation = cp_totals_picture(stage.totals, as_of_ms)->generation;
    map(stage.city, "a", 5, INT32_MIN, CP_DAY_NONE);
    take_organisation(&stage);
    const struct cp_picture *picture = cp_totals_picture(stage.totals, as_of_ms);
    assert_int_equal(picture->generation, generation);
    assert_string_equal(picture->rows[9].name, "SOF/b");
    assert_string_equal(picture->rows[10].name, "SOF/a");
    stage.city->mapping_count = 1;
    take_organisation(&stage);
    picture = cp_totals_picture(stage.totals, as_of_ms);
    assert_int_not_equal(picture->generation, generation);
    assert_null(row_called(picture, "SOF/a"));
    stage_free(&stage);
}

/* The move of 1 January 2026: what was active goes along, what was counted stays. */
static void a_unit_takes_its_active_cases_to_its_new_administration(void **state)
{
    (void)state;
    struct stage stage = stage_create();
    const int32_t change = date(2026, 1, 1);
    map(stage.city, "a", 5, INT32_MIN, change);
    map(stage.city, "a", 7, change, CP_DAY_NONE);
    take_organisation(&stage);
    struct city_count *count = &stage.city->counts[stage.city->count_count++];
    *count = (struct city_count){.unit = "a",
                                 .administration = 5,
                                 .occurred_ms = cp_zone_day_start_ms(&zone, change) - 1,
                                 .counter = CP_COUNTER_OPENED,
                                 .delta = 3};
    file(&stage, count);
    seal(&stage);
    const struct cp_picture *picture =
        cp_totals_picture(stage.totals, cp_zone_day_start_ms(&zone, change + 30));
    static const struct {
        const char *row;
        enum cp_window window;
        int64_t opened, active;
    } rows[] = {
        {"ALL", CP_WINDOW_YEAR, 0, 3},         {"ALL", CP_WINDOW_YEAR_PREV, 3, 3},
        {"SOF", CP_WINDOW_YEAR, 0, 0},         {"SOF", CP_WINDOW_YEAR_PREV, 3, 3},
        {"BIF", CP_WINDOW_YEAR, 0, 3},         {"BIF", CP_WINDOW_YEAR_PREV, 0, 0},
        {"SOF/a", CP_WINDOW_YEAR, 0, 0},       {"BIF/a", CP_WINDOW_YEAR, 0, 3},
        {"SOF/a", CP_WINDOW_REPORTYEAR, 3, 0},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        const struct cp_picture_row *row = row_called(picture, rows[i].row);
        int64_t value = -1;
        assert_true(cp_picture_count(picture, row, rows[i].window, CP_COUNTER_OPENED, &value));
        assert_int_equal(value, rows[i].opened);
        assert_true(
            cp_picture_count(picture, row, rows[i].window, CP_COUNTER_ACTIVE_CASES, &value));
        assert_int_equal(value, rows[i].active);
    }
    stage_free(&stage);
}

static void a_unit_turned_away_is_incomplete_wherever_it_has_a_row(void **state)
{
    (void)state;
    struct stage stage = stage_create();
    const int64_t as_of_ms = cp_zone_day_start_ms(&zone, date(2013, 6, 1));
    map(stage.city, "a", 5, INT32_MIN, date(2013, 1, 1));
    map(stage.city, "a", 7, date(2013, 1, 1), CP_DAY_NONE);
    map(stage.city, "b", 7, INT32_MIN, CP_DAY_NONE);
    take_organisation(&stage);
    const struct cp_picture *picture = cp_totals_picture(stage.totals, as_of_ms);
    const uint64_t version = row_called(picture, "BIF/a")->version;
    const struct cp_short_text unit = sample_text("a");
    cp_totals_turn_away(stage.totals, &unit);
    picture = cp_totals_picture(stage.totals, as_of_ms);
    assert_true(row_called(picture, "SOF/a")->is_incomplete);
    assert_true(row_called(picture, "BIF/a")->is_incomplete);
    assert_false(row_called(picture, "BIF/b")->is_incomplete);
    assert_false(row_called(picture, "BIF")->is_incomplete);
    assert_int_not_equal(row_called(picture, "BIF/a")->version, version);
    map(stage.city, "c", 7, INT32_MIN, CP_DAY_NONE);
    take_organisation(&stage);
    picture = cp_totals_picture(stage.totals, as_of_ms);
    assert_true(row_called(picture, "BIF/a")->is_incomplete);
    stage_free(&stage);
}

static void before_the_balance_date_gauges_have_no_value(void **state)
{
    (void)state;
    struct stage stage = stage_create();
    stage.city->balance_day = date(2013, 1, 1);
    stage.city->balances[stage.city->balance_count++] =
        (struct city_balance){.unit = "_none", .administration = 7, .group = 0, .amount = 50000};
    take_organisation(&stage);
    const struct cp_picture *picture =
        cp_totals_picture(stage.totals, cp_zone_day_start_ms(&zone, date(2013, 5, 21)));
    const struct cp_picture_row *row = row_called(picture, "BIF");
    int64_t value = -1;
    assert_true(cp_picture_count(picture, row, CP_WINDOW_YEAR, CP_COUNTER_ACTIVE_CASES, &value));
    assert_int_equal(value, 50000);
    assert_true(cp_picture_count(picture, row, CP_WINDOW_YEAR,
                                 CP_COUNTER_ACTIVE_CASES_SUBJECT_OTHER, &value));
    assert_int_equal(value, 0);
    value = -1;
    assert_false(
        cp_picture_count(picture, row, CP_WINDOW_YEAR_PREV, CP_COUNTER_ACTIVE_CASES, &value));
    assert_false(cp_picture_count(picture, row, CP_WINDOW_YEAR_PREV,
                                  CP_COUNTER_ACTIVE_CASES_SUBJECT_OTHER, &value));
    assert_int_equal(value, -1);
    int64_t above = -1;
    int64_t below = -1;
    cp_picture_ratio(picture, row, CP_WINDOW_YEAR_PREV, CP_RATIO_COMPLAINTS_PER_1000_CASES, &above,
                     &below);
    assert_int_equal(above, 0);
    assert_int_equal(below, 0);
    stage_free(&stage);
}

static int64_t gauge_on(struct stage *stage, const char *row, int32_t day, uint16_t gauge)
{
    const struct cp_picture *picture =
        cp_totals_picture(stage->totals, cp_zone_day_start_ms(&zone, day));
    int64_t value = -1;
    assert_true(cp_picture_count(picture, row_called(picture, row), CP_WINDOW_DAY, gauge, &value));
    return value;
}

/* Opened on the day before the balance date, 28 February: of age from 29 May on. */
static void an_opening_balance_comes_of_age_in_calendar_months(void **state)
{
    (void)state;
    struct stage stage = stage_create();
    stage.city->balance_day = date(2013, 3, 1);
    map(stage.city, "a", 7, INT32_MIN, CP_DAY_NONE);
    stage.city->balances[stage.city->balance_count++] =
        (struct city_balance){.unit = "a", .administration = 7, .group = -1, .amount = 12};
    take_organisation(&stage);
    assert_int_equal(gauge_on(&stage, "BIF/a", date(2013, 5, 28), CP_COUNTER_BACKLOG_3M), 0);
    assert_int_equal(gauge_on(&stage, "BIF/a", date(2013, 5, 29), CP_COUNTER_BACKLOG_3M), 12);
    assert_int_equal(gauge_on(&stage, "BIF", date(2013, 8, 28), CP_COUNTER_BACKLOG_6M), 0);
    assert_int_equal(gauge_on(&stage, "BIF", date(2013, 8, 29), CP_COUNTER_BACKLOG_6M), 12);
    stage_free(&stage);
}

static void a_balance_that_goes_leaves_nothing_behind(void **state)
{
    (void)state;
    struct stage stage = stage_create();
    stage.city->balance_day = date(2013, 3, 1);
    map(stage.city, "a", 7, INT32_MIN, CP_DAY_NONE);
    stage.city->balances[stage.city->balance_count++] =
        (struct city_balance){.unit = "a", .administration = 7, .group = -1, .amount = 12};
    take_organisation(&stage);
    const int32_t day = date(2013, 5, 1);
    assert_int_equal(gauge_on(&stage, "BIF/a", day, CP_COUNTER_ACTIVE_CASES), 12);
    stage.city->balance_count = 0;
    take_organisation(&stage);
    assert_int_equal(gauge_on(&stage, "BIF/a", day, CP_COUNTER_ACTIVE_CASES), 0);
    assert_int_equal(gauge_on(&stage, "ALL", day, CP_COUNTER_ACTIVE_CASES), 0);
    stage_free(&stage);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_random_city_reads_as_its_twin),
        cmocka_unit_test(rows_keep_their_places_until_one_goes),
        cmocka_unit_test(a_unit_takes_its_active_cases_to_its_new_administration),
        cmocka_unit_test(a_unit_turned_away_is_incomplete_wherever_it_has_a_row),
        cmocka_unit_test(an_opening_balance_comes_of_age_in_calendar_months),
        cmocka_unit_test(a_balance_that_goes_leaves_nothing_behind),
        cmocka_unit_test(before_the_balance_date_gauges_have_no_value),
    };
    return cmocka_run_group_tests(tests, load_the_municipality, free_the_catalogue);
}
