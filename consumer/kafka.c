#include "casepulse/consumer/kafka.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "assignment.h"
#include "casepulse/base/assert.h"
#include "casepulse/base/clock.h"
#include "casepulse/base/log.h"
#include "casepulse/base/memory.h"
#include "door.h"
#include "kafka_properties.h"
#include "liveness.h"
#include "message.h"
#include "nudge.h"

#define CP_SERVERS_MAX 256
#define CP_METADATA_TIMEOUT_MS 2000

struct cp_kafka {
    rd_kafka_t *client;
    rd_kafka_queue_t *queue;
    struct cp_source_events events;
    struct cp_assignment assignment;
    struct cp_liveness liveness;
    struct cp_nudge nudge;
    char *topic;
    char servers[CP_SERVERS_MAX];
    bool accept_create_time;
    bool is_topic_missing; /* said so in the log */
    bool has_rebalanced;   /* during the last fetch */
    bool is_closing;
    int partition_count;
    struct cp_log_limit error_limit;
    size_t message_count; /* of the last poll: destroyed by the next */
    rd_kafka_message_t *messages[CP_SOURCE_BATCH_MAX];
    size_t record_count;
    struct cp_raw_record records[CP_SOURCE_BATCH_MAX];
};

static void cp_kafka_on_rebalance(rd_kafka_t *client, rd_kafka_resp_err_t error,
                                  rd_kafka_topic_partition_list_t *partitions, void *opaque)
{
    struct cp_kafka *kafka = opaque;
    kafka->has_rebalanced = true;
    if (error == RD_KAFKA_RESP_ERR__ASSIGN_PARTITIONS) {
        cp_assignment_give(&kafka->assignment, partitions);
        return;
    }
    if (kafka->is_closing) {
        (void)rd_kafka_assign(client, NULL);
        return;
    }
    cp_assignment_revoke(&kafka->assignment, client);
}

static int cp_kafka_on_statistics(rd_kafka_t *client, char *json, size_t size, void *opaque)
{
    (void)client;
    struct cp_kafka *kafka = opaque;
    cp_liveness_take(&kafka->liveness, json, size, cp_clock_steady_ms(), kafka->servers);
    return 0; /* librdkafka frees the document */
}

/* Single connections come and go without harm, and that nobody answers is cp_liveness's to say;
 * what is left (a wrong password, a refused certificate) somebody must mend. */
static void cp_kafka_on_error(rd_kafka_t *client, int code, const char *reason, void *opaque)
{
    (void)client;
    struct cp_kafka *kafka = opaque;
    const rd_kafka_resp_err_t error = (rd_kafka_resp_err_t)code;
    const bool is_passing = error == RD_KAFKA_RESP_ERR__TRANSPORT ||
                            error == RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN ||
                            error == RD_KAFKA_RESP_ERR__TIMED_OUT;
    int64_t suppressed = 0;
    if (is_passing) {
        cp_log(CP_LOG_DEBUG, "kafka: %s: %s", rd_kafka_err2name(error), reason);
    } else if (cp_log_limit_pass(&kafka->error_limit, cp_clock_steady_ms(), &suppressed)) {
        cp_log(CP_LOG_WARNING, "kafka: %s", reason);
    }
}

static void cp_kafka_on_log(const rd_kafka_t *client, int level, const char *facility,
                            const char *text)
{
    (void)client;
    (void)level;
    cp_log(CP_LOG_DEBUG, "librdkafka: %s: %s", facility, text);
}

static enum cp_status cp_kafka_start(struct cp_kafka *kafka,
                                     const struct cp_kafka_settings *settings,
                                     struct cp_failure *out_failure)
{
    rd_kafka_conf_t *conf = rd_kafka_conf_new();
    const enum cp_status status = cp_kafka_configure(conf, settings, out_failure);
    if (status != CP_OK) {
        rd_kafka_conf_destroy(conf);
        return status;
    }
    kafka->nudge.mark = cp_kafka_queue_mark(conf);
    size_t servers_size = sizeof(kafka->servers);
    if (rd_kafka_conf_get(conf, "bootstrap.servers", kafka->servers, &servers_size) !=
        RD_KAFKA_CONF_OK) {
        (void)snprintf(kafka->servers, sizeof(kafka->servers), "(no bootstrap.servers)");
    }
    rd_kafka_conf_set_opaque(conf, kafka);
    rd_kafka_conf_set_rebalance_cb(conf, cp_kafka_on_rebalance);
    rd_kafka_conf_set_stats_cb(conf, cp_kafka_on_statistics);
    rd_kafka_conf_set_error_cb(conf, cp_kafka_on_error);
    rd_kafka_conf_set_log_cb(conf, cp_kafka_on_log);
    char reason[256];
    kafka->client = rd_kafka_new(RD_KAFKA_CONSUMER, conf, reason, sizeof(reason));
    if (kafka->client == NULL) {
        rd_kafka_conf_destroy(conf);
        return cp_fail(out_failure, CP_CONFIGURATION, "[kafka] %s", reason);
    }
    return CP_OK;
}

static enum cp_status cp_kafka_subscribe(struct cp_kafka *kafka, struct cp_failure *out_failure)
{
    (void)rd_kafka_poll_set_consumer(kafka->client);
    kafka->queue = rd_kafka_queue_get_consumer(kafka->client);
    rd_kafka_topic_partition_list_t *topics = rd_kafka_topic_partition_list_new(1);
    (void)rd_kafka_topic_partition_list_add(topics, kafka->topic, RD_KAFKA_PARTITION_UA);
    const rd_kafka_resp_err_t error = rd_kafka_subscribe(kafka->client, topics);
    rd_kafka_topic_partition_list_destroy(topics);
    if (error != RD_KAFKA_RESP_ERR_NO_ERROR) {
        return cp_fail(out_failure, CP_CONFIGURATION, "topic \"%s\": %s", kafka->topic,
                       rd_kafka_err2str(error));
    }
    return CP_OK;
}

enum cp_status cp_kafka_create(const struct cp_kafka_settings *settings,
                               const struct cp_source_events *events, struct cp_kafka **out_kafka,
                               struct cp_failure *out_failure)
{
    struct cp_kafka *kafka = cp_allocate(1, sizeof(*kafka));
    kafka->events = *events;
    kafka->assignment.events = &kafka->events;
    kafka->assignment.backoff.seed = (uint64_t)cp_clock_wall_ms();
    kafka->topic = cp_copy_text(settings->topic);
    kafka->accept_create_time = settings->accept_create_time;
    kafka->error_limit = (struct cp_log_limit){.burst = 5, .window_ms = 10000};
    enum cp_status status = cp_kafka_start(kafka, settings, out_failure);
    if (status == CP_OK) {
        status = cp_kafka_subscribe(kafka, out_failure);
    }
    if (status != CP_OK) {
        cp_kafka_free(kafka);
        return status;
    }
    *out_kafka = kafka;
    return CP_OK;
}

static void cp_kafka_drop_messages(struct cp_kafka *kafka)
{
    for (size_t i = 0; i < kafka->message_count; i++) {
        rd_kafka_message_destroy(kafka->messages[i]);
    }
    kafka->message_count = 0;
}

void cp_kafka_free(struct cp_kafka *kafka)
{
    if (kafka == NULL) {
        return;
    }
    kafka->is_closing = true;
    cp_kafka_drop_messages(kafka);
    if (kafka->queue != NULL) {
        rd_kafka_queue_destroy(kafka->queue);
    }
    if (kafka->client != NULL) {
        (void)rd_kafka_consumer_close(kafka->client);
        rd_kafka_destroy(kafka->client);
    }
    cp_assignment_done(&kafka->assignment);
    free(kafka->topic);
    free(kafka);
}

static void cp_kafka_put(struct cp_kafka *kafka, struct cp_raw_record record)
{
    kafka->records[kafka->record_count++] = record;
}

/* The position that was asked for is outside the log: what lies between is gone. */
static void cp_kafka_take_loss(struct cp_kafka *kafka, const rd_kafka_message_t *message)
{
    int64_t low = -1;
    int64_t high = -1;
    (void)rd_kafka_query_watermark_offsets(kafka->client, kafka->topic, message->partition, &low,
                                           &high, 2000);
    cp_kafka_put(kafka, (struct cp_raw_record){.kind = CP_RECORD_LOST,
                                               .partition = message->partition,
                                               .offset = message->offset,
                                               .lost_to = low});
}

static void cp_kafka_take_error(struct cp_kafka *kafka, const rd_kafka_message_t *message)
{
    int64_t suppressed = 0;
    if (message->err == RD_KAFKA_RESP_ERR__PARTITION_EOF) {
        cp_kafka_put(kafka, (struct cp_raw_record){.kind = CP_RECORD_END,
                                                   .partition = message->partition,
                                                   .offset = message->offset});
        return;
    }
    if (message->err == RD_KAFKA_RESP_ERR__AUTO_OFFSET_RESET) {
        cp_kafka_take_loss(kafka, message);
        return;
    }
    const bool is_missing = message->err == RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART;
    if (is_missing && kafka->is_topic_missing) {
        return;
    }
    kafka->is_topic_missing = is_missing;
    if (is_missing) {
        cp_log(CP_LOG_WARNING,
               "kafka: topic \"%s\" does not exist on %s; waiting for it "
               "(casepulse feed --create-topic makes it)",
               kafka->topic, kafka->servers);
        return;
    }
    if (cp_log_limit_pass(&kafka->error_limit, cp_clock_steady_ms(), &suppressed)) {
        cp_log(CP_LOG_WARNING, "kafka: %s [%d]: %s", kafka->topic, message->partition,
               rd_kafka_message_errstr(message));
    }
}

static enum cp_status cp_kafka_take(struct cp_kafka *kafka, const rd_kafka_message_t *message,
                                    struct cp_failure *out_failure)
{
    if (message->err != RD_KAFKA_RESP_ERR_NO_ERROR) {
        cp_kafka_take_error(kafka, message);
        return CP_OK;
    }
    struct cp_raw_record record;
    const enum cp_status status =
        cp_message_record(message, kafka->topic, kafka->accept_create_time, &record, out_failure);
    if (status == CP_OK) {
        cp_kafka_put(kafka, record);
    }
    return status;
}

static enum cp_status cp_kafka_check_fatal(const struct cp_kafka *kafka,
                                           struct cp_failure *out_failure)
{
    char reason[256];
    const rd_kafka_resp_err_t error = rd_kafka_fatal_error(kafka->client, reason, sizeof(reason));
    if (error == RD_KAFKA_RESP_ERR_NO_ERROR) {
        return CP_OK;
    }
    return cp_fail(out_failure, CP_RUNTIME, "kafka: %s", reason);
}

/* One poll waits, then the batch call takes what is there: with a time-out of its own it would wait
 * that out even when messages are at hand. */
static void cp_kafka_fetch(struct cp_kafka *kafka, int timeout_ms)
{
    cp_kafka_drop_messages(kafka);
    kafka->has_rebalanced = false;
    rd_kafka_message_t *first = rd_kafka_consumer_poll(kafka->client, timeout_ms);
    if (first == NULL) {
        return;
    }
    kafka->messages[kafka->message_count++] = first;
    const ssize_t more =
        rd_kafka_consume_batch_queue(kafka->queue, 0, &kafka->messages[1], CP_SOURCE_BATCH_MAX - 1);
    kafka->message_count += more > 0 ? (size_t)more : 0;
    if (kafka->has_rebalanced) {
        cp_kafka_drop_messages(kafka); /* all of the assignment that is gone */
    }
}

static void cp_kafka_count_partitions(struct cp_kafka *kafka)
{
    const struct rd_kafka_metadata *metadata = NULL;
    rd_kafka_topic_t *topic = rd_kafka_topic_new(kafka->client, kafka->topic, NULL);
    const rd_kafka_resp_err_t error =
        rd_kafka_metadata(kafka->client, 0, topic, &metadata, CP_METADATA_TIMEOUT_MS);
    rd_kafka_topic_destroy(topic);
    if (error != RD_KAFKA_RESP_ERR_NO_ERROR) {
        return;
    }
    if (metadata->topic_cnt == 1) {
        kafka->partition_count = metadata->topics[0].partition_cnt;
    }
    rd_kafka_metadata_destroy(metadata);
}

/* The last batch says whether more is waiting. */
static void cp_kafka_nudge(struct cp_kafka *kafka)
{
    const int64_t now_ms = cp_clock_steady_ms();
    if (kafka->message_count == CP_SOURCE_BATCH_MAX) {
        cp_nudge_begin(&kafka->nudge, now_ms);
    }
    if (kafka->assignment.given != NULL &&
        cp_nudge_is_due(&kafka->nudge, now_ms, rd_kafka_queue_length(kafka->queue))) {
        cp_nudge_send(kafka->client, kafka->assignment.given);
    }
}

enum cp_status cp_kafka_poll(struct cp_kafka *kafka, int timeout_ms,
                             const struct cp_raw_record **out_records, size_t *out_count,
                             struct cp_failure *out_failure)
{
    bool is_assigned = false;
    const enum cp_status assigned = cp_assignment_try(
        &kafka->assignment, kafka->client, cp_clock_steady_ms(), &is_assigned, out_failure);
    if (assigned != CP_OK) {
        return assigned;
    }
    if (is_assigned) {
        cp_kafka_count_partitions(kafka);
        kafka->is_topic_missing = false;
        cp_nudge_begin(&kafka->nudge, cp_clock_steady_ms());
    }
    cp_kafka_nudge(kafka);
    cp_kafka_fetch(kafka, timeout_ms);
    kafka->record_count = 0;
    for (size_t i = 0; i < kafka->message_count; i++) {
        const enum cp_status status = cp_kafka_take(kafka, kafka->messages[i], out_failure);
        if (status != CP_OK) {
            return status;
        }
    }
    *out_records = kafka->records;
    *out_count = kafka->record_count;
    return kafka->message_count == 0 ? cp_kafka_check_fatal(kafka, out_failure) : CP_OK;
}

void cp_kafka_claim_again(struct cp_kafka *kafka, int64_t pause_ms)
{
    cp_assignment_again(&kafka->assignment, kafka->client, cp_clock_steady_ms() + pause_ms);
}

void cp_kafka_mark(struct cp_kafka *kafka, const int32_t *partitions, const int64_t *offsets,
                   size_t count)
{
    rd_kafka_topic_partition_list_t *list = rd_kafka_topic_partition_list_new((int)count);
    for (size_t i = 0; i < count; i++) {
        rd_kafka_topic_partition_list_add(list, kafka->topic, partitions[i])->offset = offsets[i];
    }
    const rd_kafka_resp_err_t error = rd_kafka_commit(kafka->client, list, 1);
    rd_kafka_topic_partition_list_destroy(list);
    if (error != RD_KAFKA_RESP_ERR_NO_ERROR) {
        cp_log(CP_LOG_DEBUG, "kafka: marking offsets: %s", rd_kafka_err2str(error));
    }
}

int64_t cp_kafka_high_watermark(struct cp_kafka *kafka, int32_t partition)
{
    int64_t low = -1;
    int64_t high = -1;
    const rd_kafka_resp_err_t error =
        rd_kafka_get_watermark_offsets(kafka->client, kafka->topic, partition, &low, &high);
    return error == RD_KAFKA_RESP_ERR_NO_ERROR && high >= 0 ? high : -1;
}

int cp_kafka_partition_count(const struct cp_kafka *kafka)
{
    return kafka->partition_count;
}

int64_t cp_kafka_answered_ms(const struct cp_kafka *kafka)
{
    return kafka->liveness.answered_ms;
}
