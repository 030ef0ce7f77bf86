/* Keeps librdkafka fetching while there is something to catch up with.
 *
 * librdkafka 2.0.2 asks for more only below queued.min.messages. A broker's thread that finds more
 * than that sleeps for up to a second, even when the queue runs empty meanwhile: a small queue
 * would stall, a large one costs half a kilobyte a message. Any request wakes it, so while full
 * batches come one is sent now and then, and its answer is not awaited.
 *
 * Threads: the polling thread's. Owns: nothing. Bounded: one request to each broker in 10 ms. */
#ifndef CASEPULSE_NUDGE_H
#define CASEPULSE_NUDGE_H

#include <stdbool.h>
#include <stdint.h>

#include "door.h"

struct cp_nudge {
    int64_t next_ms;  /* steady time of the next one */
    int64_t until_ms; /* none from then on */
};

/* Partitions were assigned, or a full batch was taken, at steady time `now_ms`: more is waiting. */
void cp_nudge_begin(struct cp_nudge *nudge, int64_t now_ms);

/* True: it is time for one; the next is due later. */
bool cp_nudge_is_due(struct cp_nudge *nudge, int64_t now_ms);

/* Wakes the brokers of these partitions. */
void cp_nudge_send(rd_kafka_t *client, const rd_kafka_topic_partition_list_t *partitions);

#endif
