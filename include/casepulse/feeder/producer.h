/* A topic written to: idempotent, acknowledged by all replicas, in the order of each key. Records
 * carry no time of ours, the broker's clock is their arrival; but for made-up ones (generate.h),
 * whose times are made up too.
 *
 * A broker that does not answer is said in one line within 5 s and given up after 30 s; its return
 * is said too.
 *
 * Threads: one. Owns: the client and what waits in its queue. Bounded: 100,000 records and 64 MiB
 * wait for delivery (properties may change that); a full queue holds the sender. */
#ifndef CASEPULSE_FEEDER_PRODUCER_H
#define CASEPULSE_FEEDER_PRODUCER_H

#include <stddef.h>
#include <stdint.h>

#include "casepulse/base/property.h"
#include "casepulse/base/status.h"

struct cp_producer;

struct cp_producer_options {
    const char *topic;
    const struct cp_property *properties; /* verbatim to librdkafka, over our defaults */
    size_t property_count;
};

/* What became of the records handed over so far. */
struct cp_producer_counts {
    int64_t delivered;
    int64_t failed;
    int64_t waiting;
};

/* One record, lent for the call. */
struct cp_producer_record {
    const void *key;
    size_t key_size;
    const void *value;
    size_t value_size;
};

/* CP_CONFIGURATION: librdkafka refuses a property (named). */
enum cp_status cp_producer_create(const struct cp_producer_options *options,
                                  struct cp_producer **out_producer,
                                  struct cp_failure *out_failure) CP_MUST_USE;

/* What still waits is dropped; flush before. */
void cp_producer_free(struct cp_producer *producer);

/* Waits for an answer. CP_UNREACHABLE: none for 30 s. */
enum cp_status cp_producer_connect(struct cp_producer *producer,
                                   struct cp_failure *out_failure) CP_MUST_USE;

/* Hands a record over. CP_RUNTIME: an earlier one could not be delivered (said why), so it is time
 * to stop; CP_UNREACHABLE: nothing was delivered for 30 s. */
enum cp_status cp_producer_send(struct cp_producer *producer,
                                const struct cp_producer_record *record,
                                struct cp_failure *out_failure) CP_MUST_USE;

/* The same with a time of the sender's, ms UTC, not 0. A topic with LogAppendTime overrides it. */
enum cp_status cp_producer_send_dated(struct cp_producer *producer,
                                      const struct cp_producer_record *record, int64_t timestamp_ms,
                                      struct cp_failure *out_failure) CP_MUST_USE;

/* Waits until nothing waits any more; the same failures. */
enum cp_status cp_producer_flush(struct cp_producer *producer,
                                 struct cp_failure *out_failure) CP_MUST_USE;

struct cp_producer_counts cp_producer_count(const struct cp_producer *producer);

/* Makes the producer's topic: arrival stamps by the broker, kept for ever, the broker's default
 * replication. One that is there already is left as it is: what differs is logged as a warning. */
enum cp_status cp_topic_create(struct cp_producer *producer, int partitions,
                               struct cp_failure *out_failure) CP_MUST_USE;

/* The same for records that carry times of their own, years in one file: they are kept as sent. */
enum cp_status cp_topic_create_dated(struct cp_producer *producer, int partitions,
                                     struct cp_failure *out_failure) CP_MUST_USE;

/* CP_CONFIGURATION: the producer's topic is not there. */
enum cp_status cp_topic_find(struct cp_producer *producer,
                             struct cp_failure *out_failure) CP_MUST_USE;

#endif
