/* What a partition of a topic holds at this moment, asked without joining any group.
 *
 * Threads: one at a time. Owns: nothing between calls. Bounded: by `limit_ms`. */
#ifndef CASEPULSE_CONSUMER_WATERMARKS_H
#define CASEPULSE_CONSUMER_WATERMARKS_H

#include <stdint.h>

#include "casepulse/consumer/kafka.h"

/* The first offset that can still be read, and the one of the next record to come.
 * CP_CONFIGURATION: librdkafka refuses a property, or there is no such topic or partition.
 * CP_UNREACHABLE: no answer within `limit_ms`. */
enum cp_status cp_watermarks_ask(const struct cp_kafka_settings *settings, int32_t partition,
                                 int limit_ms, int64_t *out_low, int64_t *out_high,
                                 struct cp_failure *out_failure) CP_MUST_USE;

#endif
