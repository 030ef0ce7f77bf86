#include "topic_reader.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define CP_READER_TIMEOUT_MS 10000
#define CP_READER_SWITCHES_MAX 128

static _Noreturn void cp_reader_die(const char *what, const char *why)
{
    (void)fprintf(stderr, "%s: %s\n", what, why);
    exit(1);
}

static int64_t cp_clock_ns(clockid_t clock)
{
    struct timespec now;
    (void)clock_gettime(clock, &now);
    return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

int64_t cp_steady_ns(void)
{
    return cp_clock_ns(CLOCK_MONOTONIC);
}

static void cp_reader_set(rd_kafka_conf_t *conf, const char *key, const char *value)
{
    char reason[256];
    if (rd_kafka_conf_set(conf, key, value, reason, sizeof(reason)) != RD_KAFKA_CONF_OK) {
        cp_reader_die(key, reason);
    }
}

static rd_kafka_t *cp_reader_client(const char *servers, char *const *properties,
                                    int property_count)
{
    rd_kafka_conf_t *conf = rd_kafka_conf_new();
    cp_reader_set(conf, "bootstrap.servers", servers);
    cp_reader_set(conf, "group.id", "bench");
    cp_reader_set(conf, "enable.auto.commit", "false");
    for (int i = 0; i < property_count; i++) {
        char key[CP_READER_SWITCHES_MAX];
        const size_t size = strcspn(properties[i], "=");
        (void)snprintf(key, sizeof(key), "%.*s", (int)size, properties[i]);
        cp_reader_set(conf, key, properties[i] + size + 1);
    }
    char reason[256];
    rd_kafka_t *client = rd_kafka_new(RD_KAFKA_CONSUMER, conf, reason, sizeof(reason));
    if (client == NULL) {
        cp_reader_die("librdkafka", reason);
    }
    (void)rd_kafka_poll_set_consumer(client);
    return client;
}

static int cp_reader_partition_count(rd_kafka_t *client, const char *name)
{
    rd_kafka_topic_t *topic = rd_kafka_topic_new(client, name, NULL);
    const struct rd_kafka_metadata *metadata = NULL;
    const rd_kafka_resp_err_t error =
        rd_kafka_metadata(client, 0, topic, &metadata, CP_READER_TIMEOUT_MS);
    if (error != RD_KAFKA_RESP_ERR_NO_ERROR || metadata->topic_cnt != 1) {
        cp_reader_die(name, rd_kafka_err2str(error));
    }
    const int count = metadata->topics[0].partition_cnt;
    rd_kafka_metadata_destroy(metadata);
    rd_kafka_topic_destroy(topic);
    return count;
}

/* With numbers for offsets: symbolic ones cost half a second. */
static int64_t cp_reader_assign(rd_kafka_t *client, const char *topic)
{
    const int partition_count = cp_reader_partition_count(client, topic);
    rd_kafka_topic_partition_list_t *list = rd_kafka_topic_partition_list_new(partition_count);
    int64_t left = 0;
    for (int partition = 0; partition < partition_count; partition++) {
        int64_t low = 0;
        int64_t high = 0;
        const rd_kafka_resp_err_t error = rd_kafka_query_watermark_offsets(
            client, topic, partition, &low, &high, CP_READER_TIMEOUT_MS);
        if (error != RD_KAFKA_RESP_ERR_NO_ERROR) {
            cp_reader_die(topic, rd_kafka_err2str(error));
        }
        rd_kafka_topic_partition_list_add(list, topic, partition)->offset = low;
        left += high - low;
    }
    const rd_kafka_resp_err_t error = rd_kafka_assign(client, list);
    rd_kafka_topic_partition_list_destroy(list);
    if (error != RD_KAFKA_RESP_ERR_NO_ERROR) {
        cp_reader_die(topic, rd_kafka_err2str(error));
    }
    return left;
}

struct cp_topic_reader cp_topic_reader_open(const char *servers, const char *topic,
                                            char *const *properties, int property_count)
{
    struct cp_topic_reader reader = {.client =
                                         cp_reader_client(servers, properties, property_count)};
    reader.queue = rd_kafka_queue_get_consumer(reader.client);
    reader.left = cp_reader_assign(reader.client, topic);
    reader.begun_ns = cp_steady_ns();
    reader.begun_cpu_ns = cp_clock_ns(CLOCK_PROCESS_CPUTIME_ID);
    return reader;
}

void cp_topic_reader_close(struct cp_topic_reader *reader)
{
    rd_kafka_queue_destroy(reader->queue);
    (void)rd_kafka_consumer_close(reader->client);
    rd_kafka_destroy(reader->client);
}

void cp_topic_reader_print(const struct cp_topic_reader *reader)
{
    const int64_t cpu_ns = cp_clock_ns(CLOCK_PROCESS_CPUTIME_ID) - reader->begun_cpu_ns;
    (void)printf("count %lld\nseconds %.6f\ncpu_seconds %.6f\n", (long long)reader->count,
                 (double)(cp_steady_ns() - reader->begun_ns) / 1e9, (double)cpu_ns / 1e9);
}
