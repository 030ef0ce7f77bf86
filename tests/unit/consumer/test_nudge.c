/* The nudges, by a clock of our own and on librdkafka's mock cluster. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

#include "nudge.h"

#include <librdkafka/rdkafka_mock.h>

#define TOPIC "case-events"
#define PARTITIONS 4
#define RECORDS 24000
#define BATCH 250
#define WORK_US 4000 /* on a batch: so that the queue fills meanwhile */
#define POLL_MS 10

#define MARK 1000

static void
below_the_mark_a_nudge_comes_every_10_ms_until_a_second_after_the_last_full_batch(void **state)
{
    (void)state;
    struct cp_nudge nudge = {.mark = MARK};
    int before = 0;
    int after = 0;
    for (int64_t now_ms = 0; now_ms < 1000; now_ms++) {
        before += cp_nudge_is_due(&nudge, now_ms, MARK - 1);
    }
    cp_nudge_begin(&nudge, 1000);
    for (int64_t now_ms = 1000; now_ms < 5000; now_ms++) {
        after += cp_nudge_is_due(&nudge, now_ms, MARK - 1);
    }
    assert_int_equal(before, 0);
    assert_int_equal(after, 100);
}

static void a_queue_that_falls_below_its_mark_is_nudged_at_once_and_above_it_never(void **state)
{
    (void)state;
    struct cp_nudge nudge = {.mark = MARK};
    cp_nudge_begin(&nudge, 1000);
    assert_true(cp_nudge_is_due(&nudge, 1000, 0));
    assert_false(cp_nudge_is_due(&nudge, 1001, MARK - 1));
    assert_false(cp_nudge_is_due(&nudge, 1002, MARK));
    assert_true(cp_nudge_is_due(&nudge, 1002, MARK - 1));
    assert_false(cp_nudge_is_due(&nudge, 1003, MARK - 1));
    assert_false(cp_nudge_is_due(&nudge, 1900, MARK));
}

static rd_kafka_t *new_client(rd_kafka_type_t type, const char *const (*properties)[2],
                              size_t count)
{
    char reason[256];
    rd_kafka_conf_t *conf = rd_kafka_conf_new();
    for (size_t i = 0; i < count; i++) {
        assert_int_equal(
            rd_kafka_conf_set(conf, properties[i][0], properties[i][1], reason, sizeof(reason)),
            RD_KAFKA_CONF_OK);
    }
    rd_kafka_t *client = rd_kafka_new(type, conf, reason, sizeof(reason));
    assert_non_null(client);
    return client;
}

static void produce_all(const char *servers)
{
    const char *const properties[][2] = {{"bootstrap.servers", servers}, {"linger.ms", "5"}};
    rd_kafka_t *producer = new_client(RD_KAFKA_PRODUCER, properties, 2);
    rd_kafka_topic_t *topic = rd_kafka_topic_new(producer, TOPIC, NULL);
    char value[100] = {0};
    for (int i = 0; i < RECORDS; i++) {
        assert_int_equal(rd_kafka_produce(topic, i % PARTITIONS, RD_KAFKA_MSG_F_COPY, value,
                                          sizeof(value), NULL, 0, NULL),
                         0);
    }
    rd_kafka_topic_destroy(topic);
    assert_int_equal(rd_kafka_flush(producer, 60000), RD_KAFKA_RESP_ERR_NO_ERROR);
    rd_kafka_destroy(producer);
}

static rd_kafka_topic_partition_list_t *all_partitions(void)
{
    rd_kafka_topic_partition_list_t *list = rd_kafka_topic_partition_list_new(PARTITIONS);
    for (int i = 0; i < PARTITIONS; i++) {
        rd_kafka_topic_partition_list_add(list, TOPIC, i)->offset = 0;
    }
    return list;
}

/* Reads all with a queue much smaller than the topic; returns the polls that found it empty. */
static int count_dry_polls(const char *servers, bool is_nudged)
{
    const char *const properties[][2] = {{"bootstrap.servers", servers},
                                         {"group.id", "casepulse"},
                                         {"queued.min.messages", "1000"},
                                         {"max.partition.fetch.bytes", "60000"}};
    rd_kafka_t *client = new_client(RD_KAFKA_CONSUMER, properties, 4);
    rd_kafka_topic_partition_list_t *partitions = all_partitions();
    rd_kafka_message_t *messages[BATCH];
    int dry = 0;
    assert_int_equal(rd_kafka_assign(client, partitions), RD_KAFKA_RESP_ERR_NO_ERROR);
    rd_kafka_queue_t *queue = rd_kafka_queue_get_consumer(client);
    for (int records = 0; records < RECORDS;) {
        const ssize_t count = rd_kafka_consume_batch_queue(queue, POLL_MS, messages, BATCH);
        dry += count == 0 && records > 0;
        for (ssize_t i = 0; i < count; i++) {
            records += messages[i]->err == RD_KAFKA_RESP_ERR_NO_ERROR;
            rd_kafka_message_destroy(messages[i]);
        }
        (void)usleep(WORK_US);
        if (is_nudged) {
            cp_nudge_send(client, partitions);
        }
    }
    rd_kafka_queue_destroy(queue);
    rd_kafka_topic_partition_list_destroy(partitions);
    rd_kafka_destroy(client);
    return dry;
}

/* Compared with each other, not with a clock: what slows the one down slows the other down. */
static void a_small_queue_runs_dry_far_less_with_nudges(void **state)
{
    (void)state;
    rd_kafka_t *host = new_client(RD_KAFKA_PRODUCER, NULL, 0);
    rd_kafka_mock_cluster_t *cluster = rd_kafka_mock_cluster_new(host, 1);
    assert_int_equal(rd_kafka_mock_topic_create(cluster, TOPIC, PARTITIONS, 1),
                     RD_KAFKA_RESP_ERR_NO_ERROR);
    const char *servers = rd_kafka_mock_cluster_bootstraps(cluster);
    produce_all(servers);
    const int with = count_dry_polls(servers, true);
    const int without = count_dry_polls(servers, false);
    printf("polls of an empty queue: %d with nudges, %d without\n", with, without);
    assert_true(with < without / 4);
    rd_kafka_mock_cluster_destroy(cluster);
    rd_kafka_destroy(host);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(
            below_the_mark_a_nudge_comes_every_10_ms_until_a_second_after_the_last_full_batch),
        cmocka_unit_test(a_queue_that_falls_below_its_mark_is_nudged_at_once_and_above_it_never),
        cmocka_unit_test(a_small_queue_runs_dry_far_less_with_nudges),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
