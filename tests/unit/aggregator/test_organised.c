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

static void reorganise(uint64_t *random, struct stage *stage)
{
    struct city *city = stage->city;
    city->extra = sample_below(random, 2) == 0 ? 0 : 42;
    city->mapping_count = 0;
    for (size_t i = 0; i < MAPPED_UNITS; i++) {
        map_unit(random, city, units[i]);
    }
    draw_balances(random, city);
    struct cp_organisation *organisation = city_organisation(city);
    cp_totals_organise(stage->totals, organisation);
    cp_organisation_free(stage->organisation);
    stage->organisation = organisation;
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

static uint32_t the_same_row(void *context, uint32_t row)
{
    (void)context;
    return row;
}

static void file(struct stage *stage, const struct city_count *count)
{
    const uint32_t row = row_of_the_batch(stage->increments, count);
    const struct cp_column_place place = cp_column_of(count->counter);
    const struct cp_touch touch = {place.block, place.column, (int32_t)count->delta};
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
        cp_cells_pack(stage->cells, the_same_row, NULL, stage->increments->cells);
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
    struct city *city = stage->city;
    for (int64_t i = 0; i < some; i++) {
        assert_true(city->count_count < CITY_COUNTS_MAX);
        struct city_count *count = &city->counts[city->count_count++];
        const int64_t back_ms = sample_below(random, 1 + sample_below(random, 700)) * CP_MS_PER_DAY;
        *count = (struct city_count){
            .unit = units[sample_below(random, UNITS)],
            .administration =
                (uint8_t)(sample_below(random, 10) == 0 ? 42 : sample_below(random, 10)),
            .occurred_ms =
                as_of_ms - back_ms - sample_below(random, 2 * CP_MS_PER_DAY) + CP_MS_PER_DAY / 2,
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
                reorganise(&random, &stage);
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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_random_city_reads_as_its_twin),
    };
    return cmocka_run_group_tests(tests, load_the_municipality, free_the_catalogue);
}
