#include "assignment.h"

#include <stdlib.h>

#include "casepulse/base/log.h"
#include "casepulse/base/memory.h"

/* For all partitions of an assignment together a few of these: the callback must stay far below
 * max.poll.interval.ms. */
#define CP_ANSWER_TIMEOUT_MS 2000

static void cp_list_drop(rd_kafka_topic_partition_list_t **list)
{
    if (*list != NULL) {
        rd_kafka_topic_partition_list_destroy(*list);
        *list = NULL;
    }
}

static void cp_assignment_await(struct cp_assignment *assignment, int64_t at_ms)
{
    cp_list_drop(&assignment->pending);
    assignment->pending = rd_kafka_topic_partition_list_copy(assignment->given);
    assignment->retry_ms = at_ms;
}

void cp_assignment_give(struct cp_assignment *assignment,
                        const rd_kafka_topic_partition_list_t *partitions)
{
    cp_assignment_done(assignment);
    assignment->given = rd_kafka_topic_partition_list_copy(partitions);
    cp_assignment_await(assignment, 0);
    cp_backoff_reset(&assignment->backoff);
}

void cp_assignment_done(struct cp_assignment *assignment)
{
    cp_list_drop(&assignment->given);
    cp_list_drop(&assignment->pending);
}

static void cp_assignment_let_go(rd_kafka_t *client)
{
    const rd_kafka_resp_err_t error = rd_kafka_assign(client, NULL);
    if (error != RD_KAFKA_RESP_ERR_NO_ERROR) {
        cp_log(CP_LOG_WARNING, "kafka: giving partitions back: %s", rd_kafka_err2str(error));
    }
}

void cp_assignment_again(struct cp_assignment *assignment, rd_kafka_t *client, int64_t at_ms)
{
    if (assignment->given == NULL) {
        return;
    }
    cp_assignment_let_go(client);
    cp_assignment_await(assignment, at_ms);
}

void cp_assignment_revoke(struct cp_assignment *assignment, rd_kafka_t *client)
{
    cp_assignment_done(assignment);
    cp_assignment_let_go(client);
    assignment->events->revoked(assignment->events->context);
}

/* The group's own marks; −1 where there is none. */
static rd_kafka_resp_err_t cp_given_ask_marks(const rd_kafka_topic_partition_list_t *list,
                                              rd_kafka_t *client, struct cp_given_partition *given)
{
    rd_kafka_topic_partition_list_t *marks = rd_kafka_topic_partition_list_copy(list);
    const rd_kafka_resp_err_t error = rd_kafka_committed(client, marks, CP_ANSWER_TIMEOUT_MS);
    for (int i = 0; i < marks->cnt; i++) {
        given[i].committed = marks->elems[i].offset >= 0 ? marks->elems[i].offset : -1;
    }
    rd_kafka_topic_partition_list_destroy(marks);
    return error;
}

static rd_kafka_resp_err_t cp_given_ask(const rd_kafka_topic_partition_list_t *list,
                                        rd_kafka_t *client, struct cp_given_partition *given)
{
    for (int i = 0; i < list->cnt; i++) {
        const rd_kafka_topic_partition_t *entry = &list->elems[i];
        given[i].partition = entry->partition;
        const rd_kafka_resp_err_t error =
            rd_kafka_query_watermark_offsets(client, entry->topic, entry->partition, &given[i].low,
                                             &given[i].high, CP_ANSWER_TIMEOUT_MS);
        if (error != RD_KAFKA_RESP_ERR_NO_ERROR) {
            return error;
        }
    }
    return cp_given_ask_marks(list, client, given);
}

/* The list without the partitions that stand still. */
static rd_kafka_resp_err_t cp_assignment_assign(const struct cp_assignment *assignment,
                                                rd_kafka_t *client, const int64_t *offsets)
{
    const rd_kafka_topic_partition_list_t *pending = assignment->pending;
    rd_kafka_topic_partition_list_t *list = rd_kafka_topic_partition_list_new(pending->cnt);
    for (int i = 0; i < pending->cnt; i++) {
        if (offsets[i] != CP_OFFSET_STOPPED) {
            rd_kafka_topic_partition_list_add(list, pending->elems[i].topic,
                                              pending->elems[i].partition)
                ->offset = offsets[i];
        }
    }
    const rd_kafka_resp_err_t error = rd_kafka_assign(client, list);
    rd_kafka_topic_partition_list_destroy(list);
    return error;
}

/* Whoever gets such a partition refuses before anything is claimed: in the end every instance. */
static enum cp_status cp_assignment_check(const rd_kafka_topic_partition_list_t *list,
                                          struct cp_failure *out_failure)
{
    int32_t highest = -1;
    for (int i = 0; i < list->cnt; i++) {
        const int32_t partition = list->elems[i].partition;
        highest = partition > highest ? partition : highest;
    }
    if (highest < CP_SOURCE_PARTITIONS_MAX) {
        return CP_OK;
    }
    return cp_fail(out_failure, CP_CONFIGURATION,
                   "kafka: topic \"%s\" has %d partitions or more; at most %d can be counted",
                   list->elems[0].topic, (int)highest + 1, CP_SOURCE_PARTITIONS_MAX);
}

enum cp_status cp_assignment_try(struct cp_assignment *assignment, rd_kafka_t *client,
                                 int64_t now_ms, bool *out_is_made, struct cp_failure *out_failure)
{
    *out_is_made = false;
    if (assignment->pending == NULL || now_ms < assignment->retry_ms) {
        return CP_OK;
    }
    const enum cp_status checked = cp_assignment_check(assignment->pending, out_failure);
    if (checked != CP_OK) {
        return checked;
    }
    const size_t count = (size_t)assignment->pending->cnt;
    const struct cp_source_events *events = assignment->events;
    struct cp_given_partition *given = cp_allocate(count, sizeof(*given));
    int64_t *offsets = cp_allocate(count, sizeof(*offsets));
    rd_kafka_resp_err_t error = cp_given_ask(assignment->pending, client, given);
    enum cp_status status = CP_OK;
    if (error == RD_KAFKA_RESP_ERR_NO_ERROR) {
        status = events->assigned(events->context, given, count, offsets, out_failure);
    }
    if (error == RD_KAFKA_RESP_ERR_NO_ERROR && status == CP_OK) {
        error = cp_assignment_assign(assignment, client, offsets);
    }
    free(given);
    free(offsets);
    if (error != RD_KAFKA_RESP_ERR_NO_ERROR) {
        cp_log(CP_LOG_WARNING, "kafka: the bounds of the log cannot be asked: %s; trying again",
               rd_kafka_err2str(error));
        assignment->retry_ms = now_ms + cp_backoff_next_ms(&assignment->backoff);
        return CP_OK;
    }
    cp_list_drop(&assignment->pending);
    *out_is_made = status == CP_OK;
    return status;
}
