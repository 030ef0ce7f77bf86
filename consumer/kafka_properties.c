/* Which properties librdkafka runs with: ours, then the user's, then those that the promise hangs
 * on. */
#include "kafka_properties.h"

/* Ours before the user's. Group liveness: a dead instance is noticed after 6 s. The queue is small,
 * as a message in it costs half a kilobyte: what is taken within some 20 ms, and one fetch of a
 * quarter of a MiB a partition on top. nudge.h keeps it from running dry. */
static const struct cp_property cp_kafka_defaults[] = {
    {"session.timeout.ms", "6000"},
    {"heartbeat.interval.ms", "1000"},
    {"max.poll.interval.ms", "60000"},
    {"check.crcs", "true"},
    {"partition.assignment.strategy", "range"}, /* cooperative-sticky is faulty before 2.10 */
    {"queued.min.messages", "50000"},
    {"queued.max.messages.kbytes", "16384"},
    {"max.partition.fetch.bytes", "262144"},
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
