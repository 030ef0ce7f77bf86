/* A capacity report in the terminal: its sections as lines, with small pictures.
 *
 * Threads: any; pure. Bounded: every line fits the sheet's width. */
#ifndef CASEPULSE_APP_CAPACITY_PAGE_H
#define CASEPULSE_APP_CAPACITY_PAGE_H

#include "casepulse/base/zone.h"
#include "casepulse/capacity/result.h"

#include "top_sheet.h"

/* Fills a sheet begun with its width. */
void cp_capacity_page_compose(const struct cp_capacity_result *result, const struct cp_zone *zone,
                              struct cp_top_sheet *sheet);

#endif
