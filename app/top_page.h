/* One page of `top` as text: header lines, the table, what its signs mean.
 *
 * A pure function of what was read: no clock, no terminal, no Redis. Threads: any.
 * Bounded: every line fits the page's width; columns that do not fit are left out by rank and
 * named in the last line. */
#ifndef CASEPULSE_APP_TOP_PAGE_H
#define CASEPULSE_APP_TOP_PAGE_H

#include <stdbool.h>
#include <stdio.h>

#include "casepulse/aggregator/figures.h"
#include "casepulse/aggregator/windows.h"
#include "casepulse/base/zone.h"
#include "casepulse/store/reader.h"

#define CP_TOP_WIDTH 100    /* where the terminal does not say */
#define CP_TOP_WIDTH_MIN 60 /* narrower ones are written so and cut by the terminal */

enum cp_top_kind { CP_TOP_COUNT, CP_TOP_PERCENT, CP_TOP_PER_1000 };

struct cp_top_column {
    const char *figure; /* id of a counter or ratio */
    const char *header[2];
    const char *name; /* in the line of what was left out */
    enum cp_top_kind kind;
    bool has_parts; /* numerator/denominator beside the value; else they are columns themselves */
    int rank;       /* the highest is left out first; 0: never */
};

#define CP_TOP_COLUMN_COUNT 10
extern const struct cp_top_column cp_top_columns[CP_TOP_COLUMN_COUNT];

struct cp_top_page {
    const char *namespace_name;
    const char *place; /* label of the server */
    const struct cp_view *view;
    const struct cp_zone *zone;
    enum cp_window window;
    const char *row;     /* code whose units are shown, or NULL */
    const char *trouble; /* why the view is not fresh, or NULL */
    int width;
    bool is_ascii; /* the terminal knows no UTF-8 */
};

void cp_top_page_write(FILE *out, const struct cp_top_page *page);

/* Header lines; used by cp_top_page_write. */
void cp_top_header_write(FILE *out, const struct cp_top_page *page);

/* Writes `text` cut to the page's width, and a line break. */
void cp_top_line_write(FILE *out, const struct cp_top_page *page, const char *text);

#endif
