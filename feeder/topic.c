/* The topic as the processor wants it: the broker's arrival stamps, nothing ever dropped by age.
 * And one for made-up records, which keeps the times that they carry. */
#include <librdkafka/rdkafka.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "casepulse/base/log.h"
#include "producer_handle.h"

#define CP_TOPIC_TIMEOUT_MS 10000
#define CP_TOPIC_REASON_SIZE 256

/* What a topic is made with, and what to say of one that is there and has it otherwise. */
struct cp_topic_setting {
    const char *name;
    const char *value;
    const char *warning;
};

#define CP_TOPIC_SETTINGS_MAX 3

struct cp_topic_plan {
    const char *times; /* for people */
    size_t setting_count;
    struct cp_topic_setting settings[CP_TOPIC_SETTINGS_MAX];
};

#define CP_TOPIC_RETENTION                                                                         \
    {                                                                                              \
        "retention.ms", "-1",                                                                      \
            "the broker drops older records: what is not counted by then is lost"                  \
    }

static const struct cp_topic_plan cp_topic_plan_live = {
    "arrival stamps by the broker",
    2,
    {{"message.timestamp.type", "LogAppendTime",
      "casepulse run refuses it: lateness would be judged by the senders' clocks"},
     CP_TOPIC_RETENTION}};

/* A segment ends by the records' times: with the broker's week, ten years in an hour would leave
 * 520 of them a partition, and the broker without files to open. So it gets a century. */
static const struct cp_topic_plan cp_topic_plan_dated = {
    "arrival stamps as sent (CreateTime)",
    3,
    {{"message.timestamp.type", "CreateTime", "the records' own times are overridden"},
     CP_TOPIC_RETENTION,
     {"segment.ms", "3155760000000", "each such stretch of the records' times gets a file"}}};

/* The partitions of the producer's topic, 0 if it is not there, −1 without an answer. */
static int cp_topic_partitions(struct cp_producer *producer, char out_reason[CP_TOPIC_REASON_SIZE])
{
    const struct rd_kafka_metadata *metadata = NULL;
    /* All topics: asking for one by name may make it. */
    const rd_kafka_resp_err_t error =
        rd_kafka_metadata(cp_producer_client(producer), 1, NULL, &metadata, CP_TOPIC_TIMEOUT_MS);
    if (error != RD_KAFKA_RESP_ERR_NO_ERROR) {
        (void)snprintf(out_reason, CP_TOPIC_REASON_SIZE, "%s", rd_kafka_err2str(error));
        return -1;
    }
    int partitions = 0;
    for (int i = 0; i < metadata->topic_cnt; i++) {
        if (strcmp(metadata->topics[i].topic, cp_producer_topic(producer)) == 0) {
            partitions = metadata->topics[i].partition_cnt;
        }
    }
    rd_kafka_metadata_destroy(metadata);
    return partitions;
}

enum cp_status cp_topic_find(struct cp_producer *producer, struct cp_failure *out_failure)
{
    char reason[CP_TOPIC_REASON_SIZE];
    const int partitions = cp_topic_partitions(producer, reason);
    if (partitions > 0) {
        return CP_OK;
    }
    const char *topic = cp_producer_topic(producer);
    if (partitions < 0) {
        return cp_fail(out_failure, CP_UNREACHABLE, "topic %s: Kafka gives no list of topics: %s",
                       topic, reason);
    }
    return cp_fail(out_failure, CP_CONFIGURATION,
                   "topic %s: not there, or not ours to see; casepulse feed --create-topic makes "
                   "it",
                   topic);
}

/* One administrative request and its answer. */
struct cp_topic_request {
    rd_kafka_queue_t *queue;
    rd_kafka_AdminOptions_t *options;
    rd_kafka_event_t *answer;
};

static void cp_topic_request_init(struct cp_topic_request *request, rd_kafka_t *client,
                                  rd_kafka_admin_op_t operation)
{
    char reason[CP_TOPIC_REASON_SIZE];
    request->queue = rd_kafka_queue_new(client);
    request->options = rd_kafka_AdminOptions_new(client, operation);
    request->answer = NULL;
    (void)rd_kafka_AdminOptions_set_request_timeout(request->options, CP_TOPIC_TIMEOUT_MS, reason,
                                                    sizeof(reason));
}

/* True if an answer came that is no error of the whole request. */
static bool cp_topic_request_wait(struct cp_topic_request *request,
                                  char out_reason[CP_TOPIC_REASON_SIZE])
{
    request->answer = rd_kafka_queue_poll(request->queue, CP_TOPIC_TIMEOUT_MS + 1000);
    const rd_kafka_resp_err_t error = request->answer == NULL
                                          ? RD_KAFKA_RESP_ERR__TIMED_OUT
                                          : rd_kafka_event_error(request->answer);
    (void)snprintf(out_reason, CP_TOPIC_REASON_SIZE, "%s", rd_kafka_err2str(error));
    return error == RD_KAFKA_RESP_ERR_NO_ERROR;
}

static void cp_topic_request_done(struct cp_topic_request *request)
{
    if (request->answer != NULL) {
        rd_kafka_event_destroy(request->answer);
    }
    rd_kafka_AdminOptions_destroy(request->options);
    rd_kafka_queue_destroy(request->queue);
}

/* Logs what differs in the answer; returns how much does. */
static int cp_topic_compare(const rd_kafka_event_t *answer, const char *topic,
                            const struct cp_topic_plan *plan)
{
    size_t count = 0;
    const rd_kafka_ConfigResource_t **resources =
        rd_kafka_DescribeConfigs_result_resources(answer, &count);
    const rd_kafka_ConfigEntry_t **entries =
        count == 0 ? NULL : rd_kafka_ConfigResource_configs(resources[0], &count);
    int differing = 0;
    for (size_t i = 0; entries != NULL && i < count * plan->setting_count; i++) {
        const rd_kafka_ConfigEntry_t *entry = entries[i / plan->setting_count];
        const struct cp_topic_setting *setting = &plan->settings[i % plan->setting_count];
        const char *value = rd_kafka_ConfigEntry_value(entry);
        if (strcmp(rd_kafka_ConfigEntry_name(entry), setting->name) == 0 && value != NULL &&
            strcmp(value, setting->value) != 0) {
            differing++;
            cp_log(CP_LOG_WARNING, "topic %s has %s=%s, not %s: %s", topic, setting->name, value,
                   setting->value, setting->warning);
        }
    }
    return differing;
}

/* Looks at a topic that was there before. */
static void cp_topic_inspect(struct cp_producer *producer, int partitions,
                             const struct cp_topic_plan *plan)
{
    const char *topic = cp_producer_topic(producer);
    char reason[CP_TOPIC_REASON_SIZE];
    struct cp_topic_request request;
    int differing = 0;
    const int found = cp_topic_partitions(producer, reason);
    if (found > 0 && found != partitions) {
        differing++;
        cp_log(CP_LOG_WARNING, "topic %s has %d partitions, not %d", topic, found, partitions);
    }
    rd_kafka_t *client = cp_producer_client(producer);
    rd_kafka_ConfigResource_t *resource =
        rd_kafka_ConfigResource_new(RD_KAFKA_RESOURCE_TOPIC, topic);
    cp_topic_request_init(&request, client, RD_KAFKA_ADMIN_OP_DESCRIBECONFIGS);
    rd_kafka_DescribeConfigs(client, &resource, 1, request.options, request.queue);
    const bool is_answered = cp_topic_request_wait(&request, reason);
    if (is_answered) {
        differing +=
            cp_topic_compare(rd_kafka_event_DescribeConfigs_result(request.answer), topic, plan);
    } else {
        cp_log(CP_LOG_WARNING, "topic %s: its settings could not be read: %s", topic, reason);
    }
    if (is_answered && differing == 0) {
        cp_log(CP_LOG_INFO, "topic %s is there already, as it should be: %d partitions", topic,
               found);
    }
    rd_kafka_ConfigResource_destroy(resource);
    cp_topic_request_done(&request);
}

static rd_kafka_NewTopic_t *cp_topic_describe(const char *topic, int partitions,
                                              const struct cp_topic_plan *plan,
                                              char out_reason[CP_TOPIC_REASON_SIZE])
{
    const int replication_default = -1;
    rd_kafka_NewTopic_t *new_topic = rd_kafka_NewTopic_new(topic, partitions, replication_default,
                                                           out_reason, CP_TOPIC_REASON_SIZE);
    for (size_t i = 0; new_topic != NULL && i < plan->setting_count; i++) {
        (void)rd_kafka_NewTopic_set_config(new_topic, plan->settings[i].name,
                                           plan->settings[i].value);
    }
    return new_topic;
}

/* The one topic's own result inside an answer that as a whole is right. */
static rd_kafka_resp_err_t cp_topic_result(const rd_kafka_event_t *answer,
                                           char out_reason[CP_TOPIC_REASON_SIZE])
{
    size_t count = 0;
    const rd_kafka_topic_result_t **results = rd_kafka_CreateTopics_result_topics(answer, &count);
    const rd_kafka_resp_err_t error =
        count == 1 ? rd_kafka_topic_result_error(results[0]) : RD_KAFKA_RESP_ERR_UNKNOWN;
    const char *text = count == 1 ? rd_kafka_topic_result_error_string(results[0]) : NULL;
    (void)snprintf(out_reason, CP_TOPIC_REASON_SIZE, "%s",
                   text != NULL ? text : rd_kafka_err2str(error));
    return error;
}

static enum cp_status cp_topic_make(struct cp_producer *producer, int partitions,
                                    const struct cp_topic_plan *plan,
                                    struct cp_failure *out_failure)
{
    const char *topic = cp_producer_topic(producer);
    char reason[CP_TOPIC_REASON_SIZE] = "";
    rd_kafka_NewTopic_t *new_topic = cp_topic_describe(topic, partitions, plan, reason);
    if (new_topic == NULL) {
        return cp_fail(out_failure, CP_CONFIGURATION, "topic \"%.100s\" with %d partitions: %s",
                       topic, partitions, reason);
    }
    rd_kafka_t *client = cp_producer_client(producer);
    struct cp_topic_request request;
    cp_topic_request_init(&request, client, RD_KAFKA_ADMIN_OP_CREATETOPICS);
    rd_kafka_CreateTopics(client, &new_topic, 1, request.options, request.queue);
    rd_kafka_resp_err_t error = RD_KAFKA_RESP_ERR_UNKNOWN;
    if (cp_topic_request_wait(&request, reason)) {
        error = cp_topic_result(rd_kafka_event_CreateTopics_result(request.answer), reason);
    }
    rd_kafka_NewTopic_destroy(new_topic);
    cp_topic_request_done(&request);
    if (error == RD_KAFKA_RESP_ERR_TOPIC_ALREADY_EXISTS) {
        cp_topic_inspect(producer, partitions, plan);
        return CP_OK;
    }
    if (error != RD_KAFKA_RESP_ERR_NO_ERROR) {
        return cp_fail(out_failure, CP_RUNTIME, "topic %s could not be made: %s", topic, reason);
    }
    cp_log(CP_LOG_INFO, "topic %s made: %d partitions, %s, kept for ever", topic, partitions,
           plan->times);
    return CP_OK;
}

enum cp_status cp_topic_create(struct cp_producer *producer, int partitions,
                               struct cp_failure *out_failure)
{
    return cp_topic_make(producer, partitions, &cp_topic_plan_live, out_failure);
}

enum cp_status cp_topic_create_dated(struct cp_producer *producer, int partitions,
                                     struct cp_failure *out_failure)
{
    return cp_topic_make(producer, partitions, &cp_topic_plan_dated, out_failure);
}
