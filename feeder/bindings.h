/* A mapping's columns by name, found in one file's header.
 *
 * Threads: one at a time. Owns: nothing but its numbers. */
#ifndef CASEPULSE_FEEDER_BINDINGS_H
#define CASEPULSE_FEEDER_BINDINGS_H

#include <stddef.h>

#include "casepulse/base/status.h"
#include "casepulse/feeder/csv.h"
#include "casepulse/feeder/mapping.h"

#define CP_BINDING_CONSTANT SIZE_MAX

/* Column numbers, from 0, of the lists of the same names in struct cp_mapping_event. */
struct cp_binding {
    size_t conditions[CP_MAPPING_LIST_MAX];
    size_t values[CP_MAPPING_LIST_MAX]; /* CP_BINDING_CONSTANT: the value is a constant */
    size_t id[CP_MAPPING_LIST_MAX];
    size_t retracted_id[CP_MAPPING_LIST_MAX];
};

/* CP_CONFIGURATION: a column is not in the header, or twice; names both files' lines. */
enum cp_status cp_binding_find(const struct cp_mapping *mapping,
                               const struct cp_mapping_event *event,
                               const struct cp_csv_row *header, struct cp_binding *out_binding,
                               struct cp_failure *out_failure) CP_MUST_USE;

#endif
