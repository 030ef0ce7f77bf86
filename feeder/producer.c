/* librdkafka queues, batches, retries and keeps order; here is only what it leaves to its user: to
 * wait when its queue is full, to count what it reports, and to give up in the end. */
#include "casepulse/feeder/producer.h"

#include <librdkafka/rdkafka.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "casepulse/base/clock.h"
#include "casepulse/base/log.h"
#include "casepulse/base/memory.h"
#include "casepulse/base/stop.h"
#include "producer_handle.h"

#define CP_PRODUCER_WARN_MS 3000
#define CP_PRODUCER_WAIT_MS 100
#define CP_PRODUCER_POLL_EVERY 256 /* records between two looks at the reports */
#define CP_PRODUCER_REASON_SIZE 256

struct cp_producer {
    rd_kafka_t *client;
    rd_kafka_topic_t *topic;
    char *topic_name;
    uint64_t sent;
    struct cp_producer_counts counts;
    int64_t progress_ms; /* steady time of the last answer, or of the first record waiting */
    bool is_warned;
    char error[CP_PRODUCER_REASON_SIZE];  /* the client's last word about the brokers */
    char failed[CP_PRODUCER_REASON_SIZE]; /* why the first failed record was not delivered */
};

/* Properties may change the first ones, not the last: they are what exactly-once begins with. */
static const struct cp_property cp_producer_defaults[] = {
    {"client.id", "casepulse-feed"},
    {"linger.ms", "20"},
    {"queue.buffering.max.messages", "100000"},
    {"queue.buffering.max.kbytes", "65536"},
};
static const struct cp_property cp_producer_fixed[] = {
    {"enable.idempotence", "true"},
    {"acks", "all"},
    {"partitioner", "murmur2_random"}, /* as Java's: a key has one partition whoever sends it */
};

static void cp_producer_on_error(rd_kafka_t *client, int error, const char *reason, void *context)
{
    (void)client;
    (void)error;
    struct cp_producer *producer = context;
    (void)snprintf(producer->error, sizeof(producer->error), "%s", reason);
}

/* The client's own log repeats what the error call says, once per try. */
static void cp_producer_on_log(const rd_kafka_t *client, int level, const char *facility,
                               const char *text)
{
    (void)client;
    (void)level;
    cp_log(CP_LOG_DEBUG, "kafka: %s: %s", facility, text);
}

static void cp_producer_on_delivery(rd_kafka_t *client, const rd_kafka_message_t *message,
                                    void *context)
{
    (void)client;
    struct cp_producer *producer = context;
    producer->counts.waiting--;
    if (message->err == RD_KAFKA_RESP_ERR_NO_ERROR) {
        producer->counts.delivered++;
        producer->progress_ms = cp_clock_steady_ms();
        return;
    }
    /* Not rd_kafka_message_errstr: of a produced message that is its payload. */
    if (producer->counts.failed++ == 0) {
        (void)snprintf(producer->failed, sizeof(producer->failed), "%s",
                       rd_kafka_err2str(message->err));
    }
}

static enum cp_status cp_properties_set(rd_kafka_conf_t *conf, const struct cp_property *properties,
                                        size_t count, struct cp_failure *out_failure)
{
    char reason[CP_PRODUCER_REASON_SIZE];
    for (size_t i = 0; i < count; i++) {
        if (rd_kafka_conf_set(conf, properties[i].key, properties[i].value, reason,
                              sizeof(reason)) != RD_KAFKA_CONF_OK) {
            return cp_fail(out_failure, CP_CONFIGURATION, "[kafka] %s: %s", properties[i].key,
                           reason);
        }
    }
    return CP_OK;
}

#define CP_COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))

static enum cp_status cp_producer_configure(rd_kafka_conf_t *conf,
                                            const struct cp_producer_options *options,
                                            struct cp_failure *out_failure)
{
    rd_kafka_conf_set_dr_msg_cb(conf, cp_producer_on_delivery);
    rd_kafka_conf_set_error_cb(conf, cp_producer_on_error);
    rd_kafka_conf_set_log_cb(conf, cp_producer_on_log);
    enum cp_status status = cp_properties_set(conf, cp_producer_defaults,
                                              CP_COUNT_OF(cp_producer_defaults), out_failure);
    if (status == CP_OK) {
        status = cp_properties_set(conf, options->properties, options->property_count, out_failure);
    }
    if (status == CP_OK) {
        status =
            cp_properties_set(conf, cp_producer_fixed, CP_COUNT_OF(cp_producer_fixed), out_failure);
    }
    return status;
}

enum cp_status cp_producer_create(const struct cp_producer_options *options,
                                  struct cp_producer **out_producer, struct cp_failure *out_failure)
{
    struct cp_producer *producer = cp_allocate(1, sizeof(struct cp_producer));
    rd_kafka_conf_t *conf = rd_kafka_conf_new();
    char reason[CP_PRODUCER_REASON_SIZE];
    rd_kafka_conf_set_opaque(conf, producer);
    enum cp_status status = cp_producer_configure(conf, options, out_failure);
    if (status == CP_OK) {
        producer->client = rd_kafka_new(RD_KAFKA_PRODUCER, conf, reason, sizeof(reason));
        if (producer->client == NULL) {
            status = cp_fail(out_failure, CP_CONFIGURATION, "[kafka] %s", reason);
        }
    }
    if (status != CP_OK) {
        rd_kafka_conf_destroy(conf);
        free(producer);
        return status;
    }
    producer->topic_name = cp_copy_text(options->topic);
    *out_producer = producer;
    return CP_OK;
}

void cp_producer_free(struct cp_producer *producer)
{
    if (producer == NULL) {
        return;
    }
    (void)rd_kafka_purge(producer->client, RD_KAFKA_PURGE_F_QUEUE | RD_KAFKA_PURGE_F_INFLIGHT);
    (void)rd_kafka_flush(producer->client, CP_PRODUCER_WAIT_MS);
    if (producer->topic != NULL) {
        rd_kafka_topic_destroy(producer->topic);
    }
    rd_kafka_destroy(producer->client);
    free(producer->topic_name);
    free(producer);
}

struct rd_kafka_s *cp_producer_client(struct cp_producer *producer)
{
    return producer->client;
}

const char *cp_producer_topic(const struct cp_producer *producer)
{
    return producer->topic_name;
}

struct cp_producer_counts cp_producer_count(const struct cp_producer *producer)
{
    return producer->counts;
}

/* Called in every wait: says once that the broker is silent, once that it is back, and when it is
 * time to give up. */
static enum cp_status cp_producer_watch(struct cp_producer *producer,
                                        struct cp_failure *out_failure)
{
    const int64_t silent_ms = cp_clock_steady_ms() - producer->progress_ms;
    if (silent_ms >= CP_PRODUCER_GIVE_UP_MS) {
        return cp_fail(out_failure, CP_UNREACHABLE, "no answer from Kafka for %d s (%s)",
                       CP_PRODUCER_GIVE_UP_MS / 1000, producer->error);
    }
    if (silent_ms >= CP_PRODUCER_WARN_MS && !producer->is_warned) {
        producer->is_warned = true;
        cp_log(CP_LOG_WARNING, "no answer from Kafka (%s); trying for %d s", producer->error,
               CP_PRODUCER_GIVE_UP_MS / 1000);
    }
    if (silent_ms < CP_PRODUCER_WARN_MS && producer->is_warned) {
        producer->is_warned = false;
        cp_log(CP_LOG_INFO, "Kafka answers again");
    }
    return CP_OK;
}

enum cp_status cp_producer_connect(struct cp_producer *producer, struct cp_failure *out_failure)
{
    enum cp_status status = CP_OK;
    producer->progress_ms = cp_clock_steady_ms();
    while (status == CP_OK && !cp_stop_is_asked()) {
        const struct rd_kafka_metadata *metadata = NULL;
        const rd_kafka_resp_err_t error =
            rd_kafka_metadata(producer->client, 0, NULL, &metadata, 1000);
        if (error == RD_KAFKA_RESP_ERR_NO_ERROR) {
            rd_kafka_metadata_destroy(metadata);
            producer->progress_ms = cp_clock_steady_ms();
            return cp_producer_watch(producer, out_failure);
        }
        (void)rd_kafka_poll(producer->client, CP_PRODUCER_WAIT_MS);
        if (producer->error[0] == '\0') {
            (void)snprintf(producer->error, sizeof(producer->error), "%s", rd_kafka_err2str(error));
        }
        status = cp_producer_watch(producer, out_failure);
    }
    return status == CP_OK ? cp_fail(out_failure, CP_RUNTIME, "stopped before Kafka answered")
                           : status;
}

static enum cp_status cp_producer_check_failed(const struct cp_producer *producer,
                                               struct cp_failure *out_failure)
{
    if (producer->counts.failed == 0) {
        return CP_OK;
    }
    return cp_fail(out_failure, CP_RUNTIME,
                   "topic %s: %lld records could not be delivered, the first because: %s",
                   producer->topic_name, (long long)producer->counts.failed, producer->failed);
}

/* Not before the first record: a client that merely names a topic makes brokers create it, with
 * settings that are not ours. */
static enum cp_status cp_producer_open_topic(struct cp_producer *producer,
                                             struct cp_failure *out_failure)
{
    if (producer->topic == NULL) {
        producer->topic = rd_kafka_topic_new(producer->client, producer->topic_name, NULL);
    }
    return producer->topic != NULL
               ? CP_OK
               : cp_fail(out_failure, CP_CONFIGURATION, "topic \"%.100s\": %s",
                         producer->topic_name, rd_kafka_err2str(rd_kafka_last_error()));
}

/* One try. librdkafka's parameters are not const for historical reasons; with F_COPY it only reads.
 * A time of 0 is none: librdkafka's clock then, which a topic with LogAppendTime overrides. */
static rd_kafka_resp_err_t cp_producer_put(const struct cp_producer *producer,
                                           const struct cp_producer_record *record,
                                           int64_t timestamp_ms)
{
    void *value = (void *)(uintptr_t)record->value;
    if (timestamp_ms == 0) {
        const int result =
            rd_kafka_produce(producer->topic, RD_KAFKA_PARTITION_UA, RD_KAFKA_MSG_F_COPY, value,
                             record->value_size, record->key, record->key_size, NULL);
        return result == 0 ? RD_KAFKA_RESP_ERR_NO_ERROR : rd_kafka_last_error();
    }
    const rd_kafka_vu_t parts[] = {
        {.vtype = RD_KAFKA_VTYPE_RKT, .u = {.rkt = producer->topic}},
        {.vtype = RD_KAFKA_VTYPE_MSGFLAGS, .u = {.i = RD_KAFKA_MSG_F_COPY}},
        {.vtype = RD_KAFKA_VTYPE_VALUE, .u = {.mem = {value, record->value_size}}},
        {.vtype = RD_KAFKA_VTYPE_KEY,
         .u = {.mem = {(void *)(uintptr_t)record->key, record->key_size}}},
        {.vtype = RD_KAFKA_VTYPE_TIMESTAMP, .u = {.i64 = timestamp_ms}},
    };
    rd_kafka_error_t *error = rd_kafka_produceva(producer->client, parts, CP_COUNT_OF(parts));
    const rd_kafka_resp_err_t code =
        error == NULL ? RD_KAFKA_RESP_ERR_NO_ERROR : rd_kafka_error_code(error);
    rd_kafka_error_destroy(error);
    return code;
}

enum cp_status cp_producer_send(struct cp_producer *producer,
                                const struct cp_producer_record *record,
                                struct cp_failure *out_failure)
{
    return cp_producer_send_dated(producer, record, 0, out_failure);
}

enum cp_status cp_producer_send_dated(struct cp_producer *producer,
                                      const struct cp_producer_record *record, int64_t timestamp_ms,
                                      struct cp_failure *out_failure)
{
    if (++producer->sent % CP_PRODUCER_POLL_EVERY == 0) {
        (void)rd_kafka_poll(producer->client, 0);
    }
    if (producer->counts.waiting == 0) {
        producer->progress_ms = cp_clock_steady_ms();
    }
    enum cp_status status = cp_producer_check_failed(producer, out_failure);
    if (status == CP_OK) {
        status = cp_producer_open_topic(producer, out_failure);
    }
    while (status == CP_OK) {
        const rd_kafka_resp_err_t error = cp_producer_put(producer, record, timestamp_ms);
        if (error == RD_KAFKA_RESP_ERR_NO_ERROR) {
            producer->counts.waiting++;
            return CP_OK;
        }
        if (error != RD_KAFKA_RESP_ERR__QUEUE_FULL) {
            return cp_fail(out_failure, CP_RUNTIME, "topic %s: a record was not taken: %s",
                           producer->topic_name, rd_kafka_err2str(error));
        }
        (void)rd_kafka_poll(producer->client, CP_PRODUCER_WAIT_MS);
        status = cp_producer_watch(producer, out_failure);
    }
    return status;
}

enum cp_status cp_producer_flush(struct cp_producer *producer, struct cp_failure *out_failure)
{
    while (rd_kafka_flush(producer->client, CP_PRODUCER_WAIT_MS) != RD_KAFKA_RESP_ERR_NO_ERROR) {
        const enum cp_status status = cp_producer_watch(producer, out_failure);
        if (status != CP_OK) {
            return status;
        }
    }
    return cp_producer_check_failed(producer, out_failure);
}
