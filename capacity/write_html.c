#include <stdlib.h>

#include "casepulse/base/memory.h"
#include "casepulse/capacity/write.h"

#include "format.h"
#include "html.h"
#include "html_style.h"

#define CP_TABLE_OPEN_MAX 24 /* lines; a longer table is unfolded by its reader */

/* Nothing may be asked of a network, and the browser is told so too. */
static const char cp_html_begin[] =
    "<!DOCTYPE html>\n"
    "<html lang=\"en\" xmlns=\"http://www.w3.org/1999/xhtml\">\n<head>\n"
    "<meta charset=\"utf-8\"/>\n"
    "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
    "style-src 'unsafe-inline'; img-src data:\"/>\n"
    "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n"
    "<link rel=\"icon\" href=\"data:,\"/>\n";

/* The document being written, and one panel after the other in it. */
struct cp_html {
    FILE *out;
    const struct cp_capacity_result *result;
    const struct cp_zone *zone;
    struct cp_headline headlines[CP_HEADLINE_COUNT];
    struct cp_panel panel;
};

static void cp_html_element(FILE *out, const char *open, const char *text, const char *close)
{
    (void)fputs(open, out);
    cp_html_text(out, text);
    (void)fputs(close, out);
}

static void cp_html_write_head(const struct cp_html *html)
{
    FILE *out = html->out;
    const char *topic = html->result->facts[CP_FACT_TOPIC];
    (void)fputs(cp_html_begin, out);
    cp_html_element(out, "<title>Capacity report ", topic, "</title>\n<style>\n");
    (void)fputs(cp_html_style, out);
    (void)fputs("</style>\n</head>\n<body>\n", out);
}

static void cp_html_write_about(const struct cp_html *html)
{
    static const enum cp_capacity_fact facts[] = {CP_FACT_TOPIC, CP_FACT_RANGE, CP_FACT_BEGUN};
    bool is_first = true;
    (void)fputs("<p class=\"about\">", html->out);
    for (size_t at = 0; at < sizeof(facts) / sizeof(facts[0]); at++) {
        const char *text = html->result->facts[facts[at]];
        if (text[0] != '\0') {
            cp_html_element(html->out, is_first ? "" : " · ", text, "");
            is_first = false;
        }
    }
    (void)fputs("</p>\n", html->out);
}

static void cp_html_write_cards(const struct cp_html *html)
{
    (void)fputs("<dl class=\"cards\">\n", html->out);
    for (size_t at = 0; at < CP_HEADLINE_COUNT; at++) {
        const struct cp_headline *headline = &html->headlines[at];
        cp_html_element(html->out, "<div><dt>", headline->label, "</dt>");
        cp_html_element(html->out, "<dd class=\"value\">", headline->value, "</dd>");
        cp_html_element(html->out, "<dd class=\"note\">", headline->note, "</dd></div>\n");
    }
    (void)fputs("</dl>\n", html->out);
}

static void cp_html_write_links(FILE *out)
{
    (void)fputs("<nav aria-label=\"Sections\">\n", out);
    for (size_t at = 0; at < CP_PANEL_COUNT; at++) {
        (void)fprintf(out, "<a href=\"#%s\">", cp_panel_rows[at].id);
        cp_html_element(out, "", cp_panel_rows[at].title, "</a>\n");
    }
    (void)fputs("<a href=\"#run\">The run</a>\n</nav>\n", out);
}

static void cp_html_write_header(const struct cp_html *html)
{
    char elapsed[CP_PANEL_TEXT_MAX];
    const struct cp_capacity_result *result = html->result;
    cp_format_value(CP_UNIT_DURATION_MS, (double)result->elapsed_ms, elapsed);
    (void)fputs("<header>\n<p class=\"kicker\">casepulse capacity report</p>\n", html->out);
    cp_html_element(html->out, "<h1>", html->headlines[0].value, " events in ");
    cp_html_element(html->out, "", elapsed, ", start included</h1>\n");
    cp_html_write_about(html);
    if (!result->is_complete) {
        (void)fputs("<p class=\"alarm\">Broken off: this is not the whole history.</p>\n",
                    html->out);
    }
    cp_html_write_cards(html);
    cp_html_write_links(html->out);
    (void)fputs("</header>\n<main>\n", html->out);
}

static void cp_html_write_figure(FILE *out, const struct cp_panel *panel)
{
    if (panel->row->kind == CP_PANEL_TABLE || !(cp_panel_largest(panel) > 0)) {
        return;
    }
    (void)fputs("<figure>\n", out);
    cp_html_chart(out, panel);
    if (panel->row->kind == CP_PANEL_CURVES) {
        cp_html_legend(out, panel);
    }
    (void)fputs("</figure>\n", out);
}

static void cp_html_write_panel(struct cp_html *html, const struct cp_panel_row *row)
{
    FILE *out = html->out;
    struct cp_panel *panel = &html->panel;
    cp_panel_fill(row, html->result, html->zone, panel);
    const bool is_folded = row->kind == CP_PANEL_CURVES || panel->line_count > CP_TABLE_OPEN_MAX;
    (void)fprintf(out, "<section id=\"%s\"%s>\n", row->id, is_folded ? " class=\"long\"" : "");
    cp_html_element(out, "<h2>", row->title, "</h2>\n");
    if (panel->note[0] != '\0') {
        cp_html_element(out, "<p class=\"note\">", panel->note, "</p>\n");
    }
    cp_html_write_figure(out, panel);
    if (panel->line_count > 0) {
        (void)fputs(is_folded ? "<details><summary>As a table</summary>\n" : "", out);
        cp_html_table(out, panel);
        (void)fputs(is_folded ? "</details>\n" : "", out);
    }
    cp_html_element(out, "<p class=\"meaning\">", row->meaning, "</p>\n</section>\n");
}

/* What was run and on what, as it was told. */
static void cp_html_write_run(const struct cp_html *html)
{
    FILE *out = html->out;
    (void)fputs("<section id=\"run\">\n<h2>The run</h2>\n<div class=\"scroll\"><table>\n<tbody>\n",
                out);
    for (int fact = 0; fact < CP_FACT_COUNT; fact++) {
        if (html->result->facts[fact][0] != '\0') {
            cp_html_element(out, "<tr><th scope=\"row\">", cp_capacity_facts[fact].label,
                            "</th><td class=\"text\">");
            cp_html_element(out, "", html->result->facts[fact], "</td></tr>\n");
        }
    }
    (void)fputs("</tbody></table></div>\n</section>\n", out);
}

enum cp_status cp_capacity_write_html(FILE *out, const struct cp_capacity_result *result,
                                      const struct cp_zone *zone, struct cp_failure *out_failure)
{
    struct cp_html *html = cp_allocate(1, sizeof(*html));
    html->out = out;
    html->result = result;
    html->zone = zone;
    cp_headlines_fill(result, html->headlines);
    cp_html_write_head(html);
    cp_html_write_header(html);
    for (size_t at = 0; at < CP_PANEL_COUNT; at++) {
        cp_html_write_panel(html, &cp_panel_rows[at]);
    }
    cp_html_write_run(html);
    (void)fputs("</main>\n<footer><p>Written by casepulse replay; docs/CAPACITY.md tells how each "
                "number is computed.</p></footer>\n</body>\n</html>\n",
                out);
    free(html);
    return ferror(out) == 0 ? CP_OK
                            : cp_fail(out_failure, CP_RUNTIME, "cannot write the report as HTML");
}
