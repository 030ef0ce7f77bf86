#include "top_page.h"

#include <stdlib.h>
#include <string.h>

#include "casepulse/base/memory.h"

#include "top_number.h"

/* Adding a column is adding a row. Complaints per 1,000 decisions show their two numbers in the
 * columns of these names. */
const struct cp_top_column cp_top_columns[CP_TOP_COLUMN_COUNT] = {
    {"inquiries", {"", "Inquiries"}, "inquiries", CP_TOP_COUNT, false, 2},
    {"decisions", {"", "Decisions"}, "decisions", CP_TOP_COUNT, false, 0},
    {"complaints", {"Com-", "plaints"}, "complaints", CP_TOP_COUNT, false, 0},
    {"complaints.kind.formality", {"Forma-", "lity"}, "formality", CP_TOP_COUNT, false, 3},
    {"complaints.kind.merits", {"", "Merits"}, "merits", CP_TOP_COUNT, false, 4},
    {"complaints_per_1000_decisions",
     {"per 1,000", "decisions"},
     "complaints per 1,000 decisions",
     CP_TOP_PER_1000,
     false,
     0},
    {"upheld_share", {"Upheld", "% of treated"}, "upheld share", CP_TOP_PERCENT, true, 1},
    {"reversal_rate", {"Reversal", "% of appeals"}, "reversal rate", CP_TOP_PERCENT, true, 1},
    {"appeals", {"", "Appeals"}, "appeals", CP_TOP_COUNT, false, 5},
    {"retractions", {"Retrac-", "tions"}, "retractions", CP_TOP_COUNT, false, 6},
};

#define CP_TOP_CELL_MAX (3 * CP_TOP_NUMBER_MAX + 8)
#define CP_TOP_NAME_WIDTH_MAX 24

/* The page's cells as texts, and how wide each column has to be. */
struct cp_top_grid {
    size_t row_count;
    char (*cells)[CP_TOP_COLUMN_COUNT][CP_TOP_CELL_MAX];
    size_t widths[CP_TOP_COLUMN_COUNT];
    bool is_shown[CP_TOP_COLUMN_COUNT];
    size_t name_width;
    bool has_small;
};

static const struct {
    int32_t scale;
    int decimals;
} cp_top_kinds[] = {
    [CP_TOP_COUNT] = {0, 0}, [CP_TOP_PERCENT] = {100, 1}, [CP_TOP_PER_1000] = {1000, 2}};

static const char *cp_top_none(const struct cp_top_page *page)
{
    return page->is_ascii ? "-" : "\xE2\x80\x93";
}

static bool cp_top_part(const struct cp_values *figures, const char *ratio, const char *suffix,
                        int64_t *out_value)
{
    char field[96];
    (void)snprintf(field, sizeof(field), "%s%s", ratio, suffix);
    return cp_values_integer(figures, field, out_value);
}

/* "53.8 505/939", then '*' or a blank where some ratio of the column may be small. */
static void cp_top_ratio_cell(const struct cp_top_page *page, const struct cp_values *figures,
                              const struct cp_top_column *column, char out_text[CP_TOP_CELL_MAX])
{
    int64_t numerator = 0;
    int64_t denominator = 0;
    int64_t small = 0;
    char value[CP_TOP_NUMBER_MAX];
    char above[CP_TOP_NUMBER_MAX];
    char below[CP_TOP_NUMBER_MAX];
    (void)cp_top_part(figures, column->figure, ".num", &numerator);
    (void)cp_top_part(figures, column->figure, ".den", &denominator);
    (void)cp_top_part(figures, column->figure, ".small", &small);
    cp_top_ratio_text(numerator, denominator, cp_top_kinds[column->kind].scale,
                      cp_top_kinds[column->kind].decimals, cp_top_none(page), value);
    const char *mark = small == 1 ? "*" : " ";
    if (!column->has_parts) {
        (void)snprintf(out_text, CP_TOP_CELL_MAX, "%s%s", value, mark);
        return;
    }
    cp_top_count_text(numerator, above);
    cp_top_count_text(denominator, below);
    (void)snprintf(out_text, CP_TOP_CELL_MAX, "%s %s/%s%s", value, above, below, mark);
}

static void cp_top_cell(const struct cp_top_page *page, const struct cp_values *figures,
                        const struct cp_top_column *column, char out_text[CP_TOP_CELL_MAX])
{
    if (column->kind != CP_TOP_COUNT && figures->count > 0) {
        cp_top_ratio_cell(page, figures, column, out_text);
        return;
    }
    int64_t count = 0;
    char text[CP_TOP_NUMBER_MAX];
    const bool is_there = cp_values_integer(figures, column->figure, &count);
    cp_top_count_text(count, text);
    (void)snprintf(out_text, CP_TOP_CELL_MAX, "%s%s", is_there ? text : cp_top_none(page),
                   column->kind == CP_TOP_COUNT ? "" : " ");
}

static size_t cp_top_wider(size_t width, const char *text)
{
    const size_t other = cp_top_text_width(text);
    return width > other ? width : other;
}

static void cp_top_grid_fill(struct cp_top_grid *grid, const struct cp_top_page *page)
{
    const struct cp_view *view = page->view;
    grid->row_count = view->row_count;
    grid->cells = cp_allocate(view->row_count + 1, sizeof(*grid->cells));
    grid->name_width = 3;
    for (size_t at = 0; at < CP_TOP_COLUMN_COUNT; at++) {
        grid->is_shown[at] = true;
        grid->widths[at] = cp_top_wider(cp_top_wider(0, cp_top_columns[at].header[0]),
                                        cp_top_columns[at].header[1]);
    }
    for (size_t row = 0; row < view->row_count; row++) {
        grid->name_width = cp_top_wider(grid->name_width, view->rows[row].name);
        for (size_t at = 0; at < CP_TOP_COLUMN_COUNT; at++) {
            char *cell = grid->cells[row][at];
            cp_top_cell(page, &view->rows[row].figures, &cp_top_columns[at], cell);
            grid->widths[at] = cp_top_wider(grid->widths[at], cell);
            grid->has_small = grid->has_small || strchr(cell, '*') != NULL;
        }
    }
    if (grid->name_width > CP_TOP_NAME_WIDTH_MAX) {
        grid->name_width = CP_TOP_NAME_WIDTH_MAX;
    }
}

static size_t cp_top_grid_width(const struct cp_top_grid *grid)
{
    size_t width = grid->name_width;
    for (size_t at = 0; at < CP_TOP_COLUMN_COUNT; at++) {
        width += grid->is_shown[at] ? grid->widths[at] + 1 : 0;
    }
    return width;
}

/* Leaves out columns, the highest rank first, until the rest fits or none may go. */
static void cp_top_grid_fit(struct cp_top_grid *grid, size_t width)
{
    while (cp_top_grid_width(grid) > width) {
        size_t worst = CP_TOP_COLUMN_COUNT;
        for (size_t at = 0; at < CP_TOP_COLUMN_COUNT; at++) {
            const int rank = cp_top_columns[at].rank;
            if (grid->is_shown[at] && rank > 0 &&
                (worst == CP_TOP_COLUMN_COUNT || rank > cp_top_columns[worst].rank)) {
                worst = at;
            }
        }
        if (worst == CP_TOP_COLUMN_COUNT) {
            return;
        }
        grid->is_shown[worst] = false;
    }
}

/* One line of the table, numbers to the right. */
static void cp_top_grid_write_line(FILE *out, const struct cp_top_page *page,
                                   const struct cp_top_grid *grid, const char *name,
                                   const char *const cells[CP_TOP_COLUMN_COUNT])
{
    char *line = NULL;
    size_t size = 0;
    FILE *text = open_memstream(&line, &size);
    if (text == NULL) {
        return;
    }
    const int name_width = (int)grid->name_width;
    (void)fprintf(text, "%-*.*s", name_width, name_width, name);
    for (size_t at = 0; at < CP_TOP_COLUMN_COUNT; at++) {
        if (grid->is_shown[at]) {
            const size_t pad = grid->widths[at] - cp_top_text_width(cells[at]);
            (void)fprintf(text, " %*s%s", (int)pad, "", cells[at]);
        }
    }
    (void)fclose(text);
    size_t end = strlen(line);
    while (end > 0 && line[end - 1] == ' ') {
        line[--end] = '\0';
    }
    cp_top_line_write(out, page, line);
    free(line);
}

static void cp_top_grid_write(FILE *out, const struct cp_top_page *page,
                              const struct cp_top_grid *grid)
{
    const char *cells[CP_TOP_COLUMN_COUNT];
    for (int line = 0; line < 2; line++) {
        for (size_t at = 0; at < CP_TOP_COLUMN_COUNT; at++) {
            cells[at] = cp_top_columns[at].header[line];
        }
        cp_top_grid_write_line(out, page, grid, "", cells);
    }
    for (size_t row = 0; row < grid->row_count; row++) {
        for (size_t at = 0; at < CP_TOP_COLUMN_COUNT; at++) {
            cells[at] = grid->cells[row][at];
        }
        cp_top_grid_write_line(out, page, grid, page->view->rows[row].name, cells);
    }
}

static void cp_top_legend_write(FILE *out, const struct cp_top_page *page,
                                const struct cp_top_grid *grid)
{
    char line[256];
    (void)snprintf(line, sizeof(line), "%s no value (nothing to divide by)%s", cp_top_none(page),
                   grid->has_small ? "   * few cases: read with care" : "");
    cp_top_line_write(out, page, line);
    size_t used = 0;
    for (size_t at = 0; at < CP_TOP_COLUMN_COUNT; at++) {
        if (!grid->is_shown[at] && used < sizeof(line)) {
            used += (size_t)snprintf(line + used, sizeof(line) - used, "%s%s",
                                     used == 0 ? "left out for width: " : ", ",
                                     cp_top_columns[at].name);
        }
    }
    if (used > 0) {
        cp_top_line_write(out, page, line);
    }
}

void cp_top_page_write(FILE *out, const struct cp_top_page *page)
{
    cp_top_header_write(out, page);
    if (page->view->row_count == 0) {
        return;
    }
    if (page->row != NULL && !cp_windows[page->window].is_unit) {
        cp_top_line_write(out, page, "units are not published for this window");
    }
    struct cp_top_grid grid = {.row_count = 0};
    cp_top_grid_fill(&grid, page);
    cp_top_grid_fit(&grid, (size_t)page->width);
    cp_top_line_write(out, page, "");
    cp_top_grid_write(out, page, &grid);
    cp_top_line_write(out, page, "");
    cp_top_legend_write(out, page, &grid);
    free(grid.cells);
}
