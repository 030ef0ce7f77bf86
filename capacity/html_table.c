#include "html.h"

static const char *cp_html_align(const struct cp_panel_column *column)
{
    return column->unit == CP_UNIT_TEXT ? " class=\"text\"" : "";
}

static void cp_html_head(FILE *out, const struct cp_panel *panel)
{
    (void)fputs("<thead><tr><th scope=\"col\">", out);
    cp_html_text(out, panel->row->line_head);
    (void)fputs("</th>", out);
    for (size_t column = 0; column < panel->row->column_count; column++) {
        if (cp_panel_has_column(panel, column)) {
            (void)fprintf(out, "<th scope=\"col\"%s>", cp_html_align(&panel->row->columns[column]));
            cp_html_text(out, panel->row->columns[column].head);
            (void)fputs("</th>", out);
        }
    }
    (void)fputs("</tr></thead>\n", out);
}

static void cp_html_line(FILE *out, const struct cp_panel *panel, const struct cp_panel_line *line)
{
    (void)fputs("<tr><th scope=\"row\">", out);
    cp_html_text(out, line->label);
    (void)fputs("</th>", out);
    for (size_t column = 0; column < panel->row->column_count; column++) {
        if (cp_panel_has_column(panel, column)) {
            (void)fprintf(out, "<td%s>", cp_html_align(&panel->row->columns[column]));
            cp_html_text(out, line->cells[column].text);
            (void)fputs("</td>", out);
        }
    }
    (void)fputs("</tr>\n", out);
}

void cp_html_table(FILE *out, const struct cp_panel *panel)
{
    (void)fputs("<div class=\"scroll\"><table>\n", out);
    cp_html_head(out, panel);
    (void)fputs("<tbody>\n", out);
    for (size_t at = 0; at < panel->line_count; at++) {
        cp_html_line(out, panel, &panel->lines[at]);
    }
    (void)fputs("</tbody></table></div>\n", out);
}

void cp_html_legend(FILE *out, const struct cp_panel *panel)
{
    size_t number = 0;
    (void)fputs("<ul class=\"legend\">", out);
    for (size_t column = 0; column < panel->row->column_count; column++) {
        const struct cp_panel_column *drawn = &panel->row->columns[column];
        if (drawn->is_drawn && cp_panel_has_column(panel, column)) {
            (void)fprintf(out,
                          "<li><svg viewBox=\"0 0 28 10\" class=\"chart\" aria-hidden=\"true\">"
                          "<path class=\"curve s%zu\" d=\"M1 5 L27 5\"/></svg>",
                          number);
            cp_html_text(out, drawn->head);
            (void)fputs("</li>", out);
        }
        number += drawn->is_drawn ? 1 : 0;
    }
    (void)fputs("</ul>\n", out);
}
