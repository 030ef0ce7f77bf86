#include "casepulse/consumer/watermarks.h"

#include "casepulse/base/log.h"
#include "door.h"
#include "kafka_properties.h"

static void cp_watermarks_on_log(const rd_kafka_t *client, int level, const char *facility,
                                 const char *text)
{
    (void)client;
    (void)level;
    cp_log(CP_LOG_DEBUG, "librdkafka: %s: %s", facility, text);
}

static enum cp_status cp_watermarks_fail(const struct cp_kafka_settings *settings,
                                         int32_t partition, rd_kafka_resp_err_t error,
                                         struct cp_failure *out_failure)
{
    const bool is_unknown = error == RD_KAFKA_RESP_ERR__UNKNOWN_PARTITION ||
                            error == RD_KAFKA_RESP_ERR__UNKNOWN_TOPIC ||
                            error == RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART;
    return cp_fail(out_failure, is_unknown ? CP_CONFIGURATION : CP_UNREACHABLE, "%s [%d]: %s",
                   settings->topic, partition, rd_kafka_err2str(error));
}

enum cp_status cp_watermarks_ask(const struct cp_kafka_settings *settings, int32_t partition,
                                 int limit_ms, int64_t *out_low, int64_t *out_high,
                                 struct cp_failure *out_failure)
{
    char reason[256];
    rd_kafka_conf_t *conf = rd_kafka_conf_new();
    const enum cp_status status = cp_kafka_configure(conf, settings, out_failure);
    if (status != CP_OK) {
        rd_kafka_conf_destroy(conf);
        return status;
    }
    rd_kafka_conf_set_log_cb(conf, cp_watermarks_on_log);
    rd_kafka_t *client = rd_kafka_new(RD_KAFKA_CONSUMER, conf, reason, sizeof(reason));
    if (client == NULL) {
        rd_kafka_conf_destroy(conf);
        return cp_fail(out_failure, CP_CONFIGURATION, "[kafka] %s", reason);
    }
    const rd_kafka_resp_err_t error = rd_kafka_query_watermark_offsets(
        client, settings->topic, partition, out_low, out_high, limit_ms);
    rd_kafka_destroy(client);
    return error == RD_KAFKA_RESP_ERR_NO_ERROR
               ? CP_OK
               : cp_watermarks_fail(settings, partition, error, out_failure);
}
