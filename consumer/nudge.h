/* Keeps librdkafka fetching while there is something to catch up with.
 *
 * librdkafka 2.0.2 asks for more only below queued.min.messages. A broker's thread that finds more
 * than that sleeps for up to a second, even when the queue runs empty meanwhile: a small queue
 * would stall, a large one costs half a kilobyte a message. Any request wakes it, so while full
 * batches come one is sent when the queue falls below its mark, and its answer is not awaited.
 *
 * Threads: the polling thread's. Owns: nothing. Bounded: one request to each broker as often as the
 * queue falls below its mark, and in 10 ms. */
#ifndef CASEPULSE_NUDGE_H
#define CASEPULSE_NUDGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "door.h"

struct cp_nudge {
    size_t mark;      /* queued.min.messages */
    bool was_above;   /* since the last one: the broker's thread may sleep */
    int64_t next_ms;  /* steady time of the next one in any case */
    int64_t until_ms; /* none from then on */
};

/* Partitions were assigned, or a full batch was taken, at steady time `now_ms`: more is waiting. */
void cp_nudge_begin(struct cp_nudge *nudge, int64_t now_ms);

/* True: it is time for one, with so many messages in the queue; the next is due when the queue has
 * been above its mark, or later. */
bool cp_nudge_is_due(struct cp_nudge *nudge, int64_t now_ms, size_t queued);

/* Wakes the brokers of these partitions. */
void cp_nudge_send(rd_kafka_t *client, const rd_kafka_topic_partition_list_t *partitions);

#endif
