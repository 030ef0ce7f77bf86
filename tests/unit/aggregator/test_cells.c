#include "cells.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "casepulse/base/memory.h"
#include "sample.h"

#define CANARY 64

struct packed {
    struct cp_increments increments;
    uint8_t bytes[CP_CELLS_MAX + CANARY];
};

static struct packed *pack(struct cp_cells *cells)
{
    struct packed *packed = cp_allocate(1, sizeof(*packed));
    memset(packed->bytes, 0xA5, sizeof(packed->bytes));
    packed->increments.cells = packed->bytes;
    packed->increments.cells_size = cp_cells_pack(cells, packed->bytes);
    assert_true(packed->increments.cells_size <= CP_CELLS_MAX);
    for (size_t i = packed->increments.cells_size; i < sizeof(packed->bytes); i++) {
        assert_int_equal(packed->bytes[i], 0xA5);
    }
    assert_true(cp_cells_is_empty(cells));
    assert_false(cp_cells_is_full(cells));
    return packed;
}

static void add(struct cp_cells *cells, uint32_t row, struct cp_step step, uint8_t block,
                uint8_t column, int32_t weight)
{
    const struct cp_touch touch = {.counter = (uint16_t)(cp_block_first(block) + column),
                                   .weight = weight};
    cp_cells_add(cells, row, step, &touch, 1);
}

static struct cp_step day_of(int32_t day)
{
    return (struct cp_step){.resolution = CP_RESOLUTION_DAY, .at = day};
}

/* The first counts of a row and block, as they are packed. */
static int64_t packed_sum(struct packed *packed, uint32_t row, struct cp_step step, uint8_t block)
{
    struct cp_cells_reader reader = cp_cells_read(&packed->increments);
    struct cp_cell_group group;
    int64_t sum = 0;
    while (cp_cells_next(&reader, &group)) {
        const bool is_wanted = group.row == row && group.resolution == step.resolution &&
                               group.at == step.at && group.block == block;
        for (int i = 0; i < group.count && is_wanted; i++) {
            sum += group.deltas[i];
        }
    }
    return sum;
}

/* Worst steps: each takes the most bytes, whatever resolution it is of. */
static struct cp_step far_step(int number)
{
    const int32_t far = INT32_C(1000000000) + number;
    return (struct cp_step){.resolution = (enum cp_resolution)(number % CP_RESOLUTION_COUNT),
                            .at = number / CP_RESOLUTION_COUNT % 2 == 0 ? far : -far};
}

/* Rows whose numbers take the most bytes, ascending. */
static uint32_t highest_row(int slot)
{
    return CP_BATCH_ROWS_MAX / 2 + (uint32_t)slot;
}

/* Fills to the limit, every column of every slot, then packs. */
static void fill_with(const uint8_t *blocks, size_t block_count)
{
    struct cp_cells *cells = cp_cells_create();
    int slots = 0;
    int64_t counts = 0;
    while (!cp_cells_is_full(cells)) {
        int touches = 0;
        for (; touches + CP_BLOCK_WIDTH_MAX <= CP_CELLS_TOUCHES_PER_RECORD; slots++) {
            const uint8_t block = blocks[(size_t)slots % block_count];
            touches += cp_block_width(block);
            for (int column = 0; column < cp_block_width(block); column++, counts++) {
                add(cells, highest_row(slots), far_step(slots), block, (uint8_t)column, -5000);
            }
        }
    }
    struct packed *packed = pack(cells);
    struct cp_cells_reader reader = cp_cells_read(&packed->increments);
    struct cp_cell_group group;
    int groups = 0;
    for (; cp_cells_next(&reader, &group); groups++) {
        assert_int_equal(group.row, highest_row(groups));
        assert_int_equal(group.resolution, far_step(groups).resolution);
        assert_int_equal(group.at, far_step(groups).at);
        assert_int_equal(group.block, blocks[(size_t)groups % block_count]);
        assert_int_equal(group.count, cp_block_width(group.block));
        for (int i = 0; i < group.count; i++) {
            assert_int_equal(group.columns[i], i);
            assert_int_equal(group.deltas[i], -5000);
        }
        counts -= group.count;
    }
    assert_int_equal(groups, slots);
    assert_int_equal(counts, 0);
    free(packed);
    cp_cells_free(cells);
}

static void a_full_batch_fits_whatever_it_is_full_of(void **state)
{
    (void)state;
    for (uint8_t block = 0; block < CP_BLOCK_COUNT; block++) {
        fill_with(&block, 1);
    }
    static const uint8_t mixed[] = {CP_EVENT_COMPLAINT_RECEIVED, CP_EVENT_CASE_OPENED,
                                    CP_BLOCK_LATE, CP_EVENT_EVENT_RETRACTED,
                                    CP_EVENT_COMPLAINT_CONCLUDED};
    fill_with(mixed, sizeof(mixed));
}

static void a_batch_holds_thousands_of_slots(void **state)
{
    (void)state;
    struct cp_cells *cells = cp_cells_create();
    uint32_t slots = 0;
    while (!cp_cells_is_full(cells)) {
        add(cells, slots++, day_of(0), CP_EVENT_CASE_OPENED, 0, 1);
    }
    assert_true(slots > 20000);
    cp_cells_free(cells);
}

static void a_slot_is_found_again_and_keeps_its_count(void **state)
{
    (void)state;
    struct cp_cells *cells = cp_cells_create();
    assert_true(cp_cells_is_empty(cells));
    const struct cp_step hour = {.resolution = CP_RESOLUTION_HOUR, .at = 15846};
    add(cells, 3, day_of(15846), CP_EVENT_CASE_OPENED, 0, 2);
    add(cells, 3, day_of(15846), CP_EVENT_CASE_CLOSED, 0, 5);
    add(cells, 3, day_of(15846), CP_EVENT_CASE_OPENED, 0, 4);
    add(cells, 3, day_of(-15846), CP_EVENT_CASE_OPENED, 0, -1);
    add(cells, 3, hour, CP_EVENT_CASE_OPENED, 0, 9);
    struct packed *packed = pack(cells);
    assert_int_equal(packed_sum(packed, 3, day_of(15846), CP_EVENT_CASE_OPENED), 6);
    assert_int_equal(packed_sum(packed, 3, day_of(15846), CP_EVENT_CASE_CLOSED), 5);
    assert_int_equal(packed_sum(packed, 3, day_of(-15846), CP_EVENT_CASE_OPENED), -1);
    assert_int_equal(packed_sum(packed, 3, hour, CP_EVENT_CASE_OPENED), 9);
    free(packed);
    cp_cells_free(cells);
}

/* Thousands of slots that differ in one part of their key only, so that probing meets them all. */
static void every_row_step_and_block_has_a_count_of_its_own(void **state)
{
    (void)state;
    enum { ROWS = 4, DAYS = 400, BLOCKS = 4, ALL = ROWS * DAYS * BLOCKS * CP_RESOLUTION_COUNT };
    struct cp_cells *cells = cp_cells_create();
    for (int pass = 0; pass < 2; pass++) {
        for (int i = 0; i < ALL; i++) {
            const struct cp_step step = {.resolution =
                                             (enum cp_resolution)(i % CP_RESOLUTION_COUNT),
                                         .at = i / CP_RESOLUTION_COUNT / ROWS % DAYS};
            add(cells, (uint32_t)(i / CP_RESOLUTION_COUNT % ROWS), step,
                (uint8_t)(1 + i / CP_RESOLUTION_COUNT / ROWS / DAYS), 0, 1 + i);
        }
    }
    struct packed *packed = pack(cells);
    struct cp_cells_reader reader = cp_cells_read(&packed->increments);
    struct cp_cell_group group;
    int groups = 0;
    for (; cp_cells_next(&reader, &group); groups++) {
        const int i = ((group.block - 1) * DAYS + group.at) * ROWS + (int)group.row;
        assert_int_equal(group.deltas[0],
                         2 * (1 + i * CP_RESOLUTION_COUNT + (int)group.resolution));
    }
    assert_int_equal(groups, ALL);
    free(packed);
    cp_cells_free(cells);
}

/* Durations in days are heavy: no count leaves its 32 bits. */
static void weight_ends_a_batch_before_a_count_overflows(void **state)
{
    (void)state;
    struct cp_cells *cells = cp_cells_create();
    int64_t records = 0;
    while (!cp_cells_is_full(cells)) {
        for (int resolution = 0; resolution < CP_RESOLUTION_COUNT; resolution++) {
            const struct cp_step step = {.resolution = (enum cp_resolution)resolution, .at = 5};
            add(cells, 0, step, CP_EVENT_DECISION_MADE, 7, 109000); /* 1900 to 2199 */
        }
        records++;
    }
    assert_true(records > 1000);
    struct packed *packed = pack(cells);
    assert_int_equal(packed_sum(packed, 0, day_of(5), CP_EVENT_DECISION_MADE), records * 109000);
    free(packed);
    cp_cells_free(cells);
}

static void what_came_back_to_zero_takes_no_bytes(void **state)
{
    (void)state;
    struct cp_cells *cells = cp_cells_create();
    for (int sign = 1; sign >= -1; sign -= 2) {
        for (uint32_t row = 0; row < 100; row++) {
            add(cells, row, day_of(5), CP_EVENT_DECISION_MADE, 2, sign);
        }
    }
    assert_false(cp_cells_is_empty(cells));
    struct packed *packed = pack(cells);
    assert_int_equal(packed->increments.cells_size, 0);
    free(packed);
    cp_cells_free(cells);
}

/* Few slots are wiped one by one, many all at once: after neither is anything left. */
static void a_cleared_table_is_empty(void **state)
{
    (void)state;
    uint64_t random = sample_seed(__func__);
    struct cp_cells *cells = cp_cells_create();
    for (int round = 0; round < 200; round++) {
        const int64_t slots = sample_below(&random, 1 + sample_below(&random, 12000));
        for (int64_t i = 0; i < slots && !cp_cells_is_full(cells); i++) {
            const uint32_t row = (uint32_t)sample_below(&random, 300);
            const int32_t day = (int32_t)sample_below(&random, 4000);
            const uint8_t block = (uint8_t)sample_below(&random, CP_BLOCK_COUNT);
            add(cells, row, day_of(day), block, 0, 1);
        }
        cp_cells_clear(cells);
        assert_true(cp_cells_is_empty(cells));
        for (int i = 0; i < 50; i++) {
            add(cells, (uint32_t)i, day_of((int32_t)sample_below(&random, 4000)),
                CP_EVENT_COMPLAINT_RECEIVED, (uint8_t)i, 3);
        }
        struct packed *packed = pack(cells);
        struct cp_cells_reader reader = cp_cells_read(&packed->increments);
        struct cp_cell_group group;
        for (uint32_t i = 0; i < 50; i++) {
            assert_true(cp_cells_next(&reader, &group));
            assert_int_equal(group.row, i);
            assert_int_equal(group.count, 1);
            assert_int_equal(group.columns[0], i);
            assert_int_equal(group.deltas[0], 3);
        }
        assert_false(cp_cells_next(&reader, &group));
        free(packed);
    }
    cp_cells_free(cells);
    cp_cells_free(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_full_batch_fits_whatever_it_is_full_of),
        cmocka_unit_test(a_batch_holds_thousands_of_slots),
        cmocka_unit_test(a_slot_is_found_again_and_keeps_its_count),
        cmocka_unit_test(every_row_step_and_block_has_a_count_of_its_own),
        cmocka_unit_test(weight_ends_a_batch_before_a_count_overflows),
        cmocka_unit_test(what_came_back_to_zero_takes_no_bytes),
        cmocka_unit_test(a_cleared_table_is_empty),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
