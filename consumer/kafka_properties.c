/* Which properties librdkafka runs with: ours, then the user's, then those that the promise hangs
 * on. */
#include "kafka_properties.h"

#include <stdio.h>
#include <stdlib.h>

#include "casepulse/base/assert.h"

#define CP_NUMBER_MAX 32

/* Ours before the user's. Group liveness: a dead instance is noticed after 6 s. The queue is small,
 * as a message in it costs half a kilobyte and what has left the cache is dear: what is taken while
 * the next fetch is on its way, which nudge.h asks for in time. An answer, whatever the number of
 * partitions, stays below CP_MEMORY_MAPPED_FROM, so that its memory is there already; a partition
 * that is far behind leaves room in it for the others. */
static const struct cp_property cp_kafka_defaults[] = {
    {"session.timeout.ms", "6000"},
    {"heartbeat.interval.ms", "1000"},
    {"max.poll.interval.ms", "60000"},
    {"check.crcs", "true"},
    {"partition.assignment.strategy", "range"}, /* cooperative-sticky is faulty before 2.10 */
    {"queued.min.messages", "10000"},
    {"queued.max.messages.kbytes", "16384"},
    {"fetch.max.bytes", "1000000"},
    {"max.partition.fetch.bytes", "500000"},
    {"fetch.wait.max.ms", "100"},
    {"reconnect.backoff.max.ms", "2000"},
    {"topic.metadata.refresh.interval.ms", "5000"}, /* a topic made later is found soon */
    {"client.id", "casepulse"},
};

/* Ours after the user's: the promise hangs on them. */
static const struct cp_property cp_kafka_musts[] = {
    {"enable.auto.commit", "false"},    {"enable.auto.offset.store", "false"},
    {"auto.offset.reset", "error"},     {"enable.partition.eof", "true"},
    {"statistics.interval.ms", "1000"},
};

static enum cp_status cp_kafka_set(rd_kafka_conf_t *conf, const struct cp_property *property,
                                   struct cp_failure *out_failure)
{
    char reason[256];
    const rd_kafka_conf_res_t result =
        rd_kafka_conf_set(conf, property->key, property->value, reason, sizeof(reason));
    if (result == RD_KAFKA_CONF_OK) {
        return CP_OK;
    }
    return cp_fail(out_failure, CP_CONFIGURATION, "[kafka] %s: %s", property->key, reason);
}

static enum cp_status cp_kafka_set_all(rd_kafka_conf_t *conf, const struct cp_property *properties,
                                       size_t count, struct cp_failure *out_failure)
{
    for (size_t i = 0; i < count; i++) {
        const enum cp_status status = cp_kafka_set(conf, &properties[i], out_failure);
        if (status != CP_OK) {
            return status;
        }
    }
    return CP_OK;
}

static long cp_kafka_number(const rd_kafka_conf_t *conf, const char *key)
{
    char text[CP_NUMBER_MAX] = "";
    size_t size = sizeof(text);
    const rd_kafka_conf_res_t result = rd_kafka_conf_get(conf, key, text, &size);
    CP_ASSERT(result == RD_KAFKA_CONF_OK);
    return strtol(text, NULL, 10);
}

size_t cp_kafka_queue_mark(const rd_kafka_conf_t *conf)
{
    return (size_t)cp_kafka_number(conf, "queued.min.messages");
}

/* librdkafka would refuse the answer that is smaller than a message. It raises its own default;
 * ours is set. */
static enum cp_status cp_kafka_raise_answer(rd_kafka_conf_t *conf, struct cp_failure *out_failure)
{
    char message_max[CP_NUMBER_MAX];
    const long message_max_bytes = cp_kafka_number(conf, "message.max.bytes");
    if (cp_kafka_number(conf, "fetch.max.bytes") >= message_max_bytes) {
        return CP_OK;
    }
    (void)snprintf(message_max, sizeof(message_max), "%ld", message_max_bytes);
    return cp_kafka_set(conf, &(struct cp_property){"fetch.max.bytes", message_max}, out_failure);
}

#define CP_COUNT(array) (sizeof(array) / sizeof((array)[0]))

enum cp_status cp_kafka_configure(rd_kafka_conf_t *conf, const struct cp_kafka_settings *settings,
                                  struct cp_failure *out_failure)
{
    /* An empty one: librdkafka asks for no coordinator at all. */
    const struct cp_property group = {"group.id", settings->group != NULL ? settings->group : ""};
    enum cp_status status =
        cp_kafka_set_all(conf, cp_kafka_defaults, CP_COUNT(cp_kafka_defaults), out_failure);
    if (status == CP_OK) {
        status =
            cp_kafka_set_all(conf, settings->properties, settings->property_count, out_failure);
    }
    if (status == CP_OK) {
        status = cp_kafka_raise_answer(conf, out_failure);
    }
    if (status == CP_OK) {
        status = cp_kafka_set_all(conf, cp_kafka_musts, CP_COUNT(cp_kafka_musts), out_failure);
    }
    if (status == CP_OK) {
        status = cp_kafka_set(conf, &group, out_failure);
    }
    return status;
}

enum cp_status cp_kafka_check(const struct cp_kafka_settings *settings,
                              struct cp_failure *out_failure)
{
    rd_kafka_conf_t *conf = rd_kafka_conf_new();
    const enum cp_status status = cp_kafka_configure(conf, settings, out_failure);
    rd_kafka_conf_destroy(conf);
    return status;
}
