/* What `meta` says about the service: one word, chosen in a fixed order, and its reason.
 *
 * Threads: any; pure. */
#ifndef CASEPULSE_SERVICE_STATE_H
#define CASEPULSE_SERVICE_STATE_H

#include <stdbool.h>
#include <stdint.h>

#include "casepulse/store/publication.h"
#include "delivery.h"

/* The first that fits: failed, partial, stale, catching_up, live. `now_ms` and `started_ms` are
 * steady times. The reason points into the report or is static. */
struct cp_service_status cp_service_status_of(const struct cp_source_report *report,
                                              bool is_balanced, int64_t now_ms, int64_t started_ms);

#endif
