/* The packed counts of a row against a plain table. */
#include "history.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "casepulse/base/memory.h"
#include "sample.h"

#define DAYS 700
#define FIRST_DAY (-200) /* days before 1970 are days too */
#define BLOCKS 15
#define COLUMNS 128
#define CELLS ((size_t)DAYS * BLOCKS * COLUMNS)

static size_t place_of(const struct cp_history_count *count)
{
    assert_in_range(count->at - FIRST_DAY, 0, DAYS - 1);
    assert_true(count->block < BLOCKS && count->column < COLUMNS);
    return ((size_t)(count->at - FIRST_DAY) * BLOCKS + count->block) * COLUMNS + count->column;
}

/* Ascending, each place once, and as many as it says. */
static void check_run(const struct cp_run *run)
{
    struct cp_run_reader reader = cp_run_read(run);
    uint64_t before = 0;
    size_t counts = 0;
    int64_t value;
    for (; cp_run_next(&reader, &value); counts++) {
        const uint64_t place = cp_place(reader.step, reader.block, reader.counts.column);
        assert_true(counts == 0 || place > before);
        assert_true(value != 0);
        before = place;
    }
    assert_int_equal(counts, run->counts);
}

static void check_against(struct cp_history *history, const int64_t *table)
{
    check_run(&history->run);
    int64_t *found = cp_allocate(CELLS, sizeof(*found));
    struct cp_history_reader reader = cp_history_read(history);
    struct cp_history_count count;
    while (cp_history_next(&reader, &count)) {
        found[place_of(&count)] += count.value;
    }
    assert_false(cp_history_next(&reader, &count));
    assert_memory_equal(found, table, CELLS * sizeof(*found));
    free(found);
}

static void add(struct cp_history *history, struct cp_history_count count)
{
    const struct cp_pair newcomer = {.key = cp_place(count.at, count.block, count.column),
                                     .value = count.value};
    cp_history_add(history, &newcomer, 1);
}

static void two_hundred_thousand_random_adds_are_all_there(void **state)
{
    (void)state;
    uint64_t random = sample_seed(__func__);
    struct cp_history history = {0};
    int64_t *table = cp_allocate(CELLS, sizeof(*table));
    for (int i = 0; i < 200000; i++) {
        const struct cp_history_count count = {
            .at = FIRST_DAY + (int32_t)sample_below(&random, 1 + sample_below(&random, DAYS)),
            .block = (uint8_t)sample_below(&random, BLOCKS),
            .column = (uint8_t)sample_below(&random, 1 + sample_below(&random, COLUMNS)),
            .value = sample_below(&random, 2001) - 1000,
        };
        add(&history, count);
        table[place_of(&count)] += count.value;
        if (i % 20000 == 7) {
            check_against(&history, table);
        }
    }
    check_against(&history, table);
    cp_history_done(&history);
    memset(table, 0, CELLS * sizeof(*table));
    check_against(&history, table);
    free(table);
}

/* What a batch or many bring at once: few beside a tail, or more than all there are. */
static void newcomers_by_the_thousand_are_all_there(void **state)
{
    (void)state;
    uint64_t random = sample_seed(__func__);
    enum { MOST = 5000, ROUNDS = 60 };
    struct cp_history history = {0};
    struct cp_pair *pairs = cp_allocate(2 * MOST, sizeof(*pairs));
    int64_t *table = cp_allocate(CELLS, sizeof(*table));
    for (int round = 0; round < ROUNDS; round++) {
        const size_t count = (size_t)sample_below(&random, 1 + sample_below(&random, MOST));
        const int64_t days = 1 + sample_below(&random, DAYS);
        for (size_t i = 0; i < count; i++) {
            const struct cp_history_count added = {
                .at = FIRST_DAY + DAYS - (int32_t)(1 + sample_below(&random, days)),
                .block = (uint8_t)sample_below(&random, BLOCKS),
                .column = (uint8_t)sample_below(&random, 1 + sample_below(&random, COLUMNS)),
                .value = sample_below(&random, 301) - 150,
            };
            pairs[i] = (struct cp_pair){.key = cp_place(added.at, added.block, added.column),
                                        .value = added.value};
            table[place_of(&added)] += added.value;
        }
        struct cp_pair *sorted = cp_pairs_sort(pairs, pairs + MOST, count);
        cp_history_add(&history, sorted, cp_pairs_sum(sorted, count));
        check_against(&history, table);
    }
    assert_true(history.run.mark_count > 10);
    cp_history_done(&history);
    free(pairs);
    free(table);
}

static void an_empty_history_has_no_counts(void **state)
{
    (void)state;
    struct cp_history history = {0};
    struct cp_history_reader reader = cp_history_read(&history);
    struct cp_history_count count;
    assert_false(cp_history_next(&reader, &count));
}

static void counts_that_came_back_to_zero_leave_the_run(void **state)
{
    (void)state;
    struct cp_history history = {0};
    for (int sign = 1; sign >= -1; sign -= 2) {
        for (int32_t day = 0; day < 1000; day++) {
            add(&history, (struct cp_history_count){.at = day, .block = 8, .value = sign});
        }
    }
    /* Enough on one more count to have both merged. */
    for (int i = 0; i < 3000; i++) {
        add(&history, (struct cp_history_count){.at = 5000, .block = 1, .value = 1});
    }
    assert_true(history.run.counts < 10);
    cp_history_done(&history);
}

static void extreme_values_survive_the_packing(void **state)
{
    (void)state;
    static const int64_t values[] = {INT64_MAX, INT64_MIN, -1, 1, INT32_MIN, 63, 64, -64, -65};
    enum { VALUES = sizeof(values) / sizeof(values[0]), COPIES = 200 };
    struct cp_history history = {0};
    for (int i = 0; i < COPIES; i++) {
        for (int value = 0; value < VALUES; value++) {
            const int32_t day = (i % 2 == 0 ? 47000 : -25000) + i;
            add(&history, (struct cp_history_count){.at = day,
                                                    .block = 14,
                                                    .column = (uint8_t)(value * 15),
                                                    .value = values[value]});
        }
    }
    struct cp_history_reader reader = cp_history_read(&history);
    struct cp_history_count count;
    int seen = 0;
    while (cp_history_next(&reader, &count)) {
        assert_true(count.value == values[count.column / 15]);
        seen++;
    }
    assert_int_equal(seen, VALUES * COPIES);
    assert_true(history.run.counts > 0);
    cp_history_done(&history);
}

/* A busy row: few bytes a count, as the header says. */
static void a_count_takes_about_three_bytes(void **state)
{
    (void)state;
    struct cp_history history = {0};
    for (int32_t day = 0; day < 1500; day++) {
        for (uint8_t column = 0; column < 13; column++) {
            add(&history,
                (struct cp_history_count){.at = day, .block = 1, .column = column, .value = 40});
        }
    }
    assert_true(history.run.counts > 10000);
    assert_true(history.run.size <= history.run.counts * 3);
    assert_true(history.tail_count <= (history.run.counts >> CP_TAIL_SHARE) + 64);
    cp_history_done(&history);
}

/* What was forgotten leaves with the next packing, and only that. */
static void steps_before_the_first_leave_when_packed(void **state)
{
    (void)state;
    struct cp_history history = {0};
    for (int32_t step = 0; step < 1000; step++) {
        add(&history, (struct cp_history_count){.at = step, .block = 3, .value = 1});
    }
    cp_history_pack(&history);
    const size_t size = history.run.size;
    cp_history_forget_before(&history, 900);
    add(&history, (struct cp_history_count){.at = 5, .block = 3, .value = 1});
    cp_history_pack(&history);
    assert_true(history.run.size < size / 5);
    cp_history_forget_before(&history, 990); /* nothing was added since */
    cp_history_pack(&history);
    struct cp_history_reader reader = cp_history_read(&history);
    struct cp_history_count count;
    for (int32_t step = 990; step < 1000; step++) {
        assert_true(cp_history_next(&reader, &count));
        assert_int_equal(count.at, step);
        assert_int_equal(count.value, 1);
    }
    assert_false(cp_history_next(&reader, &count));
    cp_history_forget_before(&history, 5000);
    cp_history_pack(&history);
    assert_int_equal(history.run.counts, 0);
    cp_history_done(&history);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(two_hundred_thousand_random_adds_are_all_there),
        cmocka_unit_test(newcomers_by_the_thousand_are_all_there),
        cmocka_unit_test(an_empty_history_has_no_counts),
        cmocka_unit_test(counts_that_came_back_to_zero_leave_the_run),
        cmocka_unit_test(extreme_values_survive_the_packing),
        cmocka_unit_test(a_count_takes_about_three_bytes),
        cmocka_unit_test(steps_before_the_first_leave_when_packed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
