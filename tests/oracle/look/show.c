#include "show.h"

#include <inttypes.h>
#include <stdlib.h>

#include "casepulse/aggregator/catalogue.h"
#include "casepulse/aggregator/state.h"
#include "casepulse/base/memory.h"

#include "sheet.h"

struct cp_look_sheets {
    const struct cp_catalogue *catalogue;
    int64_t min_denominator;
    struct cp_sheet *wide, *unit;
    int64_t *cells;
};

struct cp_look_sheets *cp_look_sheets_create(const struct cp_catalogue *catalogue,
                                             int64_t min_denominator)
{
    struct cp_look_sheets *sheets = cp_allocate(1, sizeof(*sheets));
    sheets->catalogue = catalogue;
    sheets->min_denominator = min_denominator;
    sheets->wide = cp_sheet_create(catalogue, false);
    sheets->unit = cp_sheet_create(catalogue, true);
    sheets->cells = cp_sheet_cells_create(sheets->wide->column_count);
    return sheets;
}

void cp_look_sheets_free(struct cp_look_sheets *sheets)
{
    free(sheets->cells);
    cp_sheet_free(sheets->unit);
    cp_sheet_free(sheets->wide);
    free(sheets);
}

static void cp_look_show_index(const struct cp_picture *picture, FILE *out)
{
    (void)fputs("index", out);
    for (size_t row = 0; row < picture->row_count; row++) {
        (void)fprintf(out, "\t%s", picture->rows[row].name);
    }
    (void)fputc('\n', out);
}

static void cp_look_show_window(const struct cp_picture *picture, enum cp_window window, FILE *out)
{
    const struct cp_window_bounds *bounds = &picture->windows[window];
    (void)fprintf(out,
                  "win:%s\tfrom_ms\t%" PRId64 "\tto_ms\t%" PRId64
                  "\tlabel\t%s\tcomplete\t%d\tcovered\t%d\n",
                  cp_windows[window].name, bounds->from_ms, bounds->to_ms, bounds->label,
                  bounds->is_complete, picture->is_covered[window]);
}

static void cp_look_show_row(const struct cp_look_sheets *sheets, const struct cp_picture *picture,
                             const struct cp_picture_row *row, enum cp_window window, FILE *out)
{
    const struct cp_sheet *sheet = row->is_wide ? sheets->wide : sheets->unit;
    char text[CP_CELL_TEXT_MAX];
    cp_sheet_fill(sheet, picture, row, window, sheets->min_denominator, sheets->cells);
    (void)fprintf(out, "fig:%s:%s", row->name, cp_windows[window].name);
    for (size_t column = 0; column < sheet->column_count; column++) {
        if (sheets->cells[column] != CP_CELL_NONE) {
            cp_cell_text(sheet->columns[column].format, sheets->cells[column], text);
            (void)fprintf(out, "\t%s\t%s", sheet->columns[column].name, text);
        }
    }
    if (row->is_incomplete) {
        (void)fputs("\tincomplete\t1", out);
    }
    (void)fputc('\n', out);
}

static void cp_look_show_days(const struct cp_look_sheets *sheets, const struct cp_picture *picture,
                              size_t wide_row, int headline, FILE *out)
{
    int32_t year = INT32_MIN;
    int64_t value = 0;
    const char *id = cp_catalogue_counter_id(sheets->catalogue, cp_headline_counter(headline));
    for (int32_t day = picture->days_first; day <= picture->today; day++) {
        char date[11];
        if (!cp_picture_day(picture, wide_row, headline, day, &value)) {
            continue;
        }
        cp_day_format(day, date);
        if (cp_civil_from_day(day).year != year) {
            (void)fprintf(out, "%sdays:%s:%s:%.4s", year == INT32_MIN ? "" : "\n",
                          picture->rows[wide_row].name, id, date);
            year = cp_civil_from_day(day).year;
        }
        (void)fprintf(out, "\t%s\t%" PRId64, date, value);
    }
    if (year != INT32_MIN) {
        (void)fputc('\n', out);
    }
}

static void cp_look_show_all_days(const struct cp_look_sheets *sheets,
                                  const struct cp_picture *picture, FILE *out)
{
    if (picture->days_first == CP_DAY_NONE) {
        return;
    }
    for (size_t row = 0; row < picture->wide_count; row++) {
        for (int headline = 0; headline < cp_headline_count(); headline++) {
            cp_look_show_days(sheets, picture, row, headline, out);
        }
    }
}

void cp_look_show(const struct cp_look_sheets *sheets, const struct cp_picture *picture, FILE *out)
{
    cp_look_show_index(picture, out);
    for (int window = 0; window < CP_WINDOW_COUNT; window++) {
        cp_look_show_window(picture, (enum cp_window)window, out);
        for (size_t row = 0; row < picture->row_count; row++) {
            if (picture->rows[row].is_wide || cp_windows[window].is_unit) {
                cp_look_show_row(sheets, picture, &picture->rows[row], (enum cp_window)window, out);
            }
        }
    }
    cp_look_show_all_days(sheets, picture, out);
}

void cp_look_show_state(struct cp_totals *totals, FILE *out)
{
    char(*lines)[CP_STATE_LINE_MAX] = NULL;
    size_t count = 0;
    cp_totals_state_lines(totals, &lines, &count);
    (void)fputs("state", out);
    for (size_t line = 0; line < count; line++) {
        (void)fprintf(out, "\t%s", lines[line]);
    }
    (void)fputc('\n', out);
    free(lines);
}
