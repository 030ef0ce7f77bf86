/* Charts as SVG: columns, rows, curves. Sizes are those of the view box, which the page scales.
 *
 *       ┌ left ┬───────────── plot ─────────────┬ right ┐
 *       │ 2 k  │ ┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄ │  top  │
 *       │ 1 k  │ ┄┄┄█┄┄┄█┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄ │       │
 *       │   0  │ ▄▄ █ ▄ █                       │ bottom│
 */
#include <stdio.h>

#include "casepulse/base/assert.h"

#include "format.h"
#include "html.h"

#define CP_CHART_WIDTH 720.0
#define CP_CHART_HEIGHT 230.0
#define CP_CHART_LEFT 58.0
#define CP_CHART_RIGHT 14.0
#define CP_CHART_TOP 24.0
#define CP_CHART_BOTTOM 26.0
#define CP_CHART_TICKS 4
#define CP_CHART_SHORT 3 /* letters of a label below a column */

#define CP_ROW_HEIGHT 30.0
#define CP_ROW_BAR 16.0
#define CP_ROW_LEFT 190.0
#define CP_ROW_RIGHT 120.0

struct cp_plot {
    FILE *out;
    const struct cp_panel *panel;
    enum cp_panel_unit unit; /* of the drawn columns */
    double largest;          /* value at the plot's end */
    double left, top, width, height;
};

static size_t cp_chart_first_drawn(const struct cp_panel_row *row)
{
    size_t column = 0;
    while (!row->columns[column].is_drawn) {
        column++;
        CP_ASSERT(column < row->column_count);
    }
    return column;
}

static void cp_chart_open(const struct cp_plot *plot, double height)
{
    const struct cp_panel_row *row = plot->panel->row;
    (void)fprintf(plot->out,
                  "<svg viewBox=\"0 0 %.0f %.0f\" role=\"img\" aria-labelledby=\"%s-title "
                  "%s-desc\" class=\"chart\">\n<title id=\"%s-title\">",
                  CP_CHART_WIDTH, height, row->id, row->id, row->id);
    cp_html_text(plot->out, row->title);
    (void)fprintf(plot->out, "</title>\n<desc id=\"%s-desc\">", row->id);
    cp_html_text(plot->out, plot->panel->note);
    (void)fputs(" The numbers are in the table below.</desc>\n", plot->out);
}

static double cp_plot_y(const struct cp_plot *plot, double value)
{
    return plot->top + plot->height * (1 - value / plot->largest);
}

/* Lines across the plot with their numbers, and what they count. */
static void cp_plot_grid(const struct cp_plot *plot)
{
    const double step = cp_format_step(plot->unit, plot->largest, CP_CHART_TICKS);
    (void)fprintf(plot->out, "<text class=\"axis\" x=\"%.1f\" y=\"12\">", plot->left);
    cp_html_text(plot->out, cp_format_axis(plot->unit));
    (void)fputs("</text>\n", plot->out);
    for (int at = 0; at * step <= plot->largest * 1.0001; at++) {
        char text[CP_PANEL_TEXT_MAX];
        const double y = cp_plot_y(plot, at * step);
        cp_format_tick(plot->unit, at * step, text);
        (void)fprintf(plot->out,
                      "<line class=\"%s\" x1=\"%.1f\" x2=\"%.1f\" y1=\"%.1f\" y2=\"%.1f\"/>"
                      "<text class=\"axis end\" x=\"%.1f\" y=\"%.1f\">%s</text>\n",
                      at == 0 ? "base" : "grid", plot->left, plot->left + plot->width, y, y,
                      plot->left - 8, y + 4, text);
    }
}

/* A value's end of the axis: the next full step. */
static double cp_plot_end(enum cp_panel_unit unit, double largest)
{
    const double step = cp_format_step(unit, largest, CP_CHART_TICKS);
    double end = step;
    while (end < largest) {
        end += step;
    }
    return end;
}

static struct cp_plot cp_plot_of(FILE *out, const struct cp_panel *panel)
{
    const struct cp_panel_row *row = panel->row;
    const enum cp_panel_unit unit = row->columns[cp_chart_first_drawn(row)].unit;
    return (struct cp_plot){
        .out = out,
        .panel = panel,
        .unit = unit,
        .largest = cp_plot_end(unit, cp_panel_largest(panel)),
        .left = CP_CHART_LEFT,
        .top = CP_CHART_TOP,
        .width = CP_CHART_WIDTH - CP_CHART_LEFT - CP_CHART_RIGHT,
        .height = CP_CHART_HEIGHT - CP_CHART_TOP - CP_CHART_BOTTOM,
    };
}

static void cp_chart_title(FILE *out, const char *label, const struct cp_panel_cell *cell)
{
    (void)fputs("<title>", out);
    cp_html_text(out, label);
    (void)fputs(": ", out);
    cp_html_text(out, cell->text);
    (void)fputs("</title>", out);
}

static const char *cp_chart_bar(const struct cp_panel_line *line)
{
    return line->is_marked ? "bar marked" : "bar";
}

static void cp_chart_columns(FILE *out, const struct cp_panel *panel)
{
    const struct cp_plot plot = cp_plot_of(out, panel);
    const size_t column = cp_chart_first_drawn(panel->row);
    const double slot = plot.width / (double)panel->line_count;
    cp_chart_open(&plot, CP_CHART_HEIGHT);
    cp_plot_grid(&plot);
    for (size_t at = 0; at < panel->line_count; at++) {
        const struct cp_panel_line *line = &panel->lines[at];
        const double left = plot.left + slot * (double)at;
        const double y = cp_plot_y(&plot, line->cells[column].value);
        (void)fprintf(out,
                      "<rect class=\"%s\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" "
                      "height=\"%.1f\" rx=\"2\">",
                      cp_chart_bar(line), left + slot * 0.14, y, slot * 0.72,
                      plot.top + plot.height - y);
        cp_chart_title(out, line->label, &line->cells[column]);
        (void)fprintf(out, "</rect><text class=\"axis middle\" x=\"%.1f\" y=\"%.1f\">%.*s</text>\n",
                      left + slot / 2, CP_CHART_HEIGHT - 8, CP_CHART_SHORT, line->label);
    }
    (void)fputs("</svg>\n", out);
}

/* A share is drawn before the whole that it is of. */
static void cp_chart_rows(FILE *out, const struct cp_panel *panel)
{
    struct cp_plot plot = cp_plot_of(out, panel);
    const size_t column = cp_chart_first_drawn(panel->row);
    const double width = CP_CHART_WIDTH - CP_ROW_LEFT - CP_ROW_RIGHT;
    const double largest = cp_panel_largest(panel);
    plot.largest = plot.unit == CP_UNIT_PERCENT && largest < 100 ? 100 : largest;
    cp_chart_open(&plot, CP_ROW_HEIGHT * (double)panel->line_count + 8);
    for (size_t at = 0; at < panel->line_count; at++) {
        const struct cp_panel_line *line = &panel->lines[at];
        const struct cp_panel_cell *cell = &line->cells[column];
        const double y = CP_ROW_HEIGHT * (double)at + 8;
        const double length = cell->is_known ? width * cell->value / plot.largest : 0;
        (void)fprintf(out, "<text class=\"label end\" x=\"%.1f\" y=\"%.1f\">", CP_ROW_LEFT - 12,
                      y + 12.5);
        cp_html_text(out, line->label);
        (void)fprintf(out,
                      "</text><rect class=\"track\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" "
                      "height=\"%.1f\" rx=\"3\"/><rect class=\"%s\" x=\"%.1f\" y=\"%.1f\" "
                      "width=\"%.1f\" height=\"%.1f\" rx=\"3\">",
                      CP_ROW_LEFT, y, width, CP_ROW_BAR, cp_chart_bar(line), CP_ROW_LEFT, y, length,
                      CP_ROW_BAR);
        cp_chart_title(out, line->label, cell);
        (void)fprintf(out, "</rect><text class=\"label\" x=\"%.1f\" y=\"%.1f\">",
                      CP_ROW_LEFT + width + 12, y + 12.5);
        cp_html_text(out, cell->text);
        (void)fputs("</text>\n", out);
    }
    (void)fputs("</svg>\n", out);
}

struct cp_curve {
    const struct cp_plot *plot;
    size_t column;
    double end_s; /* at the right of the plot */
};

static double cp_curve_x(const struct cp_curve *curve, double at_s)
{
    return curve->plot->left + (curve->end_s > 0 ? curve->plot->width * at_s / curve->end_s : 0);
}

/* The points of a curve; where a value is missing it is broken, and a point alone is a dot. */
static void cp_curve_path(const struct cp_curve *curve)
{
    const struct cp_panel *panel = curve->plot->panel;
    bool is_on = false;
    for (size_t at = 0; at < panel->line_count; at++) {
        const struct cp_panel_line *line = &panel->lines[at];
        const struct cp_panel_cell *cell = &line->cells[curve->column];
        if (cell->is_known) {
            const double x = cp_curve_x(curve, line->at);
            const double y = cp_plot_y(curve->plot, cell->value);
            if (!is_on) {
                (void)fprintf(curve->plot->out, "M%.1f %.1f ", x, y);
            }
            (void)fprintf(curve->plot->out, "L%.1f %.1f ", x, y);
        }
        is_on = cell->is_known;
    }
}

static void cp_curve_draw(const struct cp_curve *curve, size_t number)
{
    const struct cp_plot *plot = curve->plot;
    (void)fprintf(plot->out, "<path class=\"curve s%zu\" d=\"", number);
    cp_curve_path(curve);
    (void)fputs("\"><title>", plot->out);
    cp_html_text(plot->out, plot->panel->row->columns[curve->column].head);
    (void)fputs("</title></path>\n", plot->out);
}

static void cp_curve_axis(const struct cp_curve *curve)
{
    const double step = cp_format_step(CP_UNIT_MULTIPLE, curve->end_s, 8);
    for (int at = 0; at * step <= curve->end_s; at++) {
        (void)fprintf(curve->plot->out,
                      "<text class=\"axis middle\" x=\"%.1f\" y=\"%.1f\">%g s</text>\n",
                      cp_curve_x(curve, at * step), CP_CHART_HEIGHT - 8, at * step);
    }
}

static void cp_chart_curves(FILE *out, const struct cp_panel *panel)
{
    const struct cp_plot plot = cp_plot_of(out, panel);
    struct cp_curve curve = {&plot, 0, panel->lines[panel->line_count - 1].at};
    size_t number = 0;
    cp_chart_open(&plot, CP_CHART_HEIGHT);
    cp_plot_grid(&plot);
    cp_curve_axis(&curve);
    for (; curve.column < panel->row->column_count; curve.column++) {
        if (panel->row->columns[curve.column].is_drawn) {
            if (cp_panel_has_column(panel, curve.column)) {
                cp_curve_draw(&curve, number);
            }
            number++;
        }
    }
    (void)fputs("</svg>\n", out);
}

typedef void cp_chart_draw(FILE *out, const struct cp_panel *panel);

void cp_html_chart(FILE *out, const struct cp_panel *panel)
{
    static cp_chart_draw *const draws[] = {
        [CP_PANEL_COLUMNS] = cp_chart_columns,
        [CP_PANEL_ROWS] = cp_chart_rows,
        [CP_PANEL_CURVES] = cp_chart_curves,
        [CP_PANEL_TABLE] = NULL,
    };
    if (draws[panel->row->kind] != NULL && panel->line_count > 0 && cp_panel_largest(panel) > 0) {
        draws[panel->row->kind](out, panel);
    }
}
