/* A capacity report as a document.
 *
 * JSON: units in the names, each ratio with numerator and denominator, null where there is no
 * value. HTML: one well-formed file that asks no network for anything: inline SVG, a table under
 * each chart, no script. The same result gives the same bytes.
 *
 * Threads: any; pure but for the stream. */
#ifndef CASEPULSE_CAPACITY_WRITE_H
#define CASEPULSE_CAPACITY_WRITE_H

#include <stdio.h>

#include "casepulse/base/status.h"
#include "casepulse/base/zone.h"
#include "casepulse/capacity/result.h"

/* CP_RUNTIME: it could not be written. */
enum cp_status cp_capacity_write_json(FILE *out, const struct cp_capacity_result *result,
                                      const struct cp_zone *zone,
                                      struct cp_failure *out_failure) CP_MUST_USE;
enum cp_status cp_capacity_write_html(FILE *out, const struct cp_capacity_result *result,
                                      const struct cp_zone *zone,
                                      struct cp_failure *out_failure) CP_MUST_USE;

#endif
