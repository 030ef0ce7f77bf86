/* What waits for a history against plain lists. */
#include "news.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdlib.h>

#include "casepulse/base/memory.h"
#include "cells.h"
#include "run.h"
#include "sample.h"

#define ROWS 40
#define LISTS ((size_t)ROWS * CP_RESOLUTION_COUNT)
#define LIST_MAX 20000
#define READ_MAX (CP_BLOCK_WIDTH_MAX + 3)

static struct cp_cells *cells;
static struct cp_increments *batch;
static struct cp_news news;

/* What the histories should find. */
static size_t counts[LISTS];
static struct cp_pair (*lists)[LIST_MAX];

static int set_up(void **state)
{
    (void)state;
    cells = cp_cells_create();
    batch = cp_increments_create();
    lists = cp_allocate(LISTS, sizeof(*lists));
    for (size_t list = 0; list < LISTS; list++) {
        counts[list] = 0;
    }
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    cp_cells_free(cells);
    cp_increments_free(batch);
    cp_news_done(&news);
    free(lists);
    return 0;
}

/* A batch of `count` touches, light and heavy, at all resolutions, before and after 1970. */
static void make_batch(uint64_t *random, int count)
{
    for (int i = 0; i < count; i++) {
        const struct cp_step step = {
            .resolution = (enum cp_resolution)sample_below(random, CP_RESOLUTION_COUNT),
            .at = (int32_t)sample_below(random, 400) - 200};
        const struct cp_touch touch = {.counter = (uint16_t)sample_below(random, CP_STORED_COUNT),
                                       .weight = (int32_t)(sample_below(random, 4) == 0
                                                               ? sample_below(random, 60000)
                                                               : sample_below(random, 5) - 2)};
        cp_cells_add(cells, (uint32_t)sample_below(random, ROWS), step, &touch, 1);
    }
    batch->cells_size = cp_cells_pack(cells, batch->cells);
}

static void note_batch(const uint32_t *rows)
{
    struct cp_cells_reader reader = cp_cells_read(batch);
    struct cp_cell_group group;
    while (cp_cells_next(&reader, &group)) {
        const size_t list = rows[group.row] * CP_RESOLUTION_COUNT + group.resolution;
        for (int i = 0; i < group.count; i++) {
            assert_true(counts[list] < LIST_MAX);
            lists[list][counts[list]++] = (struct cp_pair){
                .key = cp_place(group.at, group.block, group.columns[i]), .value = group.deltas[i]};
        }
    }
}

static void check_list(size_t row, enum cp_resolution resolution)
{
    const size_t list = row * CP_RESOLUTION_COUNT + resolution;
    const struct cp_news_size size = cp_news_size(&news, row, resolution);
    assert_int_equal(size.counts, counts[list]);
    assert_true(size.groups <= size.counts);
    struct cp_pair *spare = cp_allocate(counts[list], sizeof(*spare));
    struct cp_pair *wanted = cp_pairs_sort(lists[list], spare, counts[list]);
    const size_t wanted_count = cp_pairs_sum(wanted, counts[list]);
    uint64_t *words = cp_allocate(2 * size.groups, sizeof(*words));
    struct cp_news_reader reader = cp_news_read(&news, row, resolution, words);
    struct cp_pair pairs[READ_MAX];
    size_t read = 0;
    for (size_t count; (count = cp_news_next(&reader, pairs, READ_MAX)) > 0; read += count) {
        assert_true(count <= READ_MAX && read + count <= wanted_count);
        assert_memory_equal(pairs, &wanted[read], count * sizeof(*pairs));
    }
    assert_int_equal(read, wanted_count);
    free(words);
    free(spare);
}

static void counts_of_many_batches_are_summed_by_row_resolution_and_place(void **state)
{
    (void)state;
    uint64_t random = sample_seed(__func__);
    for (int i = 0; i < 40; i++) {
        uint32_t rows[ROWS]; /* another order in each batch */
        const uint32_t shift = (uint32_t)sample_below(&random, ROWS);
        for (uint32_t row = 0; row < ROWS; row++) {
            rows[row] = (row * 7 + shift) % ROWS;
        }
        make_batch(&random, 1 + (int)sample_below(&random, 4000));
        cp_news_add(&news, batch, rows);
        note_batch(rows);
    }
    for (size_t row = 0; row < ROWS; row++) {
        for (int resolution = 0; resolution < CP_RESOLUTION_COUNT; resolution++) {
            check_list(row, (enum cp_resolution)resolution);
        }
    }
    assert_int_equal(cp_news_size(&news, 100 * ROWS, CP_RESOLUTION_DAY).counts, 0);
}

/* Full means that one more batch would be too much, and room that a past took is given back. */
static void news_are_full_at_their_bound_and_shrink_again(void **state)
{
    (void)state;
    uint64_t random = sample_seed(__func__);
    uint32_t rows[ROWS];
    for (uint32_t row = 0; row < ROWS; row++) {
        rows[row] = row;
    }
    make_batch(&random, 30000);
    const size_t size = batch->cells_size;
    for (size_t added = 0; added < CP_NEWS_BYTES_MAX; added += size) {
        assert_false(cp_news_is_full(&news));
        cp_news_add(&news, batch, rows);
    }
    assert_true(cp_news_is_full(&news));
    cp_news_clear(&news);
    assert_true(cp_news_is_empty(&news) && !cp_news_is_full(&news));
    assert_int_equal(cp_news_size(&news, 1, CP_RESOLUTION_DAY).counts, 0);
    make_batch(&random, 1);
    cp_news_add(&news, batch, rows);
    assert_true(news.capacity > CP_NEWS_BYTES_MAX);
    cp_news_clear(&news);
    assert_true(news.capacity < 100);
}

/* As one that only refuses records is. */
static void a_batch_without_counts_brings_nothing(void **state)
{
    (void)state;
    uint64_t random = sample_seed(__func__);
    make_batch(&random, 0);
    cp_news_add(&news, batch, NULL);
    assert_true(cp_news_is_empty(&news));
    cp_news_clear(&news);
    assert_true(cp_news_is_empty(&news));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(
            counts_of_many_batches_are_summed_by_row_resolution_and_place, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_batch_without_counts_brings_nothing, set_up, tear_down),
        cmocka_unit_test_setup_teardown(news_are_full_at_their_bound_and_shrink_again, set_up,
                                        tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
