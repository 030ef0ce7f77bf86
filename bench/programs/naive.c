/* naive SERVERS TOPIC REDIS_PORT [KEY=VALUE...]: the same job as one would write it in an
 * afternoon: poll, unpack with malloc, count in a hash table, and every 100 ms one HSET for each
 * count that changed. Nothing is checked, de-duplicated or committed. */
#include <hiredis/hiredis.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "casepulse/base/hash.h"
#include "casepulse/base/zone.h"
#include "casepulse/v1/case_event.pb-c.h"
#include "topic_reader.h"

#define CP_NAIVE_SLOTS (1u << 16) /* administrations × types × days of three years fill a half */
#define CP_NAIVE_WAIT_MS 100
#define CP_NAIVE_FLUSH_NS INT64_C(100000000)

struct cp_naive_count {
    uint32_t administration, type;
    int64_t day;
    int64_t count;
    bool is_changed;
};

struct cp_naive {
    redisContext *redis;
    struct cp_naive_count counts[CP_NAIVE_SLOTS];
    uint32_t changed[CP_NAIVE_SLOTS];
    size_t changed_count;
    int64_t flushed_ns;
};

static void cp_naive_count(struct cp_naive *naive, uint32_t administration, uint32_t type,
                           int64_t day)
{
    const uint64_t hash = cp_hash_mix((uint64_t)day << 16 | (uint64_t)type << 8 | administration);
    uint32_t at = (uint32_t)hash & (CP_NAIVE_SLOTS - 1);
    struct cp_naive_count *count = &naive->counts[at];
    while (count->count > 0 &&
           (count->administration != administration || count->type != type || count->day != day)) {
        at = (at + 1) & (CP_NAIVE_SLOTS - 1);
        count = &naive->counts[at];
    }
    count->administration = administration;
    count->type = type;
    count->day = day;
    count->count++;
    if (!count->is_changed) {
        count->is_changed = true;
        naive->changed[naive->changed_count++] = at;
    }
}

static void cp_naive_flush(struct cp_naive *naive)
{
    for (size_t i = 0; i < naive->changed_count; i++) {
        struct cp_naive_count *count = &naive->counts[naive->changed[i]];
        (void)redisAppendCommand(naive->redis, "HSET naive:%u:%u %lld %lld", count->administration,
                                 count->type, (long long)count->day, (long long)count->count);
        count->is_changed = false;
    }
    for (size_t i = 0; i < naive->changed_count; i++) {
        void *reply = NULL;
        if (redisGetReply(naive->redis, &reply) != REDIS_OK) {
            (void)fprintf(stderr, "redis: %s\n", naive->redis->errstr);
            exit(1);
        }
        freeReplyObject(reply);
    }
    naive->changed_count = 0;
    naive->flushed_ns = cp_steady_ns();
}

static void cp_naive_take(struct cp_naive *naive, const rd_kafka_message_t *message)
{
    Casepulse__V1__CaseEvent *event =
        casepulse__v1__case_event__unpack(NULL, message->len, message->payload);
    if (event != NULL) {
        cp_naive_count(naive, event->administration, (uint32_t)event->type,
                       event->occurred / CP_MS_PER_DAY);
        casepulse__v1__case_event__free_unpacked(event, NULL);
    }
}

static void cp_naive_read(struct cp_naive *naive, struct cp_topic_reader *reader)
{
    while (reader->count < reader->left) {
        rd_kafka_message_t *message = rd_kafka_consumer_poll(reader->client, CP_NAIVE_WAIT_MS);
        if (message != NULL) {
            if (message->err == RD_KAFKA_RESP_ERR_NO_ERROR) {
                cp_naive_take(naive, message);
                reader->count++;
            }
            rd_kafka_message_destroy(message);
        }
        if (cp_steady_ns() - naive->flushed_ns >= CP_NAIVE_FLUSH_NS) {
            cp_naive_flush(naive);
        }
    }
    cp_naive_flush(naive);
}

int main(int argc, char **argv)
{
    if (argc < 4) {
        return 2;
    }
    struct cp_naive *naive = calloc(1, sizeof(*naive));
    naive->redis = redisConnect("127.0.0.1", atoi(argv[3]));
    if (naive->redis == NULL || naive->redis->err != 0) {
        return 4;
    }
    struct cp_topic_reader reader = cp_topic_reader_open(argv[1], argv[2], argv + 4, argc - 4);
    cp_naive_read(naive, &reader);
    cp_topic_reader_print(&reader);
    cp_topic_reader_close(&reader);
    redisFree(naive->redis);
    free(naive);
    return 0;
}
