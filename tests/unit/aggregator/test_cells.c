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

/* The numbers of rows in a batch are the highest there can be. */
static uint32_t highest_row(void *context, uint32_t row)
{
    (void)context;
    return CP_BATCH_ROWS_MAX - 1 - row;
}

static uint32_t same_row(void *context, uint32_t row)
{
    (void)context;
    return row;
}

#define CANARY 64

struct packed {
    struct cp_increments increments;
    uint8_t bytes[CP_CELLS_MAX + CANARY];
};

static struct packed *pack(struct cp_cells *cells, uint32_t (*out_row)(void *, uint32_t))
{
    struct packed *packed = cp_allocate(1, sizeof(*packed));
    memset(packed->bytes, 0xA5, sizeof(packed->bytes));
    packed->increments.cells = packed->bytes;
    packed->increments.cells_size = cp_cells_pack(cells, out_row, NULL, packed->bytes);
    assert_true(packed->increments.cells_size <= CP_CELLS_MAX);
    for (size_t i = packed->increments.cells_size; i < sizeof(packed->bytes); i++) {
        assert_int_equal(packed->bytes[i], 0xA5);
    }
    assert_true(cp_cells_is_empty(cells));
    assert_false(cp_cells_is_full(cells));
    return packed;
}

/* Worst days: each step between two of them takes the most bytes. */
static int32_t far_day(int number)
{
    return number % 2 == 0 ? INT32_C(-1000000000) + number : INT32_C(1000000000) + number;
}

/* Fills to the limit, every column of every slot with the longest number, then packs. */
static void fill_with(const uint8_t *blocks, size_t block_count)
{
    struct cp_cells *cells = cp_cells_create();
    int slots = 0;
    int64_t counts = 0;
    while (!cp_cells_is_full(cells)) {
        for (int i = 0; i < CP_CELLS_SLOTS_PER_RECORD; i++, slots++) {
            const uint8_t block = blocks[(size_t)slots % block_count];
            int32_t *values = cp_cells_find(cells, (uint32_t)slots, far_day(slots), block);
            for (int column = 0; column < cp_block_width(block); column++, counts++) {
                assert_int_equal(values[column], 0);
                values[column] = INT32_MIN;
            }
        }
    }
    struct packed *packed = pack(cells, highest_row);
    struct cp_cells_reader reader = cp_cells_read(&packed->increments);
    struct cp_cell_group group;
    int groups = 0;
    for (; cp_cells_next(&reader, &group); groups++) {
        assert_int_equal(group.row, CP_BATCH_ROWS_MAX - 1 - groups);
        assert_int_equal(group.day, far_day(groups));
        assert_int_equal(group.block, blocks[(size_t)groups % block_count]);
        assert_int_equal(group.count, cp_block_width(group.block));
        for (int i = 0; i < group.count; i++) {
            assert_int_equal(group.columns[i], i);
            assert_int_equal(group.deltas[i], INT32_MIN);
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
        *cp_cells_find(cells, slots++, 0, CP_EVENT_CASE_OPENED) += 1;
    }
    assert_true(slots > 20000);
    cp_cells_free(cells);
}

static void a_slot_is_found_again_and_keeps_its_count(void **state)
{
    (void)state;
    struct cp_cells *cells = cp_cells_create();
    assert_true(cp_cells_is_empty(cells));
    *cp_cells_find(cells, 3, 15846, CP_EVENT_CASE_OPENED) += 2;
    *cp_cells_find(cells, 3, 15846, CP_EVENT_CASE_CLOSED) += 5;
    *cp_cells_find(cells, 3, 15846, CP_EVENT_CASE_OPENED) += 4;
    *cp_cells_find(cells, 3, -15846, CP_EVENT_CASE_OPENED) -= 1;
    assert_int_equal(*cp_cells_find(cells, 3, 15846, CP_EVENT_CASE_OPENED), 6);
    struct packed *packed = pack(cells, same_row);
    struct cp_cells_reader reader = cp_cells_read(&packed->increments);
    struct cp_cell_group group;
    int64_t sum = 0;
    while (cp_cells_next(&reader, &group)) {
        assert_int_equal(group.row, 3);
        assert_int_equal(group.count, 1);
        sum += group.deltas[0] * (group.day > 0 ? 1 : 100) * (int)group.block;
    }
    assert_int_equal(sum, 6 * CP_EVENT_CASE_OPENED + 5 * CP_EVENT_CASE_CLOSED -
                              100 * CP_EVENT_CASE_OPENED);
    free(packed);
    cp_cells_free(cells);
}

/* Thousands of slots that differ in one part of their key only, so that probing meets them all. */
static void every_row_day_and_block_has_a_count_of_its_own(void **state)
{
    (void)state;
    enum { ROWS = 4, DAYS = 1000, BLOCKS = 4 };
    struct cp_cells *cells = cp_cells_create();
    for (int pass = 0; pass < 2; pass++) {
        for (int i = 0; i < ROWS * DAYS * BLOCKS; i++) {
            int32_t *counts = cp_cells_find(cells, (uint32_t)(i % ROWS), i / ROWS % DAYS,
                                            (uint8_t)(1 + i / ROWS / DAYS));
            assert_int_equal(*counts, pass == 0 ? 0 : i + 1);
            *counts = i + 1;
        }
    }
    cp_cells_free(cells);
}

static void what_came_back_to_zero_takes_no_bytes(void **state)
{
    (void)state;
    struct cp_cells *cells = cp_cells_create();
    for (int sign = 1; sign >= -1; sign -= 2) {
        for (uint32_t row = 0; row < 100; row++) {
            cp_cells_find(cells, row, 5, CP_EVENT_DECISION_MADE)[2] += sign;
        }
    }
    assert_false(cp_cells_is_empty(cells));
    struct packed *packed = pack(cells, same_row);
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
            *cp_cells_find(cells, row, day, block) += 1;
        }
        cp_cells_clear(cells);
        assert_true(cp_cells_is_empty(cells));
        for (int i = 0; i < 50; i++) {
            const int32_t *counts =
                cp_cells_find(cells, (uint32_t)sample_below(&random, 300),
                              (int32_t)sample_below(&random, 4000), CP_EVENT_COMPLAINT_RECEIVED);
            for (int column = 0; column < cp_block_width(CP_EVENT_COMPLAINT_RECEIVED); column++) {
                assert_int_equal(counts[column], 0);
            }
        }
        cp_cells_clear(cells);
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
        cmocka_unit_test(every_row_day_and_block_has_a_count_of_its_own),
        cmocka_unit_test(what_came_back_to_zero_takes_no_bytes),
        cmocka_unit_test(a_cleared_table_is_empty),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
