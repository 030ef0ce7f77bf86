/* latency SERVERS TOPIC REDIS_PORT OFFSETS_KEY RATE COUNT: how long an event takes into Redis.
 *
 * An open loop: event n is due at the start + n / RATE whatever became of those before it, so that
 * a stall is seen by every event that was due in it. The picture's own offsets tell which records
 * it holds; an event's latency runs from the instant at which it was due to the first picture that
 * holds it, as another client of Redis sees it (it looks every millisecond).
 *
 * Prints `p50 MS` … `most MS`, and `sent_late MS`, the worst by which the sender missed its own
 * schedule (part of the latencies). */
#include <hiredis/hiredis.h>
#include <librdkafka/rdkafka.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "casepulse/base/assert.h"
#include "casepulse/base/memory.h"
#include "casepulse/feeder/generate.h"
#include "records.h"

#define CP_LATENCY_PARTITIONS 12
#define CP_LATENCY_PICTURES_MAX 400000
#define CP_LATENCY_LOOK_NS 1000000
#define CP_LATENCY_END_NS INT64_C(60000000000)
#define CP_NS_PER_MS 1000000

struct cp_latency_picture {
    int64_t seen_ns;
    int64_t offsets[CP_LATENCY_PARTITIONS];
};

struct cp_latency_event {
    int64_t due_ns;
    int64_t offset; /* −1: not delivered yet */
    int32_t partition;
};

struct cp_latency {
    pthread_t watcher;
    atomic_bool is_over;
    redisContext *redis;
    const char *key;
    size_t picture_count;
    struct cp_latency_picture *pictures;
    size_t event_count;
    struct cp_latency_event *events;
    int64_t sent_late_ns;
};

static int64_t cp_now_ns(clockid_t clock)
{
    struct timespec now;
    (void)clock_gettime(clock, &now);
    return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

static void cp_sleep_ns(int64_t ns)
{
    const struct timespec pause = {.tv_sec = ns / 1000000000, .tv_nsec = ns % 1000000000};
    (void)nanosleep(&pause, NULL);
}

/* --- the watcher --- */

static void cp_latency_look(struct cp_latency *latency)
{
    struct cp_latency_picture *picture = &latency->pictures[latency->picture_count];
    redisReply *reply = redisCommand(latency->redis, "HGETALL %s", latency->key);
    CP_ASSERT(reply != NULL && reply->type == REDIS_REPLY_ARRAY);
    picture->seen_ns = cp_now_ns(CLOCK_MONOTONIC);
    for (size_t i = 0; i + 1 < reply->elements; i += 2) {
        const char *partition = reply->element[i]->str;
        if (strcmp(partition, "seq") != 0) {
            picture->offsets[atoi(partition)] = strtoll(reply->element[i + 1]->str, NULL, 10);
        }
    }
    freeReplyObject(reply);
    const bool is_first = latency->picture_count == 0;
    if (is_first || memcmp(picture->offsets, picture[-1].offsets, sizeof(picture->offsets)) != 0) {
        latency->picture_count++;
        CP_ASSERT(latency->picture_count < CP_LATENCY_PICTURES_MAX);
    }
}

static void *cp_latency_watch(void *context)
{
    struct cp_latency *latency = context;
    while (!atomic_load(&latency->is_over)) {
        cp_latency_look(latency);
        cp_sleep_ns(CP_LATENCY_LOOK_NS);
    }
    return NULL;
}

/* --- the sender --- */

static void cp_latency_on_delivery(rd_kafka_t *client, const rd_kafka_message_t *message,
                                   void *opaque)
{
    (void)client;
    (void)opaque;
    CP_ASSERT(message->err == RD_KAFKA_RESP_ERR_NO_ERROR);
    struct cp_latency_event *event = message->_private;
    event->partition = message->partition;
    event->offset = message->offset;
}

static rd_kafka_t *cp_latency_producer(const char *servers)
{
    char reason[256];
    const char *const properties[][2] = {{"bootstrap.servers", servers},
                                         {"enable.idempotence", "true"},
                                         {"partitioner", "murmur2_random"},
                                         {"linger.ms", "1"}};
    rd_kafka_conf_t *conf = rd_kafka_conf_new();
    for (size_t i = 0; i < sizeof(properties) / sizeof(properties[0]); i++) {
        const rd_kafka_conf_res_t result =
            rd_kafka_conf_set(conf, properties[i][0], properties[i][1], reason, sizeof(reason));
        CP_ASSERT(result == RD_KAFKA_CONF_OK);
    }
    rd_kafka_conf_set_dr_msg_cb(conf, cp_latency_on_delivery);
    rd_kafka_t *client = rd_kafka_new(RD_KAFKA_PRODUCER, conf, reason, sizeof(reason));
    CP_ASSERT(client != NULL);
    return client;
}

static void cp_latency_send(rd_kafka_t *client, const char *topic, struct cp_generator *generator,
                            struct cp_latency_event *event)
{
    struct cp_generated made;
    const int64_t wall_ms = cp_now_ns(CLOCK_REALTIME) / CP_NS_PER_MS;
    const bool has_one = cp_generator_next(generator, wall_ms, &made);
    CP_ASSERT(has_one);
    rd_kafka_resp_err_t error = RD_KAFKA_RESP_ERR__QUEUE_FULL;
    while (error == RD_KAFKA_RESP_ERR__QUEUE_FULL) {
        error = rd_kafka_producev(
            client, RD_KAFKA_V_TOPIC(topic), RD_KAFKA_V_KEY(made.key, made.key_size),
            RD_KAFKA_V_VALUE((void *)(uintptr_t)made.value, made.value_size),
            RD_KAFKA_V_MSGFLAGS(RD_KAFKA_MSG_F_COPY), RD_KAFKA_V_OPAQUE(event), RD_KAFKA_V_END);
        (void)rd_kafka_poll(client, error == RD_KAFKA_RESP_ERR__QUEUE_FULL ? 1 : 0);
    }
    CP_ASSERT(error == RD_KAFKA_RESP_ERR_NO_ERROR);
}

/* The first record of a producer waits for its connection and its id. */
static void cp_latency_warm(rd_kafka_t *client, const char *topic, struct cp_generator *generator)
{
    struct cp_latency_event event;
    cp_latency_send(client, topic, generator, &event);
    const rd_kafka_resp_err_t error = rd_kafka_flush(client, CP_LATENCY_END_NS / CP_NS_PER_MS);
    CP_ASSERT(error == RD_KAFKA_RESP_ERR_NO_ERROR);
}

static void cp_latency_send_all(struct cp_latency *latency, rd_kafka_t *client, const char *topic,
                                struct cp_generator *generator, double rate)
{
    const int64_t begun_ns = cp_now_ns(CLOCK_MONOTONIC);
    for (size_t i = 0; i < latency->event_count; i++) {
        struct cp_latency_event *event = &latency->events[i];
        event->offset = -1;
        event->due_ns = begun_ns + (int64_t)((double)i * 1e9 / rate);
        int64_t now_ns = cp_now_ns(CLOCK_MONOTONIC);
        while (now_ns < event->due_ns) {
            (void)rd_kafka_poll(client, 0);
            cp_sleep_ns(event->due_ns - now_ns < CP_NS_PER_MS ? event->due_ns - now_ns
                                                              : CP_NS_PER_MS);
            now_ns = cp_now_ns(CLOCK_MONOTONIC);
        }
        const int64_t late_ns = now_ns - event->due_ns;
        latency->sent_late_ns = late_ns > latency->sent_late_ns ? late_ns : latency->sent_late_ns;
        cp_latency_send(client, topic, generator, event);
    }
    const rd_kafka_resp_err_t error = rd_kafka_flush(client, CP_LATENCY_END_NS / CP_NS_PER_MS);
    CP_ASSERT(error == RD_KAFKA_RESP_ERR_NO_ERROR);
}

/* --- the result --- */

/* Of each event: the first picture that holds it. */
static int64_t cp_latency_of(const struct cp_latency *latency, const struct cp_latency_event *event)
{
    size_t low = 0;
    size_t high = latency->picture_count;
    while (low < high) {
        const size_t middle = (low + high) / 2;
        if (latency->pictures[middle].offsets[event->partition] > event->offset) {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    CP_ASSERT(low < latency->picture_count);
    return latency->pictures[low].seen_ns - event->due_ns;
}

static bool cp_latency_has_all(const struct cp_latency *latency)
{
    if (latency->picture_count == 0) {
        return false;
    }
    const struct cp_latency_picture *last = &latency->pictures[latency->picture_count - 1];
    bool has_all = true;
    for (size_t i = 0; i < latency->event_count && has_all; i++) {
        has_all = last->offsets[latency->events[i].partition] > latency->events[i].offset;
    }
    return has_all;
}

static int cp_compare_ns(const void *left, const void *right)
{
    const int64_t a = *(const int64_t *)left;
    const int64_t b = *(const int64_t *)right;
    return (a > b) - (a < b);
}

static void cp_latency_print(const struct cp_latency *latency)
{
    static const struct {
        const char *name;
        double share;
    } rows[] = {{"p50", 0.5}, {"p90", 0.9}, {"p99", 0.99}, {"p999", 0.999}, {"most", 1.0}};
    int64_t *all_ns = cp_allocate(latency->event_count, sizeof(*all_ns));
    for (size_t i = 0; i < latency->event_count; i++) {
        all_ns[i] = cp_latency_of(latency, &latency->events[i]);
    }
    qsort(all_ns, latency->event_count, sizeof(*all_ns), cp_compare_ns);
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        const size_t at = (size_t)(rows[i].share * (double)(latency->event_count - 1));
        cp_bench_print(rows[i].name, (double)all_ns[at] / CP_NS_PER_MS);
    }
    cp_bench_print("sent_late", (double)latency->sent_late_ns / CP_NS_PER_MS);
    free(all_ns);
}

static struct cp_generator *cp_latency_generator(const struct cp_zone *zone)
{
    const struct cp_generator_options options = {.seed = (uint64_t)cp_now_ns(CLOCK_REALTIME),
                                                 .live_from_ms =
                                                     cp_now_ns(CLOCK_REALTIME) / CP_NS_PER_MS,
                                                 .per_year = CP_GENERATE_PER_YEAR_LIVE,
                                                 .unit_count = CP_GENERATE_UNITS};
    return cp_generator_create(&options, zone);
}

static void cp_latency_end(struct cp_latency *latency)
{
    const int64_t until_ns = cp_now_ns(CLOCK_MONOTONIC) + CP_LATENCY_END_NS;
    bool has_all = false;
    while (!has_all && cp_now_ns(CLOCK_MONOTONIC) < until_ns) {
        cp_sleep_ns(CP_LATENCY_LOOK_NS);
        has_all = cp_latency_has_all(latency);
    }
    CP_ASSERT(has_all);
    atomic_store(&latency->is_over, true);
    (void)pthread_join(latency->watcher, NULL);
}

int main(int argc, char **argv)
{
    CP_ASSERT(argc == 7);
    struct cp_zone zone;
    cp_bench_zone(&zone);
    struct cp_latency latency = {.key = argv[4], .event_count = strtoul(argv[6], NULL, 10)};
    latency.events = cp_allocate(latency.event_count, sizeof(*latency.events));
    latency.pictures = cp_allocate(CP_LATENCY_PICTURES_MAX, sizeof(*latency.pictures));
    latency.redis = redisConnect("127.0.0.1", atoi(argv[3]));
    CP_ASSERT(latency.redis != NULL && latency.redis->err == 0);
    struct cp_generator *generator = cp_latency_generator(&zone);
    rd_kafka_t *client = cp_latency_producer(argv[1]);
    cp_latency_warm(client, argv[2], generator);
    CP_ASSERT(pthread_create(&latency.watcher, NULL, cp_latency_watch, &latency) == 0);
    cp_latency_send_all(&latency, client, argv[2], generator, strtod(argv[5], NULL));
    cp_latency_end(&latency);
    cp_latency_print(&latency);
    rd_kafka_destroy(client);
    cp_generator_free(generator);
    redisFree(latency.redis);
    free(latency.events);
    free(latency.pictures);
    return 0;
}
