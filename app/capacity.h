/* What a replay says in the end about load and capacity: on the terminal, as JSON, as HTML.
 *
 * Threads: main. */
#ifndef CASEPULSE_APP_CAPACITY_H
#define CASEPULSE_APP_CAPACITY_H

#include <stdbool.h>

#include "casepulse/base/status.h"
#include "casepulse/base/zone.h"
#include "casepulse/capacity/result.h"

struct cp_capacity_outputs {
    const char *json_path; /* NULL: none; "-": stdout, then the terminal's report is left out */
    const char *html_path; /* the same */
    bool is_silent;        /* nothing on the terminal: stdout is somebody else's */
};

/* True if a report goes to stdout, which is then for nothing else. */
bool cp_capacity_outputs_take_stdout(const struct cp_capacity_outputs *outputs);

/* Opens what is to be written, so that a path that cannot be is said before hours of work.
 * CP_USAGE: it cannot. */
enum cp_status cp_capacity_outputs_check(const struct cp_capacity_outputs *outputs,
                                         struct cp_failure *out_failure) CP_MUST_USE;

/* Writes all of it; a file appears whole or not at all. */
enum cp_status cp_capacity_put(const struct cp_capacity_outputs *outputs,
                               const struct cp_capacity_result *result, const struct cp_zone *zone,
                               struct cp_failure *out_failure) CP_MUST_USE;

#endif
