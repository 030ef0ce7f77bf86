#include "message.h"

enum cp_status cp_message_record(const rd_kafka_message_t *message, const char *topic,
                                 bool accept_create_time, struct cp_raw_record *out_record,
                                 struct cp_failure *out_failure)
{
    rd_kafka_timestamp_type_t type;
    const int64_t arrival_ms = rd_kafka_message_timestamp(message, &type);
    if (type != RD_KAFKA_TIMESTAMP_LOG_APPEND_TIME && !accept_create_time) {
        return cp_fail(out_failure, CP_CONFIGURATION,
                       "%s [%d] offset %lld carries its producer's clock, not the broker's: "
                       "lateness would be judged by it. Set "
                       "message.timestamp.type=LogAppendTime on the topic, or accept it by "
                       "source.accept_create_time=true",
                       topic, message->partition, (long long)message->offset);
    }
    *out_record = (struct cp_raw_record){.kind = CP_RECORD_DATA,
                                         .partition = message->partition,
                                         .offset = message->offset,
                                         .arrival_ms = arrival_ms,
                                         .key = message->key,
                                         .key_size = message->key_len,
                                         .value = message->payload,
                                         .value_size = message->len};
    return CP_OK;
}
