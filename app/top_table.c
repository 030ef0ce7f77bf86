#include "top_table.h"

#include <stdlib.h>
#include <string.h>

#include "casepulse/base/assert.h"
#include "casepulse/base/memory.h"

#include "top_text.h"

#define CP_ID_WIDTH_MAX 24
#define CP_NAME_WIDTH_MIN 10 /* less of a name tells nothing */
#define CP_NAME_GAP 2
#define CP_INCOMPLETE_MARK '!'

/* What stands above the changes. */
static const char *const cp_change_signs[CP_TOP_CELL_PART_COUNT] = {
    [CP_TOP_CELL_CHANGE] = "+/-",
    [CP_TOP_CELL_PERCENT] = "%",
};

static size_t cp_max(size_t left, size_t right)
{
    return left > right ? left : right;
}

/* A unit stands under its administration without the code. */
static const char *cp_row_id(const char *row)
{
    const char *unit = strchr(row, '/');
    return unit == NULL ? row : unit + 1;
}

static size_t cp_row_indent(const char *row)
{
    return strchr(row, '/') == NULL ? 0 : 1;
}

static bool cp_row_is_incomplete(const struct cp_view_row *row)
{
    int64_t mark = 0;
    return cp_values_integer(&row->figures, "incomplete", &mark) && mark == 1;
}

const char *cp_top_row_name(const struct cp_top_page *page, const char *row)
{
    static const struct {
        const char *id;
        enum cp_top_word word;
    } ours[] = {
        {"ALL", CP_TOP_WORD_CITY},
        {"_none", CP_TOP_WORD_UNIT_NONE},
        {"_other", CP_TOP_WORD_UNIT_OTHER},
    };
    const char *name = cp_values_text(&page->view->names, row);
    if (name != NULL) {
        return name;
    }
    for (size_t at = 0; at < sizeof(ours) / sizeof(ours[0]); at++) {
        if (strcmp(ours[at].id, cp_row_id(row)) == 0) {
            return cp_top_word(page->choice->language, ours[at].word);
        }
    }
    return "";
}

/* Columns of value and parts together, what the head stands above. */
static size_t cp_figure_width(const size_t widths[CP_TOP_CELL_PART_COUNT])
{
    return widths[CP_TOP_CELL_VALUE] +
           (widths[CP_TOP_CELL_PARTS] > 0 ? widths[CP_TOP_CELL_PARTS] + 1 : 0);
}

static void cp_table_measure_head(struct cp_top_table *table, size_t column)
{
    size_t *widths = table->widths[column];
    size_t head_width = 0;
    for (int line = 0; line < 2; line++) {
        char head[CP_TOP_HEAD_MAX];
        cp_top_column_head(&table->columns[column], table->page->choice->language, line, head);
        head_width = cp_max(head_width, cp_top_text_width(head, table->is_ascii));
    }
    const size_t width = cp_figure_width(widths);
    widths[CP_TOP_CELL_VALUE] += head_width > width ? head_width - width : 0;
    for (int part = CP_TOP_CELL_CHANGE; part <= CP_TOP_CELL_PERCENT; part++) {
        widths[part] = widths[part] > 0 ? cp_max(widths[part], strlen(cp_change_signs[part])) : 0;
    }
}

static void cp_table_fill_column(struct cp_top_table *table, size_t column)
{
    const struct cp_view *view = table->page->view;
    size_t *widths = table->widths[column];
    for (size_t row = 0; row < view->row_count; row++) {
        struct cp_top_cell *cell = &table->cells[row][column];
        cp_top_cell_fill(&table->columns[column], &view->rows[row], table->page->choice->language,
                         table->is_compared, cell);
        table->has_small = table->has_small || cell->is_small;
        for (int part = 0; part < CP_TOP_CELL_PART_COUNT; part++) {
            widths[part] =
                cp_max(widths[part], cp_top_text_width(cell->parts[part], table->is_ascii));
        }
    }
    cp_table_measure_head(table, column);
}

static void cp_table_measure_labels(struct cp_top_table *table)
{
    const struct cp_view *view = table->page->view;
    size_t name_width = 0;
    for (size_t at = 0; at < view->row_count; at++) {
        const struct cp_view_row *row = &view->rows[at];
        const size_t id_width =
            cp_row_indent(row->name) + cp_top_text_width(cp_row_id(row->name), table->is_ascii);
        table->id_width = cp_max(table->id_width, id_width);
        table->has_incomplete = table->has_incomplete || cp_row_is_incomplete(row);
        name_width = cp_max(name_width, cp_top_text_width(cp_top_row_name(table->page, row->name),
                                                          table->is_ascii));
    }
    table->id_width = table->id_width > CP_ID_WIDTH_MAX ? CP_ID_WIDTH_MAX : table->id_width;
    table->label_width = table->id_width + CP_NAME_GAP + name_width;
}

static size_t cp_table_id_columns(const struct cp_top_table *table)
{
    return table->id_width + (table->has_incomplete ? 1 : 0);
}

/* Columns of one figure with the gap before it. */
static size_t cp_table_column_width(const struct cp_top_table *table, size_t column)
{
    size_t width = table->is_compared ? 1 : 0;
    for (int part = 0; part < CP_TOP_CELL_PART_COUNT; part++) {
        width += table->widths[column][part] > 0 ? table->widths[column][part] + 1 : 0;
    }
    return width;
}

static void cp_table_part(struct cp_top_table *table)
{
    size_t used = cp_table_id_columns(table);
    table->part_count = 1;
    for (size_t column = 0; column < table->column_count; column++) {
        const size_t width = cp_table_column_width(table, column);
        const size_t first = table->part_first[table->part_count - 1];
        if (used + width > table->width && column > first) {
            table->part_first[table->part_count++] = column;
            used = cp_table_id_columns(table);
        }
        used += width;
    }
    table->part_first[table->part_count] = table->column_count;
}

void cp_top_table_fill(const struct cp_top_page *page, const struct cp_top_sheet *sheet,
                       struct cp_top_table *out_table)
{
    struct cp_top_table table = {.page = page,
                                 .is_compared = cp_top_page_is_compared(page),
                                 .is_ascii = sheet->is_ascii,
                                 .width = sheet->width};
    table.columns = cp_top_columns_of(page->choice->page, &table.column_count);
    CP_ASSERT(table.column_count <= CP_TOP_COLUMNS_MAX);
    table.cells = cp_allocate(page->view->row_count + 1, sizeof(*table.cells));
    for (size_t column = 0; column < table.column_count; column++) {
        cp_table_fill_column(&table, column);
    }
    cp_table_measure_labels(&table);
    cp_table_part(&table);
    *out_table = table;
}

void cp_top_table_done(struct cp_top_table *table)
{
    free(table->cells);
    table->cells = NULL;
}

/* Room for names: what the columns of the part leave, or none. */
static size_t cp_table_name_width(const struct cp_top_table *table, size_t part)
{
    size_t used = cp_table_id_columns(table) + CP_NAME_GAP;
    for (size_t at = table->part_first[part]; at < table->part_first[part + 1]; at++) {
        used += cp_table_column_width(table, at);
    }
    const size_t left = table->width > used ? table->width - used : 0;
    const size_t wanted = table->label_width - table->id_width - CP_NAME_GAP;
    const size_t width = left < wanted ? left : wanted;
    return width >= CP_NAME_WIDTH_MIN || width == wanted ? width : 0;
}

static void cp_table_write_label(FILE *out, const struct cp_top_table *table,
                                 const struct cp_view_row *row, size_t name_width)
{
    const size_t indent = cp_row_indent(row->name);
    (void)fprintf(out, "%*s", (int)indent, "");
    cp_top_text_write_left(out, cp_row_id(row->name), table->id_width - indent, table->is_ascii);
    if (table->has_incomplete) {
        (void)fputc(cp_row_is_incomplete(row) ? CP_INCOMPLETE_MARK : ' ', out);
    }
    if (name_width > 0) {
        (void)fprintf(out, "%*s", CP_NAME_GAP, "");
        cp_top_text_write_left(out, cp_top_row_name(table->page, row->name), name_width,
                               table->is_ascii);
    }
}

static void cp_table_write_cell(FILE *out, const struct cp_top_table *table, size_t column,
                                const struct cp_top_cell *cell)
{
    (void)fprintf(out, "%*s", table->is_compared ? 1 : 0, "");
    for (int part = 0; part < CP_TOP_CELL_PART_COUNT; part++) {
        if (table->widths[column][part] > 0) {
            (void)fputc(' ', out);
            cp_top_text_write_right(out, cell->parts[part], table->widths[column][part],
                                    table->is_ascii);
        }
    }
}

static void cp_table_write_head(FILE *out, const struct cp_top_table *table, size_t column,
                                int line)
{
    const size_t *widths = table->widths[column];
    char head[CP_TOP_HEAD_MAX];
    cp_top_column_head(&table->columns[column], table->page->choice->language, line, head);
    (void)fprintf(out, "%*s", table->is_compared ? 2 : 1, "");
    cp_top_text_write_right(out, head, cp_figure_width(widths), table->is_ascii);
    for (int part = CP_TOP_CELL_CHANGE; part <= CP_TOP_CELL_PERCENT; part++) {
        if (widths[part] > 0) {
            (void)fprintf(out, " %*s", (int)widths[part], line == 0 ? "" : cp_change_signs[part]);
        }
    }
}

/* Takes what was written to `out`, an open memory stream, as the next line. */
static void cp_table_add(struct cp_top_sheet *sheet, enum cp_top_style style, FILE *out,
                         char *const *text)
{
    (void)fclose(out);
    cp_top_sheet_add(sheet, style, "%s", *text);
    free(*text);
}

static void cp_table_compose_head(const struct cp_top_table *table, size_t part, int line,
                                  struct cp_top_sheet *sheet)
{
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    CP_ASSERT(out != NULL);
    const size_t name_width = cp_table_name_width(table, part);
    const size_t label =
        cp_table_id_columns(table) + (name_width > 0 ? name_width + CP_NAME_GAP : 0);
    (void)fprintf(out, "%*s", (int)label, "");
    for (size_t at = table->part_first[part]; at < table->part_first[part + 1]; at++) {
        cp_table_write_head(out, table, at, line);
    }
    cp_table_add(sheet, CP_TOP_HEAD, out, &text);
}

static void cp_table_compose_row(const struct cp_top_table *table, size_t part, size_t row,
                                 struct cp_top_sheet *sheet)
{
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    CP_ASSERT(out != NULL);
    const bool is_selected = table->page->is_screen && row == table->page->choice->row;
    cp_table_write_label(out, table, &table->page->view->rows[row],
                         cp_table_name_width(table, part));
    for (size_t at = table->part_first[part]; at < table->part_first[part + 1]; at++) {
        cp_table_write_cell(out, table, at, &table->cells[row][at]);
    }
    cp_table_add(sheet, is_selected ? CP_TOP_SELECTED : CP_TOP_PLAIN, out, &text);
}

void cp_top_table_compose(const struct cp_top_table *table, size_t part, struct cp_top_sheet *sheet)
{
    cp_table_compose_head(table, part, 0, sheet);
    cp_table_compose_head(table, part, 1, sheet);
    sheet->body_first = sheet->line_count;
    sheet->body_count = table->page->view->row_count;
    for (size_t row = 0; row < sheet->body_count; row++) {
        cp_table_compose_row(table, part, row, sheet);
    }
}
