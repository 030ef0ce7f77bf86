/* Where each partition of a range begins and ends, settled once with the brokers.
 *
 * Threads: the opening thread's. */
#ifndef CASEPULSE_RANGE_BOUNDS_H
#define CASEPULSE_RANGE_BOUNDS_H

#include "casepulse/consumer/range.h"
#include "door.h"

/* `*out_parts` is the caller's to free; ascending by partition, each below
 * CP_SOURCE_PARTITIONS_MAX. Outcomes as of cp_range_open. */
enum cp_status cp_range_bounds(rd_kafka_t *client, const struct cp_range_settings *settings,
                               struct cp_range_part **out_parts, size_t *out_count,
                               struct cp_failure *out_failure) CP_MUST_USE;

#endif
