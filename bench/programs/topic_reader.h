/* A topic read from its beginning to its present end, by librdkafka and nothing else.
 *
 * Threads: one. Owns: its client. */
#ifndef CASEPULSE_BENCH_TOPIC_READER_H
#define CASEPULSE_BENCH_TOPIC_READER_H

#include <librdkafka/rdkafka.h>
#include <stdbool.h>
#include <stdint.h>

struct cp_topic_reader {
    rd_kafka_t *client;
    rd_kafka_queue_t *queue;
    int64_t left; /* records until the end */
    int64_t count;
    int64_t begun_ns, begun_cpu_ns; /* when partitions were assigned */
};

/* `properties`: KEY=VALUE each, for librdkafka. Ends the program if anything is wrong. */
struct cp_topic_reader cp_topic_reader_open(const char *servers, const char *topic,
                                            char *const *properties, int property_count);
void cp_topic_reader_close(struct cp_topic_reader *reader);

/* Prints `count`, `seconds` and `cpu_seconds` since the assignment. */
void cp_topic_reader_print(const struct cp_topic_reader *reader);

int64_t cp_steady_ns(void);

#endif
