#include "range_bounds.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "casepulse/base/memory.h"

/* The bounds of one range being asked for. */
struct cp_bounds {
    rd_kafka_t *client;
    const struct cp_range_settings *settings;
    int partition_count;
    struct cp_range_part *logs; /* what each partition holds: [low, high) */
};

static enum cp_status cp_bounds_fail(const struct cp_bounds *bounds, rd_kafka_resp_err_t error,
                                     struct cp_failure *out_failure)
{
    return cp_fail(out_failure, CP_UNREACHABLE, "kafka: the bounds of topic \"%s\": %s",
                   bounds->settings->kafka.topic, rd_kafka_err2str(error));
}

static enum cp_status cp_bounds_ask_count(struct cp_bounds *bounds, struct cp_failure *out_failure)
{
    const struct rd_kafka_metadata *metadata = NULL;
    const char *name = bounds->settings->kafka.topic;
    rd_kafka_topic_t *topic = rd_kafka_topic_new(bounds->client, name, NULL);
    const rd_kafka_resp_err_t error =
        rd_kafka_metadata(bounds->client, 0, topic, &metadata, bounds->settings->limit_ms);
    rd_kafka_topic_destroy(topic);
    if (error != RD_KAFKA_RESP_ERR_NO_ERROR) {
        return cp_bounds_fail(bounds, error, out_failure);
    }
    const bool is_there = metadata->topic_cnt == 1 &&
                          metadata->topics[0].err == RD_KAFKA_RESP_ERR_NO_ERROR &&
                          metadata->topics[0].partition_cnt > 0;
    bounds->partition_count = is_there ? metadata->topics[0].partition_cnt : 0;
    rd_kafka_metadata_destroy(metadata);
    if (!is_there) {
        return cp_fail(out_failure, CP_CONFIGURATION, "kafka: there is no topic \"%s\"", name);
    }
    return bounds->partition_count <= CP_SOURCE_PARTITIONS_MAX
               ? CP_OK
               : cp_fail(out_failure, CP_CONFIGURATION,
                         "kafka: topic \"%s\" has %d partitions; at most %d can be counted", name,
                         bounds->partition_count, CP_SOURCE_PARTITIONS_MAX);
}

static enum cp_status cp_bounds_ask_logs(struct cp_bounds *bounds, struct cp_failure *out_failure)
{
    bounds->logs = cp_allocate((size_t)bounds->partition_count, sizeof(*bounds->logs));
    for (int32_t i = 0; i < bounds->partition_count; i++) {
        struct cp_range_part *log = &bounds->logs[i];
        log->partition = i;
        const rd_kafka_resp_err_t error =
            rd_kafka_query_watermark_offsets(bounds->client, bounds->settings->kafka.topic, i,
                                             &log->begin, &log->end, bounds->settings->limit_ms);
        if (error != RD_KAFKA_RESP_ERR_NO_ERROR) {
            return cp_bounds_fail(bounds, error, out_failure);
        }
    }
    return CP_OK;
}

/* The first offset of each partition whose record arrived at `at_ms` or later; the partition's end
 * if there is none. */
static enum cp_status cp_bounds_ask_times(const struct cp_bounds *bounds, int64_t at_ms,
                                          int64_t *out_offsets, struct cp_failure *out_failure)
{
    const int count = bounds->partition_count;
    rd_kafka_topic_partition_list_t *list = rd_kafka_topic_partition_list_new(count);
    for (int i = 0; i < count; i++) {
        rd_kafka_topic_partition_list_add(list, bounds->settings->kafka.topic, i)->offset =
            at_ms > 0 ? at_ms : 0;
    }
    rd_kafka_resp_err_t error =
        rd_kafka_offsets_for_times(bounds->client, list, bounds->settings->limit_ms);
    for (int i = 0; i < list->cnt && error == RD_KAFKA_RESP_ERR_NO_ERROR; i++) {
        const rd_kafka_topic_partition_t *entry = &list->elems[i];
        const int64_t end = bounds->logs[entry->partition].end;
        const bool is_within = entry->offset >= 0 && entry->offset < end;
        error = entry->err;
        out_offsets[entry->partition] = is_within ? entry->offset : end;
    }
    rd_kafka_topic_partition_list_destroy(list);
    return error == RD_KAFKA_RESP_ERR_NO_ERROR ? CP_OK : cp_bounds_fail(bounds, error, out_failure);
}

static enum cp_status cp_bounds_by_time(const struct cp_bounds *bounds, struct cp_range_part *parts,
                                        struct cp_failure *out_failure)
{
    const size_t count = (size_t)bounds->partition_count;
    int64_t *offsets = cp_allocate(count, sizeof(*offsets));
    enum cp_status status = CP_OK;
    memcpy(parts, bounds->logs, count * sizeof(*parts));
    if (bounds->settings->from_ms != INT64_MIN) {
        status = cp_bounds_ask_times(bounds, bounds->settings->from_ms, offsets, out_failure);
        for (size_t i = 0; i < count && status == CP_OK; i++) {
            parts[i].begin = offsets[i];
        }
    }
    if (status == CP_OK && bounds->settings->to_ms != INT64_MAX) {
        status = cp_bounds_ask_times(bounds, bounds->settings->to_ms, offsets, out_failure);
        for (size_t i = 0; i < count && status == CP_OK; i++) {
            parts[i].end = offsets[i] > parts[i].begin ? offsets[i] : parts[i].begin;
        }
    }
    free(offsets);
    return status;
}

static enum cp_status cp_bounds_check_part(const struct cp_bounds *bounds,
                                           const struct cp_range_part *part,
                                           struct cp_failure *out_failure)
{
    const char *topic = bounds->settings->kafka.topic;
    if (part->partition < 0 || part->partition >= bounds->partition_count) {
        return cp_fail(out_failure, CP_USAGE, "%s has no partition %" PRId32 ", but 0 to %d", topic,
                       part->partition, bounds->partition_count - 1);
    }
    const struct cp_range_part *log = &bounds->logs[part->partition];
    if (part->begin > part->end || part->end > log->end) {
        return cp_fail(out_failure, CP_USAGE,
                       "%s [%" PRId32 "]: offsets %" PRId64 "-%" PRId64
                       " are not in the log, which holds %" PRId64 "-%" PRId64,
                       topic, part->partition, part->begin, part->end, log->begin, log->end);
    }
    if (part->begin < log->begin) {
        return cp_fail(out_failure, CP_DATA,
                       "%s [%" PRId32 "]: offsets %" PRId64 "-%" PRId64
                       " are deleted; the log begins at %" PRId64,
                       topic, part->partition, part->begin, log->begin, log->begin);
    }
    return CP_OK;
}

static int cp_range_part_compare(const void *left, const void *right)
{
    const struct cp_range_part *a = left;
    const struct cp_range_part *b = right;
    return (a->partition > b->partition) - (a->partition < b->partition);
}

static enum cp_status cp_bounds_by_offset(const struct cp_bounds *bounds,
                                          struct cp_range_part *parts,
                                          struct cp_failure *out_failure)
{
    const size_t count = bounds->settings->part_count;
    memcpy(parts, bounds->settings->parts, count * sizeof(*parts));
    qsort(parts, count, sizeof(*parts), cp_range_part_compare);
    for (size_t i = 0; i < count; i++) {
        const enum cp_status status = cp_bounds_check_part(bounds, &parts[i], out_failure);
        if (status != CP_OK) {
            return status;
        }
        if (i > 0 && parts[i].partition == parts[i - 1].partition) {
            return cp_fail(out_failure, CP_USAGE, "partition %" PRId32 " is named twice",
                           parts[i].partition);
        }
    }
    return CP_OK;
}

enum cp_status cp_range_bounds(rd_kafka_t *client, const struct cp_range_settings *settings,
                               struct cp_range_part **out_parts, size_t *out_count,
                               struct cp_failure *out_failure)
{
    struct cp_bounds bounds = {.client = client, .settings = settings};
    struct cp_range_part *parts = NULL;
    enum cp_status status = cp_bounds_ask_count(&bounds, out_failure);
    if (status == CP_OK) {
        status = cp_bounds_ask_logs(&bounds, out_failure);
    }
    const bool is_by_offset = settings->parts != NULL;
    const size_t count = is_by_offset ? settings->part_count : (size_t)bounds.partition_count;
    if (status == CP_OK) {
        parts = cp_allocate(count, sizeof(*parts));
        status = is_by_offset ? cp_bounds_by_offset(&bounds, parts, out_failure)
                              : cp_bounds_by_time(&bounds, parts, out_failure);
    }
    free(bounds.logs);
    if (status != CP_OK) {
        free(parts);
        return status;
    }
    *out_parts = parts;
    *out_count = count;
    return CP_OK;
}
