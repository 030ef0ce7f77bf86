/* A stretch of a topic, read once from its beginning to its end: no group is joined, nothing is
 * committed, and nobody else can tell that it is read.
 *
 * Where each partition begins and ends is settled when the range is opened, as numbers: by the
 * brokers' index of arrival times, or by the caller. The end is never beyond what the log held
 * then, so a range ends though the topic grows; a partition without records, one that ends in
 * transaction markers and one whose log is trimmed behind its last record end like any other.
 * Records between the two whose own time lies outside [from_ms, to_ms), as clocks of producers may
 * have it, are not given but counted.
 *
 * Records come in lanes: one for all partitions, in whatever order brokers answer, or one each, for
 * whoever wants to put them in order himself.
 *
 * Threads: one. Owns: the client and the messages of each lane's last poll. Bounded: a lane by
 * 200,000 messages or 64 MiB waiting (lanes of their own: 5,000 or 2 MiB), one fetch of 1 MB on
 * top; waits for brokers at most `limit_ms`. */
#ifndef CASEPULSE_CONSUMER_RANGE_H
#define CASEPULSE_CONSUMER_RANGE_H

#include "casepulse/consumer/kafka.h"

/* Offsets [begin, end) of a partition. */
struct cp_range_part {
    int32_t partition;
    int64_t begin, end;
};

struct cp_range_settings {
    struct cp_kafka_settings kafka;    /* lent for the call; its group is not used */
    int64_t from_ms, to_ms;            /* arrival, half-open; INT64_MIN, INT64_MAX: without end */
    const struct cp_range_part *parts; /* lent for the call; NULL: all partitions, by time */
    size_t part_count;
    bool has_lanes; /* each partition has a lane of its own */
    int limit_ms;   /* gives up waiting for an answer after so long */
};

struct cp_range;

/* CP_CONFIGURATION: librdkafka refuses a property, or there is no such topic. CP_USAGE: a part that
 * the log does not hold, or no partition. CP_DATA: a part whose beginning Kafka has deleted.
 * CP_UNREACHABLE: no answer within `limit_ms`. */
enum cp_status cp_range_open(const struct cp_range_settings *settings, struct cp_range **out_range,
                             struct cp_failure *out_failure) CP_MUST_USE;
void cp_range_close(struct cp_range *range);

/* What is read, ascending by partition; lent for life. */
const struct cp_range_part *cp_range_parts(const struct cp_range *range, size_t *out_count);

/* 1, or the number of parts: lane i is then that of part i. */
size_t cp_range_lanes(const struct cp_range *range);

/* Waits up to `timeout_ms` for a first record of the lane and takes what else is there, at most
 * CP_SOURCE_BATCH_MAX. A part ends with a CP_RECORD_END at its end, once. `*out_records` is lent
 * until the lane's next poll. CP_CONFIGURATION: a record carries its producer's clock and that is
 * not accepted. CP_DATA: records of the range were deleted meanwhile. CP_UNREACHABLE: nothing came
 * for `limit_ms` of polling. */
enum cp_status cp_range_poll(struct cp_range *range, size_t lane, int timeout_ms,
                             const struct cp_raw_record **out_records, size_t *out_count,
                             struct cp_failure *out_failure) CP_MUST_USE;

/* True if all that the lane has was given. */
bool cp_range_is_done(const struct cp_range *range, size_t lane);

/* Offsets that are not read yet, over all parts. */
int64_t cp_range_left(const struct cp_range *range);

/* Records that were not given, since their own time lies outside. */
int64_t cp_range_outside(const struct cp_range *range);

#endif
