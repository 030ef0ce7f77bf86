/* How finely a count is filed in time: by local date for good, by UTC hour and minute for the short
 * windows only.
 *
 * `at` of a count: DAY the local date (base/zone.h), HOUR and MINUTE the hours and minutes since
 * 1970-01-01T00:00Z, rounded down. Threads: any; pure. */
#ifndef CASEPULSE_AGGREGATOR_RESOLUTION_H
#define CASEPULSE_AGGREGATOR_RESOLUTION_H

#include <stdint.h>

#include "casepulse/base/zone.h"

enum cp_resolution {
    CP_RESOLUTION_DAY,
    CP_RESOLUTION_HOUR,
    CP_RESOLUTION_MINUTE,
    CP_RESOLUTION_COUNT
};

/* The step of a resolution that an instant lies in, and the first instant of a step. */
int32_t cp_resolution_at(enum cp_resolution resolution, const struct cp_zone *zone, int64_t utc_ms);
int64_t cp_resolution_ms(enum cp_resolution resolution, const struct cp_zone *zone, int32_t at);

/* How far before `as_of` the fine ones reach: the longest window of each, rounded up. */
#define CP_HOURS_KEPT_MS (92 * CP_MS_PER_DAY)
#define CP_MINUTES_KEPT_MS (26 * CP_MS_PER_HOUR)

#endif
