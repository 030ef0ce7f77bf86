/* What `top --once --json` writes: everything published for the rows shown.
 *
 * Threads: any; pure. */
#ifndef CASEPULSE_APP_TOP_JSON_H
#define CASEPULSE_APP_TOP_JSON_H

#include <stdio.h>

#include "top_page.h"

/* One object and a line break. Counts are whole numbers, ratios numbers with up to four decimals
 * or null where there is no value; `changes` names those figures whose change against the other
 * window can be told. CP_RUNTIME: it could not be written. */
enum cp_status cp_top_json_write(FILE *out, const struct cp_top_page *page,
                                 struct cp_failure *out_failure) CP_MUST_USE;

#endif
