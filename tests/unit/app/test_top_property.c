/* Whatever stands in Redis: no page, text or JSON, shows NaN, Inf or an empty cell, and a ratio
 * without a positive denominator has no value. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <jansson.h>

#include "casepulse/base/memory.h"

#include "sample.h"
#include "top_cell.h"
#include "top_json.h"
#include "top_sample.h"

#define ROW_COUNT 5
#define FIELDS_MAX 400
#define ROUNDS 100

static const char *const row_names[ROW_COUNT] = {"ALL", "BIF", "BIF/unit-1", "BIF/_none", "UNK"};

/* Numbers at the edges, and what is none. */
static const char *const texts[] = {
    "0",
    "1",
    "-1",
    "29",
    "30",
    "427",
    "939",
    "125000",
    "9007199254740992",
    "-7",
    "1.5000",
    "0.0000",
    "-0.5000",
    "",
    "nan",
    "inf",
    "-inf",
    "9223372036854775807",
    "1e99",
    "NaN",
    "+5",
    " 7",
    "0x10",
    "12a",
    "-",
    ".",
    "-9223372036854775808",
    "99999999999999999999",
};

static void add_field(uint64_t *random, struct cp_values *values, const char *figure,
                      const char *suffix)
{
    static const int64_t count = sizeof(texts) / sizeof(texts[0]);
    char field[128];
    (void)snprintf(field, sizeof(field), "%s%s", figure, suffix);
    if (sample_below(random, 4) == 0 || cp_values_text(values, field) != NULL) {
        return; /* some figures stand on two pages */
    }
    values->entries[values->count++] =
        (struct cp_value){cp_copy_text(field), texts[sample_below(random, count)]};
}

/* All fields of all columns, most of them there. */
static struct cp_values random_figures(uint64_t *random)
{
    static const char *const suffixes[] = {"", ".num", ".den", ".small"};
    struct cp_values values = {0, cp_allocate(FIELDS_MAX, sizeof(struct cp_value))};
    for (int page = 0; page < CP_TOP_PAGE_COUNT; page++) {
        size_t count = 0;
        const struct cp_top_column *columns =
            cp_top_columns_of((enum cp_top_page_name)page, &count);
        for (size_t at = 0; at < count; at++) {
            const size_t parts = cp_top_kinds[columns[at].kind].scale > 0 ? 4 : 1;
            for (size_t part = 0; part < parts; part++) {
                assert_true(values.count < FIELDS_MAX);
                add_field(random, &values, columns[at].figure, suffixes[part]);
            }
        }
    }
    return values;
}

static void free_figures(struct cp_values *values)
{
    for (size_t at = 0; at < values->count; at++) {
        free((char *)(uintptr_t)values->entries[at].field);
    }
    free(values->entries);
}

/* As the rules say it, and not as the cell does: is there a value? */
static bool has_value(const struct cp_values *figures, const struct cp_top_column *column)
{
    char field[128];
    int64_t whole = 0;
    int64_t numerator = 0;
    int64_t denominator = 0;
    if (cp_top_kinds[column->kind].scale == 0) {
        return cp_values_integer(figures, column->figure, &whole);
    }
    (void)snprintf(field, sizeof(field), "%s.num", column->figure);
    (void)cp_values_integer(figures, field, &numerator);
    (void)snprintf(field, sizeof(field), "%s.den", column->figure);
    (void)cp_values_integer(figures, field, &denominator);
    return cp_values_text(figures, column->figure) != NULL && denominator > 0 && numerator >= 0;
}

static bool says_none(const char *text)
{
    return strncmp(text, CP_TOP_NONE, strlen(CP_TOP_NONE)) == 0;
}

static void check_cells(const struct cp_view_row *row, const struct cp_top_column *column)
{
    struct cp_top_cell cell;
    const bool is_percented = cp_top_kinds[column->kind].has_percent;
    const bool is_there = has_value(&row->figures, column);
    const bool are_both = is_there && has_value(&row->against, column);
    cp_top_cell_fill(column, row, CP_TOP_ENGLISH, true, &cell);
    assert_true(cell.parts[CP_TOP_CELL_VALUE][0] != '\0');
    assert_true(cell.parts[CP_TOP_CELL_CHANGE][0] != '\0');
    assert_int_equal(cell.parts[CP_TOP_CELL_PERCENT][0] != '\0', is_percented);
    /* A value or change beyond what fits may be left out too; one that is not there must be. */
    assert_true(is_there || says_none(cell.parts[CP_TOP_CELL_VALUE]));
    assert_true(are_both || says_none(cell.parts[CP_TOP_CELL_CHANGE]));
    assert_true(are_both || !is_percented || says_none(cell.parts[CP_TOP_CELL_PERCENT]));
}

/* Figures are digits; letters stand in names and words alone, and none of them says so. */
static void check_text(const char *text)
{
    static const char *const never[] = {"nan", "NaN", "inf", "Inf", "1e99", "0x10", "12a"};
    for (size_t at = 0; at < sizeof(never) / sizeof(never[0]); at++) {
        if (strstr(text, never[at]) != NULL) {
            fail_msg("\"%s\" is in:\n%s", never[at], text);
        }
    }
}

static void check_json_row(json_t *figures)
{
    const char *field = NULL;
    json_t *value = NULL;
    json_object_foreach(figures, field, value)
    {
        const size_t size = strlen(field);
        if (size > 4 && strcmp(field + size - 4, ".den") == 0 && json_is_integer(value) &&
            json_integer_value(value) <= 0) {
            char ratio[128];
            (void)snprintf(ratio, sizeof(ratio), "%.*s", (int)size - 4, field);
            assert_true(json_is_null(json_object_get(figures, ratio)));
        }
    }
}

/* jansson would refuse to read NaN and Inf back. */
static void check_json(const struct cp_view *view, const struct cp_top_choice *choice)
{
    const struct cp_top_page page = {
        .namespace_name = "live", .place = "", .view = view, .choice = choice};
    char *text = NULL;
    size_t size = 0;
    struct cp_failure failure;
    FILE *out = open_memstream(&text, &size);
    assert_int_equal(cp_top_json_write(out, &page, &failure), CP_OK);
    (void)fclose(out);
    json_t *root = json_loads(text, 0, NULL);
    assert_non_null(root);
    const char *name = NULL;
    json_t *figures = NULL;
    json_object_foreach(json_object_get(root, "rows"), name, figures)
    {
        check_json_row(figures);
    }
    json_decref(root);
    free(text);
}

static void check_page(const struct cp_view *view, const struct cp_top_choice *choice)
{
    char *text = top_sample_text(view, choice, 60 + 20 * (size_t)choice->page, NULL);
    check_text(text);
    free(text);
    size_t count = 0;
    const struct cp_top_column *columns = cp_top_columns_of(choice->page, &count);
    for (size_t at = 0; at < count; at++) {
        for (size_t row = 0; row < view->row_count; row++) {
            check_cells(&view->rows[row], &columns[at]);
        }
    }
}

static void nothing_but_numbers_and_no_value_is_shown(void **state)
{
    (void)state;
    uint64_t random = sample_seed(__func__);
    for (int round = 0; round < ROUNDS; round++) {
        struct cp_view view = top_sample_view();
        struct cp_view_row rows[ROW_COUNT] = {{NULL, {0, NULL}, {0, NULL}}};
        struct cp_top_choice choice = top_sample_choice();
        for (size_t row = 0; row < ROW_COUNT; row++) {
            rows[row].name = row_names[row];
            rows[row].figures = random_figures(&random);
            rows[row].against = random_figures(&random);
        }
        view.rows = rows;
        view.row_count = ROW_COUNT;
        choice.page = (enum cp_top_page_name)sample_below(&random, CP_TOP_PAGE_COUNT);
        choice.against = (enum cp_top_period)sample_below(&random, CP_TOP_PERIOD_COUNT);
        check_page(&view, &choice);
        check_json(&view, &choice);
        for (size_t row = 0; row < ROW_COUNT; row++) {
            free_figures(&rows[row].figures);
            free_figures(&rows[row].against);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_but_numbers_and_no_value_is_shown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
