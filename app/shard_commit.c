/* What becomes of a batch: sealed, committed, handed over to the publisher.
 *
 * One commit at a time is on its way. While records wait the next batch is filled meanwhile, and
 * the answer is taken when that one is sealed in turn; live it is waited for at once. A refusal
 * voids both: the one that was refused and the one that builds on it. */
#include "casepulse/base/assert.h"
#include "casepulse/base/clock.h"
#include "casepulse/base/fault.h"
#include "casepulse/base/random.h"
#include "shard_parts.h"

/* How long a batch stays open: live, when records keep coming in full polls, without any. */
#define CP_SEAL_BEHIND_MS 100
#define CP_SEAL_IDLE_MS 1000
#define CP_WAIT_FOR_ROOM_MS 1
/* After a refused commit: time enough for the group to tell whether the partitions are still ours.
 */
#define CP_FENCED_PAUSE_MS 2000
#define CP_MARK_EVERY_MS 1000

void cp_shard_claim_again(struct cp_shard *shard, int64_t pause_ms)
{
    cp_shard_forget(shard);
    cp_kafka_claim_again(shard->kafka, pause_ms);
}

void cp_shard_tell_anchors(struct cp_shard *shard)
{
    for (int32_t i = 0; i < shard->partition_end; i++) {
        struct cp_shard_partition *partition = &shard->partitions[i];
        if (partition->last != NULL) {
            cp_fold_anchor(shard->fold, i, cp_shard_checksum(partition->last));
            partition->last = NULL;
        }
    }
}

static void cp_shard_deliver(struct cp_shard *shard, struct cp_delivery *delivery)
{
    const bool has_room = cp_ring_put(shard->deliveries->sealed, delivery);
    CP_ASSERT(has_room); /* there are no more deliveries than slots */
    cp_bell_ring(&shard->deliveries->news);
}

static void cp_shard_send(struct cp_shard *shard, struct cp_delivery *delivery)
{
    const struct cp_increments *increments = delivery->increments;
    struct cp_token tokens[CP_PARTITIONS_MAX];
    for (size_t i = 0; i < increments->head_count; i++) {
        tokens[i] = shard->partitions[increments->heads[i].partition].token;
    }
    struct cp_commit commit = {.increments = increments, .tokens = tokens};
    cp_random_bytes(&commit.nonce, sizeof(commit.nonce));
    cp_fault_point(CP_FAULT_COMMIT_DUE);
    delivery->nonce = commit.nonce;
    cp_ledger_commit_begin(shard->ledger, &commit);
    shard->sent = delivery;
}

enum cp_status cp_shard_take_answer(struct cp_shard *shard, bool *out_is_fenced,
                                    struct cp_failure *out_failure)
{
    struct cp_delivery *delivery = shard->sent;
    enum cp_commit_outcome outcome = CP_COMMIT_OK;
    *out_is_fenced = false;
    if (delivery == NULL) {
        return CP_OK;
    }
    shard->sent = NULL;
    const enum cp_status status =
        cp_ledger_commit_end(shard->ledger, &outcome, &delivery->n, out_failure);
    if (status == CP_OK && outcome == CP_COMMIT_FENCED) {
        *out_is_fenced = true;
        delivery->report.fenced = ++shard->fenced;
        cp_log(CP_LOG_WARNING,
               "%s: a commit was refused: somebody else has claimed, or Redis stepped back; what "
               "it held is dropped and counted again by the owner",
               shard->topic);
    }
    cp_shard_deliver(shard, delivery);
    return status;
}

enum cp_status cp_shard_settle(struct cp_shard *shard, struct cp_failure *out_failure)
{
    bool is_fenced = false;
    const enum cp_status status = cp_shard_take_answer(shard, &is_fenced, out_failure);
    if (is_fenced) {
        cp_shard_claim_again(shard, CP_FENCED_PAUSE_MS);
    }
    return status;
}

/* Seals and sends. `*out_is_done` false: the publisher has not given an empty delivery back yet. */
static enum cp_status cp_shard_seal(struct cp_shard *shard, bool *out_is_done,
                                    struct cp_failure *out_failure)
{
    const enum cp_status status = cp_shard_settle(shard, out_failure);
    if (status != CP_OK) {
        return status;
    }
    struct cp_delivery *delivery = cp_ring_take(shard->deliveries->empty);
    *out_is_done = delivery != NULL;
    if (delivery == NULL) {
        return CP_OK;
    }
    cp_shard_tell_anchors(shard);
    cp_fold_seal(shard->fold, delivery->increments);
    cp_shard_report(shard, &delivery->report);
    delivery->n = 0;
    if (delivery->increments->head_count > 0) {
        cp_shard_send(shard, delivery);
    } else {
        cp_shard_deliver(shard, delivery);
    }
    shard->sealed_ms = cp_clock_steady_ms();
    shard->has_news = false;
    return CP_OK;
}

enum cp_status cp_shard_seal_surely(struct cp_shard *shard, struct cp_failure *out_failure)
{
    bool is_done = false;
    enum cp_status status = cp_shard_seal(shard, &is_done, out_failure);
    while (status == CP_OK && !is_done) {
        cp_clock_sleep_ms(CP_WAIT_FOR_ROOM_MS);
        status = cp_shard_seal(shard, &is_done, out_failure);
    }
    return status;
}

void cp_shard_mark(struct cp_shard *shard)
{
    int32_t partitions[CP_PARTITIONS_MAX];
    int64_t offsets[CP_PARTITIONS_MAX];
    size_t count = 0;
    for (int32_t i = 0; i < shard->partition_end; i++) {
        if (shard->partitions[i].is_ours && !shard->partitions[i].is_stopped) {
            partitions[count] = i;
            offsets[count++] = cp_fold_offset(shard->fold, i);
        }
    }
    shard->marked_ms = cp_clock_steady_ms();
    if (count > 0) {
        cp_kafka_mark(shard->kafka, partitions, offsets, count);
    }
}

static int64_t cp_shard_open_ms(const struct cp_shard *shard, bool is_behind)
{
    if (!shard->has_news && !cp_fold_has_changes(shard->fold)) {
        return CP_SEAL_IDLE_MS;
    }
    return is_behind ? CP_SEAL_BEHIND_MS : CP_SEAL_LIVE_MS;
}

enum cp_status cp_shard_seal_if_due(struct cp_shard *shard, struct cp_failure *out_failure)
{
    const bool is_behind = shard->last_poll >= CP_SOURCE_BATCH_MAX;
    const int64_t now_ms = cp_clock_steady_ms();
    const bool is_mark_due = now_ms - shard->marked_ms >= CP_MARK_EVERY_MS;
    enum cp_status status = CP_OK;
    bool is_done = false;
    if (now_ms - shard->sealed_ms >= cp_shard_open_ms(shard, is_behind)) {
        status = cp_shard_seal(shard, &is_done, out_failure);
    }
    if (status == CP_OK && (!is_behind || (is_done && is_mark_due))) {
        status = cp_shard_settle(shard, out_failure);
    }
    if (status == CP_OK && is_done && is_mark_due) {
        cp_shard_mark(shard); /* everything is committed at this moment */
    }
    return status;
}
