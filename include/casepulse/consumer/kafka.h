/* A topic read through a consumer group: librdkafka's only door for reading.
 *
 * Partitions are assigned with explicit offsets; nothing is ever paused, sought or committed, and
 * no offset is reset in silence. A broker that is missing or goes away is said in one line within
 * 5 s, tried again by librdkafka with back-off and jitter, and its return is said too.
 *
 * Threads: one. Owns: the client and the messages of the last poll. Bounded: 10,000 messages or
 * 16 MiB waiting, and one fetch of 1 MB on top. Source of the settings: docs of librdkafka 2.0.2,
 * CONFIGURATION.md. */
#ifndef CASEPULSE_CONSUMER_KAFKA_H
#define CASEPULSE_CONSUMER_KAFKA_H

#include "casepulse/base/property.h"
#include "casepulse/base/status.h"
#include "casepulse/consumer/source.h"

struct cp_kafka_settings {
    const char *topic;
    const char *group;                    /* NULL: none */
    bool accept_create_time;              /* take records whose time the producer set */
    const struct cp_property *properties; /* verbatim, after our defaults */
    size_t property_count;
};

struct cp_kafka;

/* Would librdkafka take the properties? CP_CONFIGURATION names the one that it refuses. */
enum cp_status cp_kafka_check(const struct cp_kafka_settings *settings,
                              struct cp_failure *out_failure) CP_MUST_USE;

/* Joins the group. CP_CONFIGURATION: librdkafka refuses a property (named). */
enum cp_status cp_kafka_create(const struct cp_kafka_settings *settings,
                               const struct cp_source_events *events, struct cp_kafka **out_kafka,
                               struct cp_failure *out_failure) CP_MUST_USE;

/* Leaves the group. */
void cp_kafka_free(struct cp_kafka *kafka);

/* Waits up to `timeout_ms` for a first record and takes what else is there. `*out_records` is lent
 * until the next call. CP_CONFIGURATION: the topic's records carry the producers' clocks and that
 * is not accepted, or the group gave us a partition beyond CP_SOURCE_PARTITIONS_MAX. CP_RUNTIME:
 * librdkafka gave up (fatal). */
enum cp_status cp_kafka_poll(struct cp_kafka *kafka, int timeout_ms,
                             const struct cp_raw_record **out_records, size_t *out_count,
                             struct cp_failure *out_failure) CP_MUST_USE;

/* Lets go of all partitions and asks for them again after `pause_ms` (`assigned` is called), unless
 * the group takes them away before. */
void cp_kafka_claim_again(struct cp_kafka *kafka, int64_t pause_ms);

/* Marks offsets as read in the group, for tools that show lag, without waiting for the answer. */
void cp_kafka_mark(struct cp_kafka *kafka, const int32_t *partitions, const int64_t *offsets,
                   size_t count);

/* Next offset that the broker will give in a partition, as far as it is known; −1: unknown. */
int64_t cp_kafka_high_watermark(struct cp_kafka *kafka, int32_t partition);

/* Number of the topic's partitions; 0: not known yet. */
int cp_kafka_partition_count(const struct cp_kafka *kafka);

/* Steady time of the last answer of any broker; 0: never. */
int64_t cp_kafka_answered_ms(const struct cp_kafka *kafka);

#endif
