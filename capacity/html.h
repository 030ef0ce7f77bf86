/* Markup: text made safe, one chart as SVG, one table.
 *
 * Threads: any; pure but for the stream. */
#ifndef CASEPULSE_CAPACITY_HTML_H
#define CASEPULSE_CAPACITY_HTML_H

#include <stdio.h>

#include "casepulse/capacity/panel.h"

/* Writes text between or within tags: & < > " escaped, what XML does not allow or is no UTF-8 as
 * U+FFFD. */
void cp_html_text(FILE *out, const char *text);

/* The drawn columns of a panel: bars or curves over a grid; each bar and each curve has its words
 * for who hears instead of sees. Nothing if there is nothing to draw. */
void cp_html_chart(FILE *out, const struct cp_panel *panel);

/* What the curves of a chart are: a list, for who cannot tell their colours too. */
void cp_html_legend(FILE *out, const struct cp_panel *panel);

/* All lines and columns of a panel but those nobody could fill. */
void cp_html_table(FILE *out, const struct cp_panel *panel);

#endif
