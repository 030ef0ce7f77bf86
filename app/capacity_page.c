#include "capacity_page.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "casepulse/base/assert.h"
#include "casepulse/base/memory.h"
#include "casepulse/capacity/panel.h"

#include "capacity_picture.h"
#include "top_text.h"

#define CP_BAR_COLUMNS_MAX 30
#define CP_BAR_COLUMNS_MIN 6 /* with less room there is none */
#define CP_GAP "  "
#define CP_GAP_COLUMNS 2

/* How a panel's table is laid out. */
struct cp_layout {
    const struct cp_panel *panel;
    bool is_ascii;
    size_t label_columns;
    size_t columns[CP_PANEL_COLUMNS_MAX]; /* of a cell; 0: nobody could fill the column */
    size_t bar_columns;                   /* 0: no bar */
    size_t bar_column;                    /* the one it shows */
    double largest;                       /* value of a full bar */
};

static size_t cp_columns_max(size_t left, size_t right)
{
    return left > right ? left : right;
}

static size_t cp_layout_measure(struct cp_layout *layout)
{
    const struct cp_panel *panel = layout->panel;
    layout->label_columns = cp_top_text_width(panel->row->line_head, layout->is_ascii);
    for (size_t at = 0; at < panel->line_count; at++) {
        layout->label_columns = cp_columns_max(
            layout->label_columns, cp_top_text_width(panel->lines[at].label, layout->is_ascii));
    }
    size_t used = layout->label_columns;
    for (size_t column = 0; column < panel->row->column_count; column++) {
        if (!cp_panel_has_column(panel, column)) {
            continue;
        }
        size_t width = cp_top_text_width(panel->row->columns[column].head, layout->is_ascii);
        for (size_t at = 0; at < panel->line_count; at++) {
            width = cp_columns_max(
                width, cp_top_text_width(panel->lines[at].cells[column].text, layout->is_ascii));
        }
        layout->columns[column] = width;
        used += CP_GAP_COLUMNS + width;
    }
    return used;
}

/* What the cells leave is for the bar. */
static void cp_layout_fit_bar(struct cp_layout *layout, size_t used, size_t width)
{
    const struct cp_panel_row *row = layout->panel->row;
    while (layout->bar_column < row->column_count && !row->columns[layout->bar_column].is_drawn) {
        layout->bar_column++;
    }
    layout->largest = cp_panel_largest(layout->panel);
    if (row->kind == CP_PANEL_TABLE || layout->bar_column == row->column_count ||
        !(layout->largest > 0) || used + CP_GAP_COLUMNS + CP_BAR_COLUMNS_MIN > width) {
        return;
    }
    const size_t left = width - used - CP_GAP_COLUMNS;
    layout->bar_columns = left < CP_BAR_COLUMNS_MAX ? left : CP_BAR_COLUMNS_MAX;
    if (row->columns[layout->bar_column].unit == CP_UNIT_PERCENT && layout->largest < 100) {
        layout->largest = 100;
    }
}

/* The label, the bar and the cells of a line, or the heads above them (`line` NULL). */
static void cp_layout_write(const struct cp_layout *layout, const struct cp_panel_line *line,
                            FILE *out)
{
    const struct cp_panel_row *row = layout->panel->row;
    cp_top_text_write_left(out, line != NULL ? line->label : row->line_head, layout->label_columns,
                           layout->is_ascii);
    if (layout->bar_columns > 0) {
        char bar[CP_PICTURE_TEXT_MAX];
        const struct cp_panel_cell *cell = line != NULL ? &line->cells[layout->bar_column] : NULL;
        cp_picture_bar(cell != NULL && cell->is_known ? cell->value / layout->largest : 0,
                       layout->bar_columns, layout->is_ascii, bar);
        (void)fprintf(out, CP_GAP "%s", bar);
    }
    for (size_t column = 0; column < row->column_count; column++) {
        const char *text = line != NULL ? line->cells[column].text : row->columns[column].head;
        if (layout->columns[column] == 0) {
            continue;
        }
        (void)fputs(CP_GAP, out);
        if (row->columns[column].unit == CP_UNIT_TEXT) {
            cp_top_text_write_left(out, text, layout->columns[column], layout->is_ascii);
        } else {
            cp_top_text_write_right(out, text, layout->columns[column], layout->is_ascii);
        }
    }
}

static void cp_layout_add(const struct cp_layout *layout, const struct cp_panel_line *line,
                          struct cp_top_sheet *sheet)
{
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    CP_ASSERT(out != NULL);
    cp_layout_write(layout, line, out);
    (void)fclose(out);
    cp_top_sheet_add(sheet, line == NULL ? CP_TOP_HEAD : CP_TOP_PLAIN, "%s", text);
    free(text);
}

static void cp_page_add_table(const struct cp_panel *panel, struct cp_top_sheet *sheet)
{
    struct cp_layout layout = {.panel = panel, .is_ascii = sheet->is_ascii};
    const size_t used = cp_layout_measure(&layout);
    cp_layout_fit_bar(&layout, used, sheet->width);
    cp_layout_add(&layout, NULL, sheet);
    for (size_t at = 0; at < panel->line_count; at++) {
        cp_layout_add(&layout, &panel->lines[at], sheet);
    }
}

/* The text of the largest value of a column. */
static const char *cp_page_most(const struct cp_panel *panel, size_t column)
{
    size_t most = panel->line_count;
    for (size_t at = 0; at < panel->line_count; at++) {
        const struct cp_panel_cell *cell = &panel->lines[at].cells[column];
        if (cell->is_known &&
            (most == panel->line_count || cell->value > panel->lines[most].cells[column].value)) {
            most = at;
        }
    }
    return most < panel->line_count ? panel->lines[most].cells[column].text : "";
}

static size_t cp_page_head_columns(const struct cp_panel_row *row, bool is_ascii)
{
    size_t width = 0;
    for (size_t column = 0; column < row->column_count; column++) {
        width = cp_columns_max(width, cp_top_text_width(row->columns[column].head, is_ascii));
    }
    return width;
}

/* A curve a column, and the largest value behind it. */
static void cp_page_add_curves(const struct cp_panel *panel, struct cp_top_sheet *sheet)
{
    const size_t head_columns = cp_page_head_columns(panel->row, sheet->is_ascii);
    const size_t taken = head_columns + CP_GAP_COLUMNS + CP_PANEL_TEXT_MAX / 2;
    const size_t room = sheet->width > taken ? sheet->width - taken : 1;
    const double largest = cp_panel_largest(panel);
    for (size_t column = 0; column < panel->row->column_count; column++) {
        const char *head = panel->row->columns[column].head;
        char curve[CP_PICTURE_TEXT_MAX];
        if (!panel->row->columns[column].is_drawn || !cp_panel_has_column(panel, column)) {
            continue;
        }
        (void)cp_picture_curve(panel, column, largest, room, sheet->is_ascii, curve);
        cp_top_sheet_add(sheet, CP_TOP_PLAIN, "%s%*s" CP_GAP "%s" CP_GAP "at most %s", head,
                         (int)(head_columns - cp_top_text_width(head, sheet->is_ascii)), "", curve,
                         cp_page_most(panel, column));
    }
}

/* A sentence in as many lines as it takes, parted at blanks. */
static void cp_page_add_words(const char *text, struct cp_top_sheet *sheet)
{
    char line[CP_PANEL_NOTE_MAX] = "";
    while (*text != '\0') {
        const size_t used = strlen(line);
        const size_t size = strcspn(text, " ");
        (void)snprintf(line + used, sizeof(line) - used, "%s%.*s", used > 0 ? " " : "", (int)size,
                       text);
        if (used > 0 && cp_top_text_width(line, sheet->is_ascii) > sheet->width) {
            line[used] = '\0';
            cp_top_sheet_add(sheet, CP_TOP_FAINT, "%s", line);
            line[0] = '\0';
            continue;
        }
        text += size + strspn(text + size, " ");
    }
    cp_top_sheet_add(sheet, CP_TOP_FAINT, "%s", line);
}

static void cp_page_add_panel(const struct cp_panel *panel, struct cp_top_sheet *sheet)
{
    cp_top_sheet_add(sheet, CP_TOP_SPACER, "%s", "");
    cp_top_sheet_add(sheet, CP_TOP_TITLE, "%s", panel->row->title);
    if (panel->note[0] != '\0') {
        cp_page_add_words(panel->note, sheet);
    }
    if (panel->line_count == 0) {
        return;
    }
    if (panel->row->kind == CP_PANEL_CURVES) {
        cp_page_add_curves(panel, sheet);
    } else {
        cp_page_add_table(panel, sheet);
    }
}

static void cp_page_add_facts(const struct cp_capacity_result *result, struct cp_top_sheet *sheet)
{
    for (int fact = 0; fact < CP_FACT_COUNT; fact++) {
        if (result->facts[fact][0] != '\0') {
            cp_top_sheet_add(sheet, CP_TOP_FAINT, "%-13s %s", cp_capacity_facts[fact].label,
                             result->facts[fact]);
        }
    }
}

static void cp_page_add_headlines(const struct cp_capacity_result *result,
                                  struct cp_top_sheet *sheet)
{
    struct cp_headline headlines[CP_HEADLINE_COUNT];
    cp_headlines_fill(result, headlines);
    cp_top_sheet_add(sheet, CP_TOP_TITLE, "casepulse capacity: %s%s%s",
                     result->facts[CP_FACT_NAMESPACE],
                     result->facts[CP_FACT_NAMESPACE][0] != '\0' ? ", " : "",
                     result->is_complete ? "complete" : "broken off, not the whole history");
    for (size_t at = 0; at < CP_HEADLINE_COUNT; at++) {
        cp_top_sheet_add(sheet, CP_TOP_PLAIN, "%-31s %s%s%s", headlines[at].label,
                         headlines[at].value, headlines[at].note[0] != '\0' ? ", " : "",
                         headlines[at].note);
    }
}

void cp_capacity_page_compose(const struct cp_capacity_result *result, const struct cp_zone *zone,
                              struct cp_top_sheet *sheet)
{
    struct cp_panel *panel = cp_allocate(1, sizeof(*panel));
    cp_page_add_headlines(result, sheet);
    for (size_t at = 0; at < CP_PANEL_COUNT; at++) {
        cp_panel_fill(&cp_panel_rows[at], result, zone, panel);
        cp_page_add_panel(panel, sheet);
    }
    cp_top_sheet_add(sheet, CP_TOP_SPACER, "%s", "");
    cp_page_add_facts(result, sheet);
    free(panel);
}
