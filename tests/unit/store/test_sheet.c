/* The columns of `fig`, the names of keys and numbers as fields' texts. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#include "casepulse/aggregator/number.h"

#include "hand_picture.h"
#include "keys.h"
#include "sheet.h"

static void keys_carry_the_namespace_in_braces(void **state)
{
    (void)state;
    const struct cp_keys keys = cp_keys_of("live");
    char key[CP_KEY_MAX];
    cp_key_write(&keys, key, CP_KEY_FIG, "BIF/jobcenter-1", "year");
    assert_string_equal(key, "casepulse:v1:{live}:fig:BIF/jobcenter-1:year");
    cp_key_write(&keys, key, CP_KEY_DAYS, "ALL", "complaints", 2013);
    assert_string_equal(key, "casepulse:v1:{live}:days:ALL:complaints:2013");
    cp_key_write(&keys, key, CP_KEY_BY, "upheld_share", "reportyear-lastyear");
    assert_string_equal(key, "casepulse:v1:{live}:by:upheld_share:reportyear-lastyear");
    cp_key_write(&keys, key, CP_KEY_UPDATES);
    assert_string_equal(key, "casepulse:v1:{live}:updates");
}

static void the_longest_names_fit_a_key(void **state)
{
    (void)state;
    char name[CP_NAMESPACE_MAX + 1];
    char row[CP_ROW_NAME_MAX];
    memset(name, 'n', sizeof(name));
    memset(row, 'r', sizeof(row));
    name[CP_NAMESPACE_MAX] = '\0';
    row[CP_ROW_NAME_MAX - 1] = '\0';
    const struct cp_keys keys = cp_keys_of(name);
    char key[CP_KEY_MAX];
    for (int window = 0; window < CP_WINDOW_COUNT; window++) {
        cp_key_write(&keys, key, CP_KEY_FIG, row, cp_windows[window].name);
        for (int counter = 0; counter < CP_COUNTER_COUNT; counter++) {
            cp_key_write(&keys, key, CP_KEY_BY, cp_counters[counter].id, cp_windows[window].name);
        }
        for (int ratio = 0; ratio < CP_RATIO_COUNT; ratio++) {
            cp_key_write(&keys, key, CP_KEY_BY, cp_ratios[ratio].id, cp_windows[window].name);
        }
    }
}

static int compare_names(const void *left, const void *right)
{
    return strcmp(*(const char *const *)left, *(const char *const *)right);
}

static void no_two_columns_share_a_field_nor_does_seq(void **state)
{
    (void)state;
    struct cp_catalogue *catalogue = cp_catalogue_create(NULL);
    struct cp_sheet *sheet = cp_sheet_create(catalogue, false);
    const char **names = calloc(sheet->column_count + 1, sizeof(*names));
    for (size_t at = 0; at < sheet->column_count; at++) {
        names[at] = sheet->columns[at].name;
    }
    names[sheet->column_count] = "seq";
    qsort(names, sheet->column_count + 1, sizeof(*names), compare_names);
    for (size_t at = 1; at <= sheet->column_count; at++) {
        assert_string_not_equal(names[at - 1], names[at]);
    }
    assert_int_equal(sheet->column_count,
                     sheet->counter_count + 4 * sheet->ratio_count + 2 * CP_PERCENTILE_COUNT);
    free(names);
    cp_sheet_free(sheet);
    cp_catalogue_free(catalogue);
}

static void units_have_the_marked_figures_and_no_other(void **state)
{
    (void)state;
    struct cp_catalogue *catalogue = cp_catalogue_create(NULL);
    struct cp_sheet *sheet = cp_sheet_create(catalogue, true);
    for (size_t at = 0; at < sheet->counter_count; at++) {
        assert_true(cp_counters[sheet->counters[at]].is_unit);
        assert_string_equal(sheet->columns[at].name, cp_counters[sheet->counters[at]].id);
    }
    for (size_t at = 0; at < sheet->ratio_count; at++) {
        assert_true(cp_ratios[sheet->ratios[at]].is_unit);
    }
    size_t marked = 0;
    for (int counter = 0; counter < CP_COUNTER_COUNT; counter++) {
        const bool is_named = cp_catalogue_counter_id(catalogue, (uint16_t)counter) != NULL;
        marked += cp_counters[counter].is_unit && is_named ? 1 : 0;
    }
    assert_int_equal(sheet->counter_count, marked);
    cp_sheet_free(sheet);
    cp_catalogue_free(catalogue);
}

static void a_ratio_stands_in_four_columns(void **state)
{
    (void)state;
    struct cp_catalogue *catalogue = cp_catalogue_create(NULL);
    struct cp_sheet *sheet = cp_sheet_create(catalogue, false);
    struct hand_picture *hand = hand_picture_create(0, 1);
    int64_t *cells = cp_sheet_cells_create(sheet->column_count);
    hand_picture_count(hand, CP_WIDE_ALL, CP_WINDOW_DAY, CP_COUNTER_COMPLAINTS, 2);
    hand_picture_count(hand, CP_WIDE_ALL, CP_WINDOW_DAY, CP_COUNTER_DECISIONS, 29);
    cp_sheet_fill(sheet, &hand->picture, &hand->rows[0], CP_WINDOW_DAY, 30, cells);
    const uint16_t ratio = CP_RATIO_COMPLAINTS_PER_1000_DECISIONS;
    static const char *const names[] = {
        "complaints_per_1000_decisions", "complaints_per_1000_decisions.num",
        "complaints_per_1000_decisions.den", "complaints_per_1000_decisions.small"};
    static const int64_t expected[] = {689655, 2, 29, 1};
    for (int part = 0; part < CP_RATIO_PART_COUNT; part++) {
        const size_t column = cp_sheet_ratio_column(sheet, ratio, (enum cp_ratio_part)part);
        assert_string_equal(sheet->columns[column].name, names[part]);
        assert_int_equal(cells[column], expected[part]);
    }
    hand_picture_count(hand, CP_WIDE_ALL, CP_WINDOW_DAY, CP_COUNTER_DECISIONS, 1);
    cp_sheet_fill(sheet, &hand->picture, &hand->rows[0], CP_WINDOW_DAY, 30, cells);
    assert_int_equal(cells[cp_sheet_ratio_column(sheet, ratio, CP_RATIO_PART_SMALL)], CP_CELL_NONE);
    hand_picture_count(hand, CP_WIDE_ALL, CP_WINDOW_DAY, CP_COUNTER_DECISIONS, -30);
    cp_sheet_fill(sheet, &hand->picture, &hand->rows[0], CP_WINDOW_DAY, 30, cells);
    assert_int_equal(cells[cp_sheet_ratio_column(sheet, ratio, CP_RATIO_PART_VALUE)], CP_CELL_NONE);
    assert_int_equal(cells[cp_sheet_ratio_column(sheet, ratio, CP_RATIO_PART_SMALL)], CP_CELL_NONE);
    assert_int_equal(cells[cp_sheet_ratio_column(sheet, ratio, CP_RATIO_PART_DENOMINATOR)], 0);
    free(cells);
    hand_picture_free(hand);
    cp_sheet_free(sheet);
    cp_catalogue_free(catalogue);
}

static size_t column_of(const struct cp_sheet *sheet, const char *name)
{
    for (size_t at = 0; at < sheet->column_count; at++) {
        if (strcmp(sheet->columns[at].name, name) == 0) {
            return at;
        }
    }
    fail_msg("no column %s", name);
    return 0;
}

static void a_percentile_stands_in_two_columns(void **state)
{
    (void)state;
    struct hand_picture *hand = hand_picture_create(0, 1);
    struct cp_sheet *sheet = cp_sheet_create(hand->catalogue, false);
    int64_t *cells = cp_sheet_cells_create(sheet->column_count);
    cp_sheet_fill(sheet, &hand->picture, &hand->rows[0], CP_WINDOW_DAY, 30, cells);
    assert_int_equal(cells[column_of(sheet, "duration_p50")], CP_CELL_NONE);
    assert_int_equal(cells[column_of(sheet, "duration_p50.small")], CP_CELL_NONE);
    hand_picture_count(hand, CP_WIDE_ALL, CP_WINDOW_DAY, CP_COUNTER_DECISIONS_BUCKET_0 + 5, 20);
    hand_picture_count(hand, CP_WIDE_ALL, CP_WINDOW_DAY, CP_COUNTER_DECISIONS_BUCKET_0 + 60, 9);
    hand_picture_count(hand, CP_WIDE_ALL, CP_WINDOW_DAY, CP_COUNTER_DECISIONS_TIMED, 29);
    cp_sheet_fill(sheet, &hand->picture, &hand->rows[0], CP_WINDOW_DAY, 30, cells);
    assert_int_equal(cells[column_of(sheet, "duration_p50")], 5);
    assert_int_equal(cells[column_of(sheet, "duration_p90")], 60);
    assert_int_equal(cells[column_of(sheet, "duration_p90.small")], 1);
    cp_sheet_fill(sheet, &hand->picture, &hand->rows[0], CP_WINDOW_DAY, 29, cells);
    assert_int_equal(cells[column_of(sheet, "duration_p90.small")], CP_CELL_NONE);
    free(cells);
    cp_sheet_free(sheet);
    hand_picture_free(hand);
}

static void a_gauge_before_the_balance_date_has_no_cell(void **state)
{
    (void)state;
    struct hand_picture *hand = hand_picture_create(0, 1);
    struct cp_sheet *sheet = cp_sheet_create(hand->catalogue, false);
    int64_t *cells = cp_sheet_cells_create(sheet->column_count);
    hand_picture_count(hand, CP_WIDE_ALL, CP_WINDOW_DAY, CP_COUNTER_ACTIVE_CASES, 500);
    hand_picture_count(hand, CP_WIDE_ALL, CP_WINDOW_DAY, CP_COUNTER_COMPLAINTS, 5);
    hand->picture.gauges_from = hand->picture.windows[CP_WINDOW_DAY].last_day;
    cp_sheet_fill(sheet, &hand->picture, &hand->rows[0], CP_WINDOW_DAY, 30, cells);
    assert_int_equal(cells[column_of(sheet, "active_cases")], 500);
    assert_int_equal(cells[column_of(sheet, "complaints_per_1000_cases")], 100000);
    hand->picture.gauges_from++;
    cp_sheet_fill(sheet, &hand->picture, &hand->rows[0], CP_WINDOW_DAY, 30, cells);
    assert_int_equal(cells[column_of(sheet, "active_cases")], CP_CELL_NONE);
    assert_int_equal(cells[column_of(sheet, "complaints_per_1000_cases")], CP_CELL_NONE);
    assert_int_equal(cells[column_of(sheet, "complaints_per_1000_cases.num")], 5);
    assert_int_equal(cells[column_of(sheet, "complaints_per_1000_cases.den")], 0);
    free(cells);
    cp_sheet_free(sheet);
    hand_picture_free(hand);
}

/* The twin that cannot be wrong is the room that owns the rounding. */
static void a_ratio_reads_as_the_aggregator_writes_it(void **state)
{
    (void)state;
    const unsigned seed = (unsigned)time(NULL);
    print_message("seed %u\n", seed);
    srand(seed);
    for (int round = 0; round < 20000; round++) {
        const int64_t denominator = 1 + rand() % 100000;
        const int64_t numerator = rand() % 200000;
        const int32_t scale = round % 2 == 0 ? 100 : 1000;
        int64_t value = 0;
        char expected[CP_RATIO_TEXT_MAX];
        char text[32];
        assert_true(cp_ratio_value(numerator, denominator, scale, &value));
        assert_true(cp_ratio_text(numerator, denominator, scale, expected));
        cp_cell_text(CP_CELL_RATIO, value, text);
        assert_string_equal(text, expected);
    }
}

static void counts_are_plain_whole_numbers(void **state)
{
    (void)state;
    char text[32];
    cp_cell_text(CP_CELL_INTEGER, 0, text);
    assert_string_equal(text, "0");
    cp_cell_text(CP_CELL_INTEGER, -164, text);
    assert_string_equal(text, "-164");
    cp_cell_text(CP_CELL_INTEGER, INT64_MAX, text);
    assert_string_equal(text, "9223372036854775807");
    cp_cell_text(CP_CELL_RATIO, 5, text);
    assert_string_equal(text, "0.0005");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(keys_carry_the_namespace_in_braces),
        cmocka_unit_test(the_longest_names_fit_a_key),
        cmocka_unit_test(no_two_columns_share_a_field_nor_does_seq),
        cmocka_unit_test(units_have_the_marked_figures_and_no_other),
        cmocka_unit_test(a_ratio_stands_in_four_columns),
        cmocka_unit_test(a_percentile_stands_in_two_columns),
        cmocka_unit_test(a_gauge_before_the_balance_date_has_no_cell),
        cmocka_unit_test(a_ratio_reads_as_the_aggregator_writes_it),
        cmocka_unit_test(counts_are_plain_whole_numbers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
