#include "assignment.h"

#include <stdlib.h>

#include "casepulse/base/log.h"
#include "casepulse/base/memory.h"

/* For all partitions of an assignment together a few of these: the callback must stay far below
 * max.poll.interval.ms. */
#define CP_WATERMARK_TIMEOUT_MS 2000

struct cp_bounds {
    int32_t *partitions;
    int64_t *lows;
    int64_t *highs;
    int64_t *offsets;
};

void cp_assignment_give(struct cp_assignment *assignment,
                        const rd_kafka_topic_partition_list_t *partitions)
{
    cp_assignment_done(assignment);
    assignment->pending = rd_kafka_topic_partition_list_copy(partitions);
    assignment->retry_ms = 0;
    cp_backoff_reset(&assignment->backoff);
}

void cp_assignment_done(struct cp_assignment *assignment)
{
    if (assignment->pending != NULL) {
        rd_kafka_topic_partition_list_destroy(assignment->pending);
        assignment->pending = NULL;
    }
}

void cp_assignment_revoke(struct cp_assignment *assignment, rd_kafka_t *client)
{
    cp_assignment_done(assignment);
    const rd_kafka_resp_err_t error = rd_kafka_assign(client, NULL);
    if (error != RD_KAFKA_RESP_ERR_NO_ERROR) {
        cp_log(CP_LOG_WARNING, "kafka: giving partitions back: %s", rd_kafka_err2str(error));
    }
    assignment->events->revoked(assignment->events->context);
}

static rd_kafka_resp_err_t cp_bounds_ask(const rd_kafka_topic_partition_list_t *list,
                                         rd_kafka_t *client, struct cp_bounds *bounds)
{
    for (int i = 0; i < list->cnt; i++) {
        const rd_kafka_topic_partition_t *entry = &list->elems[i];
        bounds->partitions[i] = entry->partition;
        const rd_kafka_resp_err_t error =
            rd_kafka_query_watermark_offsets(client, entry->topic, entry->partition,
                                             &bounds->lows[i], &bounds->highs[i],
                                             CP_WATERMARK_TIMEOUT_MS);
        if (error != RD_KAFKA_RESP_ERR_NO_ERROR) {
            return error;
        }
    }
    return RD_KAFKA_RESP_ERR_NO_ERROR;
}

static rd_kafka_resp_err_t cp_assignment_make(struct cp_assignment *assignment, rd_kafka_t *client,
                                              struct cp_bounds *bounds)
{
    rd_kafka_topic_partition_list_t *list = assignment->pending;
    const rd_kafka_resp_err_t error = cp_bounds_ask(list, client, bounds);
    if (error != RD_KAFKA_RESP_ERR_NO_ERROR) {
        return error;
    }
    const struct cp_source_events *events = assignment->events;
    events->assigned(events->context, bounds->partitions, bounds->lows, bounds->highs,
                     (size_t)list->cnt, bounds->offsets);
    for (int i = 0; i < list->cnt; i++) {
        list->elems[i].offset = bounds->offsets[i];
    }
    return rd_kafka_assign(client, list);
}

bool cp_assignment_try(struct cp_assignment *assignment, rd_kafka_t *client, int64_t now_ms)
{
    if (assignment->pending == NULL || now_ms < assignment->retry_ms) {
        return false;
    }
    const size_t count = (size_t)assignment->pending->cnt;
    struct cp_bounds bounds = {.partitions = cp_allocate(count, sizeof(int32_t)),
                               .lows = cp_allocate(count, sizeof(int64_t)),
                               .highs = cp_allocate(count, sizeof(int64_t)),
                               .offsets = cp_allocate(count, sizeof(int64_t))};
    const rd_kafka_resp_err_t error = cp_assignment_make(assignment, client, &bounds);
    free(bounds.partitions);
    free(bounds.lows);
    free(bounds.highs);
    free(bounds.offsets);
    if (error == RD_KAFKA_RESP_ERR_NO_ERROR) {
        cp_assignment_done(assignment);
        return true;
    }
    cp_log(CP_LOG_WARNING, "kafka: where the log begins cannot be asked: %s; trying again",
           rd_kafka_err2str(error));
    assignment->retry_ms = now_ms + cp_backoff_next_ms(&assignment->backoff);
    return false;
}
