/* One page of `top`: header, table, what its signs mean; or the help.
 *
 * A pure function of what was read and chosen: no clock, no terminal, no Redis. Threads: any.
 * Bounded: every line fits the width; a page that is wider is shown in parts. */
#ifndef CASEPULSE_APP_TOP_PAGE_H
#define CASEPULSE_APP_TOP_PAGE_H

#include <stdbool.h>
#include <stdint.h>

#include "casepulse/base/zone.h"
#include "casepulse/store/reader.h"

#include "top_choice.h"
#include "top_sheet.h"

#define CP_TOP_WIDTH 100    /* where the terminal does not say */
#define CP_TOP_WIDTH_MIN 60 /* narrower ones are written so and cut by the terminal */

struct cp_top_page {
    const char *namespace_name;
    const char *place; /* label of the server */
    const struct cp_view *view;
    const struct cp_zone *zone;
    const struct cp_top_choice *choice;
    const char *trouble; /* why the view is not fresh, or NULL */
    int64_t now_ms;      /* 0: how old the picture is is not told */
    bool is_screen;      /* one part, a selected row, the list of pages; else all parts */
};

/* Fills a sheet begun with its width. Returns the parts that the page has at this width. */
size_t cp_top_page_compose(const struct cp_top_page *page, struct cp_top_sheet *sheet);

/* True if changes are told: there is another window, and it is covered. */
bool cp_top_page_is_compared(const struct cp_top_page *page);

/* Header lines; used by cp_top_page_compose. */
void cp_top_header_compose(const struct cp_top_page *page, struct cp_top_sheet *sheet);

/* The keys, and what the columns of the chosen page are called in full. */
void cp_top_help_compose(const struct cp_top_page *page, struct cp_top_sheet *sheet);

#endif
