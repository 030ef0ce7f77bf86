/* Records as they come from the log, and what the consumer tells about itself. What a record means
 * is none of this room's business.
 *
 * Threads: a source belongs to one thread (the shard's). Records are lent until the next poll. */
#ifndef CASEPULSE_CONSUMER_SOURCE_H
#define CASEPULSE_CONSUMER_SOURCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "casepulse/base/status.h"

#define CP_SOURCE_BATCH_MAX 1000
#define CP_SOURCE_PARTITIONS_MAX 1024 /* of a topic: as many as a state holds */

/* What stands at an offset. Marks come in order with the records of their partition. */
enum cp_record_kind {
    CP_RECORD_DATA,
    CP_RECORD_END,  /* the partition ends here: `offset` is its next offset */
    CP_RECORD_LOST, /* [offset, lost_to) can no longer be read; the partition stands still */
};

struct cp_raw_record {
    enum cp_record_kind kind;
    int32_t partition;
    int64_t offset;
    int64_t lost_to;    /* CP_RECORD_LOST only; −1: not known */
    int64_t arrival_ms; /* Kafka timestamp */
    const void *key;    /* NULL: none */
    size_t key_size;
    const void *value; /* NULL: none */
    size_t value_size;
};

#define CP_OFFSET_STOPPED INT64_C(-1)

struct cp_given_partition {
    int32_t partition;
    int64_t low, high;
    int64_t committed;
};

/* What the source tells while it polls, on the polling thread: never per record. The records of
 * that poll all belong to what was assigned before it and after the last call of these. */
struct cp_source_events {
    void *context;
    /* The group gave these partitions to us, instead of all we had. The log reaches from low to
     * high; committed is the group's own mark in Kafka, −1 if there is none. The first offsets to
     * read go to out_offsets, CP_OFFSET_STOPPED for a partition that stands still. Another status
     * than CP_OK ends the source: cp_kafka_poll returns it. */
    enum cp_status (*assigned)(void *context, const struct cp_given_partition *given, size_t count,
                               int64_t *out_offsets, struct cp_failure *out_failure);
    /* The group took all partitions away. */
    void (*revoked)(void *context);
};

#endif
