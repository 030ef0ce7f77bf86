/* Partitions given by the group, turned into an assignment with explicit offsets.
 *
 * The log's bounds must be asked of the broker first; where it does not answer, the assignment
 * stays pending and is tried again from the poll loop. It is never made inside the rebalance
 * callback: so the records of one poll are all of one assignment.
 *
 * Threads: the polling thread's. Owns: the pending list. */
#ifndef CASEPULSE_ASSIGNMENT_H
#define CASEPULSE_ASSIGNMENT_H

#include <stdbool.h>
#include <stdint.h>

#include "casepulse/base/backoff.h"
#include "casepulse/consumer/source.h"
#include "door.h"

struct cp_assignment {
    const struct cp_source_events *events;    /* lent */
    rd_kafka_topic_partition_list_t *given;   /* what the group gave last; NULL: nothing */
    rd_kafka_topic_partition_list_t *pending; /* what of it waits to be assigned; NULL: nothing */
    struct cp_backoff backoff;
    int64_t retry_ms; /* steady time of the next try */
};

/* The group gave these partitions: pending from now on. */
void cp_assignment_give(struct cp_assignment *assignment,
                        const rd_kafka_topic_partition_list_t *partitions);

/* The group took everything away. */
void cp_assignment_revoke(struct cp_assignment *assignment, rd_kafka_t *client);

/* Lets go of everything, to assign it again at steady time `at_ms`. */
void cp_assignment_again(struct cp_assignment *assignment, rd_kafka_t *client, int64_t at_ms);

/* Assigns what is pending, if it is time to; `*out_is_made` is true if it did. A status other than
 * CP_OK is what `assigned` returned, or CP_CONFIGURATION: a partition cannot be counted. */
enum cp_status cp_assignment_try(struct cp_assignment *assignment, rd_kafka_t *client,
                                 int64_t now_ms, bool *out_is_made,
                                 struct cp_failure *out_failure) CP_MUST_USE;

void cp_assignment_done(struct cp_assignment *assignment);

#endif
