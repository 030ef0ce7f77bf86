/* Partitions are started one by one, with numbers for offsets: librdkafka's simple consumer, which
 * knows no group. A part that is done is stopped, so that what follows it in the log is not fetched
 * while others are still on their way. */
#include "casepulse/consumer/range.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "casepulse/base/assert.h"
#include "casepulse/base/clock.h"
#include "casepulse/base/log.h"
#include "casepulse/base/memory.h"
#include "door.h"
#include "kafka_properties.h"
#include "message.h"
#include "nudge.h"
#include "range_bounds.h"

#define CP_RANGE_NONE UINT16_MAX

struct cp_range_lane {
    rd_kafka_queue_t *queue;
    size_t left;        /* parts that are not done */
    int64_t waiting_ms; /* steady time since when nothing came; 0: something did */
    size_t message_count;
    rd_kafka_message_t *messages[CP_SOURCE_BATCH_MAX];
    size_t record_count;
    struct cp_raw_record *records; /* a batch, and an end for each part */
};

/* How far a part is read. */
struct cp_range_mark {
    int64_t next;
    bool is_done;
};

struct cp_range {
    rd_kafka_t *client;
    rd_kafka_topic_t *topic;
    char *name;
    bool accept_create_time;
    int limit_ms;
    int64_t from_ms, to_ms;
    size_t part_count;
    struct cp_range_part *parts;
    struct cp_range_mark *marks; /* by part */
    uint16_t part_of[CP_SOURCE_PARTITIONS_MAX];
    size_t lane_count;
    struct cp_range_lane *lanes;
    struct cp_nudge nudge;
    rd_kafka_topic_partition_list_t *running; /* for the nudges */
    struct cp_log_limit error_limit;
    int64_t outside;
};

/* A range is read for its own sake, not beside a city's figures: what waits in memory may be more
 * than where both have to fit (kafka_properties.c). As much in all where each lane has its own
 * queue. */
static const struct cp_property cp_range_properties[] = {
    {"queued.min.messages", "200000"},
    {"queued.max.messages.kbytes", "65536"},
    {"fetch.wait.max.ms", "10"},
};
static const struct cp_property cp_range_lane_properties[] = {
    {"queued.min.messages", "5000"},
    {"queued.max.messages.kbytes", "2048"},
};

static void cp_range_on_log(const rd_kafka_t *client, int level, const char *facility,
                            const char *text)
{
    (void)client;
    (void)level;
    cp_log(CP_LOG_DEBUG, "librdkafka: %s: %s", facility, text);
}

static void cp_range_on_error(rd_kafka_t *client, int code, const char *reason, void *opaque)
{
    (void)client;
    struct cp_range *range = opaque;
    int64_t suppressed = 0;
    if (cp_log_limit_pass(&range->error_limit, cp_clock_steady_ms(), &suppressed)) {
        cp_log(CP_LOG_WARNING, "kafka: %s: %s", rd_kafka_err2name((rd_kafka_resp_err_t)code),
               reason);
    }
}

#define CP_COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* Ours, then the user's: the last word on a property is its value. Returns how many. */
static size_t cp_range_put_properties(const struct cp_range_settings *settings,
                                      struct cp_property **out_properties)
{
    const size_t lane_count = settings->has_lanes ? CP_COUNT(cp_range_lane_properties) : 0;
    const size_t own_count = CP_COUNT(cp_range_properties) + lane_count;
    const size_t users_count = settings->kafka.property_count;
    struct cp_property *properties = cp_allocate(own_count + users_count, sizeof(*properties));
    memcpy(properties, cp_range_properties, sizeof(cp_range_properties));
    for (size_t i = 0; i < lane_count; i++) {
        properties[CP_COUNT(cp_range_properties) + i] = cp_range_lane_properties[i];
    }
    for (size_t i = 0; i < users_count; i++) {
        properties[own_count + i] = settings->kafka.properties[i];
    }
    *out_properties = properties;
    return own_count + users_count;
}

static enum cp_status cp_range_connect(struct cp_range *range,
                                       const struct cp_range_settings *settings,
                                       struct cp_failure *out_failure)
{
    char reason[256];
    struct cp_property *properties = NULL;
    struct cp_kafka_settings kafka = settings->kafka;
    kafka.group = NULL;
    kafka.property_count = cp_range_put_properties(settings, &properties);
    kafka.properties = properties;
    rd_kafka_conf_t *conf = rd_kafka_conf_new();
    const enum cp_status status = cp_kafka_configure(conf, &kafka, out_failure);
    free(properties);
    if (status != CP_OK) {
        rd_kafka_conf_destroy(conf);
        return status;
    }
    range->nudge.mark = cp_kafka_queue_mark(conf);
    rd_kafka_conf_set_opaque(conf, range);
    rd_kafka_conf_set_log_cb(conf, cp_range_on_log);
    rd_kafka_conf_set_error_cb(conf, cp_range_on_error);
    range->client = rd_kafka_new(RD_KAFKA_CONSUMER, conf, reason, sizeof(reason));
    if (range->client == NULL) {
        rd_kafka_conf_destroy(conf);
        return cp_fail(out_failure, CP_CONFIGURATION, "[kafka] %s", reason);
    }
    range->topic = rd_kafka_topic_new(range->client, range->name, NULL);
    return CP_OK;
}

static void cp_range_make_lanes(struct cp_range *range, bool has_lanes)
{
    range->lane_count = has_lanes ? range->part_count : 1;
    range->lanes = cp_allocate(range->lane_count, sizeof(*range->lanes));
    const size_t parts_a_lane = has_lanes ? 1 : range->part_count;
    for (size_t i = 0; i < range->lane_count; i++) {
        struct cp_range_lane *lane = &range->lanes[i];
        lane->queue = rd_kafka_queue_new(range->client);
        lane->left = parts_a_lane;
        lane->records = cp_allocate(CP_SOURCE_BATCH_MAX + 2 * parts_a_lane, sizeof(*lane->records));
    }
}

static struct cp_range_lane *cp_range_lane(struct cp_range *range, size_t part)
{
    return &range->lanes[range->lane_count > 1 ? part : 0];
}

/* Starts what there is to read. An empty part is done by the first poll of its lane. */
static enum cp_status cp_range_start(struct cp_range *range, struct cp_failure *out_failure)
{
    range->running = rd_kafka_topic_partition_list_new((int)range->part_count);
    range->marks = cp_allocate(range->part_count, sizeof(*range->marks));
    memset(range->part_of, 0xFF, sizeof(range->part_of));
    for (size_t i = 0; i < range->part_count; i++) {
        const struct cp_range_part *part = &range->parts[i];
        range->part_of[part->partition] = (uint16_t)i;
        range->marks[i].next = part->begin;
        if (part->begin == part->end) {
            continue;
        }
        if (rd_kafka_consume_start_queue(range->topic, part->partition, part->begin,
                                         cp_range_lane(range, i)->queue) != 0) {
            return cp_fail(out_failure, CP_RUNTIME, "kafka: %s [%" PRId32 "]: %s", range->name,
                           part->partition, rd_kafka_err2str(rd_kafka_last_error()));
        }
        (void)rd_kafka_topic_partition_list_add(range->running, range->name, part->partition);
    }
    cp_nudge_begin(&range->nudge, cp_clock_steady_ms());
    return CP_OK;
}

enum cp_status cp_range_open(const struct cp_range_settings *settings, struct cp_range **out_range,
                             struct cp_failure *out_failure)
{
    struct cp_range *range = cp_allocate(1, sizeof(*range));
    range->name = cp_copy_text(settings->kafka.topic);
    range->accept_create_time = settings->kafka.accept_create_time;
    range->limit_ms = settings->limit_ms;
    range->from_ms = settings->from_ms;
    range->to_ms = settings->to_ms;
    range->error_limit = (struct cp_log_limit){.burst = 5, .window_ms = 10000};
    enum cp_status status = cp_range_connect(range, settings, out_failure);
    if (status == CP_OK) {
        status = cp_range_bounds(range->client, settings, &range->parts, &range->part_count,
                                 out_failure);
    }
    if (status == CP_OK) {
        cp_range_make_lanes(range, settings->has_lanes);
        status = cp_range_start(range, out_failure);
    }
    if (status != CP_OK) {
        cp_range_close(range);
        return status;
    }
    *out_range = range;
    return CP_OK;
}

static void cp_range_lane_drop(struct cp_range_lane *lane)
{
    for (size_t i = 0; i < lane->message_count; i++) {
        rd_kafka_message_destroy(lane->messages[i]);
    }
    lane->message_count = 0;
    lane->record_count = 0;
}

/* What still runs is stopped before its queue goes. */
static void cp_range_stop_all(struct cp_range *range)
{
    for (int i = 0; range->running != NULL && i < range->running->cnt; i++) {
        (void)rd_kafka_consume_stop(range->topic, range->running->elems[i].partition);
    }
    for (size_t i = 0; i < range->lane_count; i++) {
        cp_range_lane_drop(&range->lanes[i]);
        rd_kafka_queue_destroy(range->lanes[i].queue);
        free(range->lanes[i].records);
    }
}

void cp_range_close(struct cp_range *range)
{
    if (range == NULL) {
        return;
    }
    cp_range_stop_all(range);
    if (range->running != NULL) {
        rd_kafka_topic_partition_list_destroy(range->running);
    }
    if (range->topic != NULL) {
        rd_kafka_topic_destroy(range->topic);
    }
    if (range->client != NULL) {
        rd_kafka_destroy(range->client);
    }
    free(range->lanes);
    free(range->marks);
    free(range->parts);
    free(range->name);
    free(range);
}

const struct cp_range_part *cp_range_parts(const struct cp_range *range, size_t *out_count)
{
    *out_count = range->part_count;
    return range->parts;
}

size_t cp_range_lanes(const struct cp_range *range)
{
    return range->lane_count;
}

bool cp_range_is_done(const struct cp_range *range, size_t lane)
{
    return range->lanes[lane].left == 0;
}

int64_t cp_range_left(const struct cp_range *range)
{
    int64_t left = 0;
    for (size_t i = 0; i < range->part_count; i++) {
        left += range->parts[i].end - range->marks[i].next;
    }
    return left;
}

int64_t cp_range_outside(const struct cp_range *range)
{
    return range->outside;
}

static void cp_range_end(struct cp_range *range, struct cp_range_lane *lane, size_t at)
{
    const struct cp_range_part *part = &range->parts[at];
    struct cp_range_mark *mark = &range->marks[at];
    mark->next = part->end;
    mark->is_done = true;
    lane->left--;
    lane->records[lane->record_count++] = (struct cp_raw_record){
        .kind = CP_RECORD_END, .partition = part->partition, .offset = part->end};
    if (rd_kafka_topic_partition_list_del(range->running, range->name, part->partition)) {
        (void)rd_kafka_consume_stop(range->topic, part->partition);
    }
}

/* Empty parts have nothing that would come. */
static void cp_range_end_empty(struct cp_range *range, struct cp_range_lane *lane)
{
    for (size_t i = 0; i < range->part_count; i++) {
        if (cp_range_lane(range, i) == lane && !range->marks[i].is_done &&
            range->marks[i].next >= range->parts[i].end) {
            cp_range_end(range, lane, i);
        }
    }
}

static enum cp_status cp_range_take_error(struct cp_range *range, struct cp_range_lane *lane,
                                          const rd_kafka_message_t *message, size_t at,
                                          struct cp_failure *out_failure)
{
    int64_t suppressed = 0;
    if (message->err == RD_KAFKA_RESP_ERR__PARTITION_EOF) {
        if (message->offset >= range->parts[at].end) {
            cp_range_end(range, lane, at);
        }
        return CP_OK;
    }
    if (message->err == RD_KAFKA_RESP_ERR__AUTO_OFFSET_RESET) {
        return cp_fail(out_failure, CP_DATA,
                       "%s [%" PRId32 "]: Kafka deleted records from offset %" PRId64
                       " on while they were to be read",
                       range->name, message->partition, range->marks[at].next);
    }
    if (cp_log_limit_pass(&range->error_limit, cp_clock_steady_ms(), &suppressed)) {
        cp_log(CP_LOG_WARNING, "kafka: %s [%" PRId32 "]: %s", range->name, message->partition,
               rd_kafka_message_errstr(message));
    }
    return CP_OK;
}

static enum cp_status cp_range_take_record(struct cp_range *range, struct cp_range_lane *lane,
                                           const rd_kafka_message_t *message, size_t at,
                                           struct cp_failure *out_failure)
{
    struct cp_raw_record record;
    struct cp_range_mark *mark = &range->marks[at];
    if (message->offset < mark->next) {
        return CP_OK; /* came twice */
    }
    if (message->offset >= range->parts[at].end) {
        cp_range_end(range, lane, at);
        return CP_OK;
    }
    const enum cp_status status =
        cp_message_record(message, range->name, range->accept_create_time, &record, out_failure);
    if (status != CP_OK) {
        return status;
    }
    mark->next = message->offset + 1;
    if (record.arrival_ms >= range->from_ms && record.arrival_ms < range->to_ms) {
        lane->records[lane->record_count++] = record;
    } else {
        range->outside++;
    }
    if (mark->next == range->parts[at].end) {
        cp_range_end(range, lane, at);
    }
    return CP_OK;
}

static enum cp_status cp_range_take(struct cp_range *range, struct cp_range_lane *lane,
                                    const rd_kafka_message_t *message,
                                    struct cp_failure *out_failure)
{
    const uint16_t at = range->part_of[message->partition];
    CP_ASSERT(at != CP_RANGE_NONE);
    if (range->marks[at].is_done) {
        return CP_OK; /* of behind the end */
    }
    return message->err != RD_KAFKA_RESP_ERR_NO_ERROR
               ? cp_range_take_error(range, lane, message, at, out_failure)
               : cp_range_take_record(range, lane, message, at, out_failure);
}

/* As in kafka.c: one call waits, the next takes what is there. */
static void cp_range_fetch(struct cp_range_lane *lane, int timeout_ms)
{
    rd_kafka_message_t *first = rd_kafka_consume_queue(lane->queue, timeout_ms);
    if (first == NULL) {
        return;
    }
    lane->messages[lane->message_count++] = first;
    const ssize_t more =
        rd_kafka_consume_batch_queue(lane->queue, 0, &lane->messages[1], CP_SOURCE_BATCH_MAX - 1);
    lane->message_count += more > 0 ? (size_t)more : 0;
}

static void cp_range_nudge(struct cp_range *range, const struct cp_range_lane *lane, bool is_full)
{
    const int64_t now_ms = cp_clock_steady_ms();
    if (is_full) {
        cp_nudge_begin(&range->nudge, now_ms);
    }
    if (range->running->cnt > 0 &&
        cp_nudge_is_due(&range->nudge, now_ms, rd_kafka_queue_length(lane->queue))) {
        cp_nudge_send(range->client, range->running);
    }
}

static enum cp_status cp_range_check_wait(struct cp_range *range, struct cp_range_lane *lane,
                                          struct cp_failure *out_failure)
{
    const int64_t now_ms = cp_clock_steady_ms();
    if (lane->message_count > 0 || lane->left == 0) {
        lane->waiting_ms = 0;
        return CP_OK;
    }
    lane->waiting_ms = lane->waiting_ms > 0 ? lane->waiting_ms : now_ms;
    if (now_ms - lane->waiting_ms < range->limit_ms) {
        return CP_OK;
    }
    return cp_fail(out_failure, CP_UNREACHABLE,
                   "kafka: nothing of topic \"%s\" came for %d s; %" PRId64
                   " offsets of the range are not read yet",
                   range->name, range->limit_ms / 1000, cp_range_left(range));
}

enum cp_status cp_range_poll(struct cp_range *range, size_t lane_number, int timeout_ms,
                             const struct cp_raw_record **out_records, size_t *out_count,
                             struct cp_failure *out_failure)
{
    struct cp_range_lane *lane = &range->lanes[lane_number];
    const bool was_full = lane->message_count == CP_SOURCE_BATCH_MAX;
    enum cp_status status = CP_OK;
    cp_range_lane_drop(lane);
    (void)rd_kafka_poll(range->client, 0); /* errors and logs */
    cp_range_end_empty(range, lane);
    if (lane->left > 0) {
        cp_range_nudge(range, lane, was_full);
        cp_range_fetch(lane, lane->record_count > 0 ? 0 : timeout_ms);
    }
    for (size_t i = 0; i < lane->message_count && status == CP_OK; i++) {
        status = cp_range_take(range, lane, lane->messages[i], out_failure);
    }
    if (status == CP_OK) {
        status = cp_range_check_wait(range, lane, out_failure);
    }
    *out_records = lane->records;
    *out_count = lane->record_count;
    return status;
}
