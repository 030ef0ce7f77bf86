#include "top_cell.h"

#include <stdio.h>
#include <string.h>

#include "casepulse/aggregator/change.h"
#include "casepulse/aggregator/number.h"

#define CP_TOP_FIELD_MAX 128

/* A number to be written, or that there is none. */
struct cp_number {
    bool is_there;
    int64_t value;
};

/* How numbers of a cell are written. */
struct cp_number_form {
    enum cp_top_language language;
    int decimals;
    bool is_signed;
    const char *unit;
};

static void cp_number_write(struct cp_number number, struct cp_number_form form,
                            char out_text[CP_TOP_CELL_MAX])
{
    if (!number.is_there) {
        (void)snprintf(out_text, CP_TOP_CELL_MAX, "%s", CP_TOP_NONE);
        return;
    }
    char text[CP_TOP_NUMBER_MAX];
    cp_top_number_text(form.language, number.value, form.decimals, form.is_signed, text);
    (void)snprintf(out_text, CP_TOP_CELL_MAX, "%s%s", text, form.unit);
}

static struct cp_number cp_figure_number(const struct cp_values *figures, const char *figure,
                                         const char *suffix)
{
    char field[CP_TOP_FIELD_MAX];
    struct cp_number number = {false, 0};
    (void)snprintf(field, sizeof(field), "%s%s", figure, suffix);
    number.is_there = cp_values_integer(figures, field, &number.value);
    return number;
}

static struct cp_fraction cp_figure_parts(const struct cp_values *figures, const char *figure)
{
    return (struct cp_fraction){cp_figure_number(figures, figure, ".num").value,
                                cp_figure_number(figures, figure, ".den").value};
}

/* 0/0 where nothing was published as the value, whatever the parts say. */
static struct cp_fraction cp_figure_fraction(const struct cp_values *figures, const char *figure)
{
    if (cp_values_text(figures, figure) == NULL) {
        return (struct cp_fraction){0, 0};
    }
    return cp_figure_parts(figures, figure);
}

static void cp_cell_fill_parts(const struct cp_top_column *column, const struct cp_view_row *row,
                               enum cp_top_language language, struct cp_top_cell *cell)
{
    const struct cp_fraction parts = cp_figure_parts(&row->figures, column->figure);
    if (!cp_figure_number(&row->figures, column->figure, ".den").is_there) {
        return; /* not published for this row */
    }
    char above[CP_TOP_NUMBER_MAX];
    char below[CP_TOP_NUMBER_MAX];
    cp_top_count_text(language, parts.numerator, above);
    cp_top_count_text(language, parts.denominator, below);
    (void)snprintf(cell->parts[CP_TOP_CELL_PARTS], CP_TOP_CELL_MAX, "%s/%s", above, below);
}

static void cp_cell_fill_ratio(const struct cp_top_column *column, const struct cp_view_row *row,
                               enum cp_top_language language, bool is_compared,
                               struct cp_top_cell *cell)
{
    const struct cp_top_kind_row *kind = &cp_top_kinds[column->kind];
    struct cp_number_form form = {language, kind->decimals, false, ""};
    const struct cp_fraction value = cp_figure_fraction(&row->figures, column->figure);
    struct cp_number number = {false, 0};
    number.is_there = cp_ratio_rounded(value.numerator, value.denominator, kind->scale,
                                       kind->decimals, &number.value);
    cp_number_write(number, form, cell->parts[CP_TOP_CELL_VALUE]);
    if (is_compared) {
        const struct cp_fraction other = cp_figure_fraction(&row->against, column->figure);
        number.is_there = cp_change_ratio(value, other, kind->scale, kind->decimals, &number.value);
        form.is_signed = true;
        cp_number_write(number, form, cell->parts[CP_TOP_CELL_CHANGE]);
    }
}

static void cp_cell_fill_whole(const struct cp_top_column *column, const struct cp_view_row *row,
                               enum cp_top_language language, bool is_compared,
                               struct cp_top_cell *cell)
{
    const struct cp_number value = cp_figure_number(&row->figures, column->figure, "");
    const struct cp_number other = cp_figure_number(&row->against, column->figure, "");
    const bool are_both = value.is_there && other.is_there;
    struct cp_number_form form = {language, 0, false, ""};
    cp_number_write(value, form, cell->parts[CP_TOP_CELL_VALUE]);
    if (!is_compared) {
        return;
    }
    struct cp_number change = {false, 0};
    form.is_signed = true;
    change.is_there = are_both && cp_change_count(value.value, other.value, &change.value);
    cp_number_write(change, form, cell->parts[CP_TOP_CELL_CHANGE]);
    if (cp_top_kinds[column->kind].has_percent) {
        form.decimals = 1;
        form.unit = "%";
        change.is_there = are_both && cp_change_percent(value.value, other.value, 1, &change.value);
        cp_number_write(change, form, cell->parts[CP_TOP_CELL_PERCENT]);
    }
}

/* '*' or a blank behind what may be small, so that the digits stand in line. */
static void cp_cell_mark(struct cp_top_cell *cell, enum cp_top_cell_part part)
{
    char *text = cell->parts[part];
    const size_t size = strlen(text);
    (void)snprintf(text + size, CP_TOP_CELL_MAX - size, "%c",
                   cell->is_small ? CP_TOP_SMALL_MARK : ' ');
}

void cp_top_cell_fill(const struct cp_top_column *column, const struct cp_view_row *row,
                      enum cp_top_language language, bool is_compared, struct cp_top_cell *out_cell)
{
    const struct cp_top_kind_row *kind = &cp_top_kinds[column->kind];
    *out_cell = (struct cp_top_cell){.is_small = false};
    out_cell->is_small = cp_figure_number(&row->figures, column->figure, ".small").value == 1;
    if (kind->scale == 0) {
        cp_cell_fill_whole(column, row, language, is_compared, out_cell);
    } else {
        cp_cell_fill_ratio(column, row, language, is_compared, out_cell);
    }
    if (kind->has_parts) {
        cp_cell_fill_parts(column, row, language, out_cell);
    }
    if (column->kind != CP_TOP_COUNT) {
        cp_cell_mark(out_cell, kind->has_parts ? CP_TOP_CELL_PARTS : CP_TOP_CELL_VALUE);
    }
}
