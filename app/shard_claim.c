/* Taking partitions over: a fresh token first, so that nobody else can commit; then everything that
 * the partition remembers; then the question whether Kafka still holds the log that was counted. */
#include <assert.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "casepulse/aggregator/codec.h"
#include "casepulse/base/assert.h"
#include "casepulse/base/clock.h"
#include "casepulse/base/fault.h"
#include "casepulse/base/memory.h"
#include "shard_parts.h"

static_assert(CP_SOURCE_PARTITIONS_MAX == CP_PARTITIONS_MAX, "every partition read can be counted");

void cp_shard_forget(struct cp_shard *shard)
{
    cp_fold_reset(shard->fold);
    memset(shard->partitions, 0, sizeof(shard->partitions));
    shard->partition_end = 0;
    shard->stopped[0] = '\0';
    shard->record_count = 0;
    shard->has_news = true;
}

void cp_shard_stop_partition(struct cp_shard *shard, int32_t partition, const char *format, ...)
{
    char reason[CP_SHARD_REASON_MAX];
    va_list arguments;
    va_start(arguments, format);
    (void)vsnprintf(reason, sizeof(reason), format, arguments);
    va_end(arguments);
    shard->partitions[partition].is_stopped = true;
    shard->has_news = true;
    cp_log(CP_LOG_ERROR, "%s [%d] stands still: %s", shard->topic, partition, reason);
    if (shard->stopped[0] == '\0') {
        (void)snprintf(shard->stopped, sizeof(shard->stopped), "%s [%d] stands still: %.180s",
                       shard->topic, partition, reason);
    }
}

void cp_shard_stop_lost(struct cp_shard *shard, int32_t partition, int64_t from, int64_t to)
{
    if (to <= from) {
        cp_shard_stop_partition(shard, partition,
                                "offset %" PRId64 " cannot be read any more, and Kafka does not "
                                "say what can",
                                from);
        return;
    }
    cp_shard_stop_partition(shard, partition,
                            "offsets %" PRId64 " to %" PRId64
                            " were deleted before they were counted; to go on without them: "
                            "casepulse accept lost:%" PRId32 ":%" PRId64 "-%" PRId64,
                            from, to - 1, partition, from, to);
}

/* The stored values as the fold takes them; false: one fails its checksum. */
static bool cp_claim_decode(const struct cp_claim *claim, struct cp_source_line *sources,
                            struct cp_fold_ids *ids, struct cp_fold_memory *out_memory)
{
    *out_memory = (struct cp_fold_memory){.sources = sources,
                                          .source_count = claim->source_count,
                                          .units = claim->units.bytes,
                                          .units_size = claim->units.size,
                                          .ids = ids,
                                          .ids_count = claim->ids_count};
    bool is_whole = cp_head_decode(claim->head.bytes, claim->head.size, &out_memory->head) &&
                    out_memory->head.offset == claim->offset;
    for (size_t i = 0; i < claim->source_count && is_whole; i++) {
        is_whole = cp_source_decode(claim->sources[i].bytes, claim->sources[i].size, &sources[i]);
    }
    for (size_t i = 0; i < claim->ids_count; i++) {
        const struct cp_ledger_ids *stored = &claim->ids[i];
        ids[i] = (struct cp_fold_ids){.day = stored->day,
                                      .chunk = stored->chunk,
                                      .records = stored->records.bytes,
                                      .size = stored->records.size};
    }
    return is_whole;
}

/* Where to read on: at the anchor, if the log still holds it, so that it can be compared. */
static int64_t cp_shard_resume(struct cp_shard *shard, const struct cp_given_partition *given,
                               const struct cp_head *head)
{
    struct cp_shard_partition *partition = &shard->partitions[given->partition];
    if (head->offset < given->low) {
        cp_shard_stop_lost(shard, given->partition, head->offset, given->low);
        return CP_OFFSET_STOPPED;
    }
    if (head->offset > given->high) {
        cp_shard_stop_partition(shard, given->partition,
                                "counted up to offset %" PRId64 ", but the log ends at %" PRId64
                                ": it was truncated or made anew",
                                head->offset, given->high);
        return CP_OFFSET_STOPPED;
    }
    if (head->anchor_offset < given->low) {
        return head->offset;
    }
    partition->awaits_anchor = true;
    partition->anchor_offset = head->anchor_offset;
    partition->anchor_arrival_ms = head->anchor_arrival_ms;
    partition->anchor_hash = head->anchor_hash;
    return head->anchor_offset;
}

/* Nobody ever committed to it: from the start, unless the group knows better. */
static int64_t cp_shard_begin(struct cp_shard *shard, const struct cp_given_partition *given)
{
    if (given->committed > given->low) {
        cp_shard_stop_partition(shard, given->partition,
                                "Kafka's group had counted offsets %" PRId64 " to %" PRId64
                                ", but Redis holds no state: it was lost",
                                given->low, given->committed - 1);
        return CP_OFFSET_STOPPED;
    }
    cp_fold_open(shard->fold, given->partition, given->low);
    return given->low;
}

static enum cp_status cp_shard_restore(struct cp_shard *shard,
                                       const struct cp_given_partition *given,
                                       const struct cp_claim *claim, int64_t *out_offset,
                                       struct cp_failure *out_failure)
{
    struct cp_source_line *sources = cp_allocate(claim->source_count, sizeof(*sources));
    struct cp_fold_ids *ids = cp_allocate(claim->ids_count, sizeof(*ids));
    struct cp_fold_memory memory;
    enum cp_status status = CP_OK;
    if (cp_claim_decode(claim, sources, ids, &memory)) {
        cp_fold_restore(shard->fold, given->partition, &memory);
        *out_offset = cp_shard_resume(shard, given, &memory.head);
    } else {
        status = cp_fail(out_failure, CP_DATA,
                         "state of %s [%d]: the head or a source fails its checksum or does not "
                         "fit its offset",
                         shard->topic, given->partition);
    }
    free(sources);
    free(ids);
    return status;
}

static enum cp_status cp_shard_claim(struct cp_shard *shard, const struct cp_given_partition *given,
                                     int64_t *out_offset, struct cp_failure *out_failure)
{
    CP_ASSERT(given->partition < CP_PARTITIONS_MAX);
    struct cp_shard_partition *partition = &shard->partitions[given->partition];
    struct cp_claim claim;
    const enum cp_status status =
        cp_ledger_claim(shard->ledger, given->partition, &claim, out_failure);
    if (status != CP_OK) {
        return status;
    }
    cp_fault_point(CP_FAULT_CLAIMED);
    *partition =
        (struct cp_shard_partition){.is_ours = true, .high = given->high, .token = claim.token};
    if (given->partition >= shard->partition_end) {
        shard->partition_end = given->partition + 1;
    }
    if (claim.is_new) {
        *out_offset = cp_shard_begin(shard, given);
        return CP_OK;
    }
    return cp_shard_restore(shard, given, &claim, out_offset, out_failure);
}

enum cp_status cp_shard_on_assigned(void *context, const struct cp_given_partition *given,
                                    size_t count, int64_t *out_offsets,
                                    struct cp_failure *out_failure)
{
    struct cp_shard *shard = context;
    int64_t waiting = 0;
    bool is_fenced;
    const enum cp_status answered = cp_shard_take_answer(shard, &is_fenced, out_failure);
    cp_shard_forget(shard);
    if (answered != CP_OK) {
        return answered;
    }
    shard->begun_ms = cp_clock_steady_ms();
    shard->read_ms = shard->begun_ms;
    for (size_t i = 0; i < count; i++) {
        const enum cp_status status =
            cp_shard_claim(shard, &given[i], &out_offsets[i], out_failure);
        if (status != CP_OK) {
            return status;
        }
        const bool is_stopped = out_offsets[i] == CP_OFFSET_STOPPED;
        waiting += is_stopped ? 0 : given[i].high - out_offsets[i];
    }
    cp_log(CP_LOG_INFO, "%s: %zu partitions are ours; %" PRId64 " offsets wait to be counted",
           shard->topic, count, waiting);
    return CP_OK;
}

void cp_shard_on_revoked(void *context)
{
    struct cp_shard *shard = context;
    struct cp_failure failure;
    bool is_fenced;
    cp_log(CP_LOG_INFO, "%s: the group took the partitions away", shard->topic);
    if (cp_shard_take_answer(shard, &is_fenced, &failure) != CP_OK) {
        cp_log(CP_LOG_WARNING, "%s: the last commit was not answered: %s", shard->topic,
               failure.text);
    }
    cp_shard_forget(shard);
}

bool cp_shard_check_anchor(struct cp_shard *shard, const struct cp_raw_record *raw, uint32_t hash)
{
    struct cp_shard_partition *partition = &shard->partitions[raw->partition];
    partition->awaits_anchor = false;
    if (raw->offset == partition->anchor_offset &&
        raw->arrival_ms == partition->anchor_arrival_ms && hash == partition->anchor_hash) {
        return true;
    }
    cp_shard_stop_partition(shard, raw->partition,
                            "offset %" PRId64 " holds another record than the one counted there: "
                            "the topic was made anew or restored",
                            partition->anchor_offset);
    return false;
}
