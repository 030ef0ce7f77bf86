#include "shard.h"

#include <inttypes.h>
#include <stdlib.h>

#include "casepulse/base/assert.h"
#include "casepulse/base/checksum.h"
#include "casepulse/base/clock.h"
#include "casepulse/base/fault.h"
#include "casepulse/base/memory.h"
#include "casepulse/base/stop.h"
#include "command.h"
#include "count_settings.h"
#include "identity.h"
#include "look_ahead.h"
#include "shard_parts.h"

#define CP_POLL_IDLE_MS 100

static void cp_shard_say_suppressed(struct cp_shard *shard, bool is_over)
{
    const int64_t suppressed =
        cp_log_limit_take_suppressed(&shard->refusal_limit, cp_clock_steady_ms(), is_over);
    if (suppressed > 0) {
        cp_log(CP_LOG_WARNING, "%" PRId64 " more refused records were counted and not shown",
               suppressed);
    }
}

static void cp_shard_say_refusal(struct cp_shard *shard, const struct cp_raw_record *raw,
                                 enum cp_reason reason)
{
    int64_t suppressed = 0;
    if (reason == CP_REASON_DUPLICATE_SAME) {
        return; /* the normal case of a redelivery */
    }
    cp_shard_say_suppressed(shard, false);
    if (cp_log_limit_pass(&shard->refusal_limit, cp_clock_steady_ms(), &suppressed)) {
        cp_log(CP_LOG_WARNING, "%s [%d] offset %" PRId64 ": %s: %s", shard->topic, raw->partition,
               raw->offset, cp_reason_field(reason), cp_reason_meaning(reason));
    }
}

static void cp_shard_take_data(struct cp_shard *shard, const struct cp_raw_record *raw)
{
    struct cp_shard_partition *partition = &shard->partitions[raw->partition];
    if (partition->is_stopped ||
        (partition->awaits_anchor && !cp_shard_check_anchor(shard, raw, cp_shard_checksum(raw))) ||
        raw->offset < cp_fold_offset(shard->fold, raw->partition)) {
        return;
    }
    const struct cp_record record = {
        .partition = raw->partition,
        .offset = raw->offset,
        .arrival_ms = raw->arrival_ms,
        .reason = cp_decoder_decode(shard->decoder, raw->value, raw->value_size, raw->key,
                                    raw->key_size, &shard->event),
        .event = &shard->event,
    };
    const enum cp_reason reason = cp_fold_record(shard->fold, &record);
    partition->last = raw;
    shard->record_count++;
    if (reason != CP_REASON_NONE) {
        cp_shard_say_refusal(shard, raw, reason);
    }
}

static enum cp_status cp_shard_take(struct cp_shard *shard, const struct cp_raw_record *raw,
                                    struct cp_failure *out_failure)
{
    struct cp_shard_partition *partition = &shard->partitions[raw->partition];
    if (!partition->is_ours) {
        return CP_OK; /* of before a refused commit */
    }
    switch (raw->kind) {
    case CP_RECORD_DATA:
        if (cp_fold_is_full(shard->fold)) {
            const enum cp_status status = cp_shard_seal_surely(shard, out_failure);
            if (status != CP_OK || !partition->is_ours) {
                return status;
            }
        }
        cp_shard_take_data(shard, raw);
        return CP_OK;
    case CP_RECORD_END:
        if (!partition->is_stopped) {
            cp_fold_skip_to(shard->fold, raw->partition, raw->offset);
        }
        shard->has_news |= !partition->has_ended;
        partition->has_ended = true;
        return CP_OK;
    case CP_RECORD_LOST:
        cp_shard_stop_lost(shard, raw->partition, raw->offset, raw->lost_to);
        return CP_OK;
    }
    return CP_OK;
}

static void cp_shard_look_ahead(const struct cp_shard *shard, const struct cp_raw_record *records,
                                size_t count, size_t i)
{
    const uint8_t *id = NULL;
    const struct cp_raw_record *next = cp_look_ahead(records, count, i, &id);
    if (next != NULL) {
        cp_fold_expect(shard->fold, next->partition, id);
    }
}

/* What was sent is not to wait for its answer where no record comes. */
static int cp_shard_wait_ms(const struct cp_shard *shard)
{
    if (shard->sent != NULL) {
        return 0;
    }
    return cp_fold_has_changes(shard->fold) ? CP_SEAL_LIVE_MS : CP_POLL_IDLE_MS;
}

/* Where Redis stepped back everything is claimed anew, whatever became of the last commit. */
static enum cp_status cp_shard_follow_redis(struct cp_shard *shard, struct cp_failure *out_failure)
{
    if (!cp_flag_take(&shard->deliveries->stepped_back)) {
        return CP_OK;
    }
    bool is_fenced;
    const enum cp_status status = cp_shard_take_answer(shard, &is_fenced, out_failure);
    cp_shard_claim_again(shard, 0);
    return status;
}

static enum cp_status cp_shard_turn(struct cp_shard *shard, struct cp_failure *out_failure)
{
    const struct cp_raw_record *records = NULL;
    size_t count = 0;
    const int wait_ms = cp_shard_wait_ms(shard);
    enum cp_status status = cp_shard_follow_redis(shard, out_failure);
    if (status != CP_OK) {
        return status;
    }
    status = cp_kafka_poll(shard->kafka, wait_ms, &records, &count, out_failure);
    cp_fault_point(CP_FAULT_AFTER_POLL);
    for (size_t i = 0; i < count && status == CP_OK; i++) {
        cp_shard_look_ahead(shard, records, count, i);
        status = cp_shard_take(shard, &records[i], out_failure);
    }
    cp_shard_tell_anchors(shard); /* the records go with the next poll */
    if (status != CP_OK) {
        return status;
    }
    if (count > 0) {
        shard->read_ms = cp_clock_steady_ms();
        cp_fault_point(CP_FAULT_AFTER_FOLD);
    }
    shard->last_poll = count;
    cp_shard_say_suppressed(shard, false);
    return cp_shard_seal_if_due(shard, out_failure);
}

static void *cp_shard_live(void *context)
{
    struct cp_shard *shard = context;
    shard->status = CP_OK;
    while (shard->status == CP_OK && !cp_stop_is_asked()) {
        shard->status = cp_shard_turn(shard, &shard->failure);
    }
    cp_fault_point(CP_FAULT_SHUTDOWN);
    if (shard->status == CP_OK) {
        shard->status = cp_shard_seal_surely(shard, &shard->failure);
    }
    if (shard->status == CP_OK) {
        shard->status = cp_shard_settle(shard, &shard->failure);
    }
    if (shard->status == CP_OK) {
        cp_shard_mark(shard);
    }
    cp_shard_say_suppressed(shard, true);
    cp_stop_ask();
    /* Pairs with the acquire in cp_shard_is_finished: the last delivery is in the ring. */
    atomic_store_explicit(&shard->is_finished, true, memory_order_release);
    cp_bell_ring(&shard->deliveries->news);
    return NULL;
}

static void cp_shard_free(struct cp_shard *shard)
{
    cp_kafka_free(shard->kafka);
    cp_ledger_free(shard->ledger);
    cp_decoder_free(shard->decoder);
    cp_fold_free(shard->fold);
    free(shard);
}

static enum cp_status cp_shard_connect(struct cp_shard *shard, const struct cp_settings *settings,
                                       int32_t balance_day, struct cp_failure *out_failure)
{
    const struct cp_kafka_settings kafka = cp_command_kafka(settings);
    const struct cp_redis_settings redis = cp_command_redis(settings);
    char fingerprint[CP_FINGERPRINT_MAX];
    cp_identity_fingerprint(settings, balance_day, fingerprint);
    const struct cp_state_identity identity = {.fingerprint = fingerprint};
    shard->ledger = cp_ledger_create(&redis, &identity);
    cp_ledger_set_stopping(shard->ledger, cp_stop_is_asked);
    const struct cp_source_events events = {
        .context = shard, .assigned = cp_shard_on_assigned, .revoked = cp_shard_on_revoked};
    return cp_kafka_create(&kafka, &events, &shard->kafka, out_failure);
}

/* Its own thread, and those of librdkafka: all inherit the cores of the thread that makes them. */
static enum cp_status cp_shard_make_threads(struct cp_shard *shard,
                                            const struct cp_settings *settings, int32_t balance_day,
                                            struct cp_failure *out_failure)
{
    const enum cp_status status = cp_shard_connect(shard, settings, balance_day, out_failure);
    if (status == CP_OK && pthread_create(&shard->thread, NULL, cp_shard_live, shard) != 0) {
        return cp_fail(out_failure, CP_RUNTIME, "the system gives no thread");
    }
    return status;
}

/* Messages pass from librdkafka's threads to ours: over two cores each costs twice as much. */
static enum cp_status cp_shard_make_confined(struct cp_shard *shard,
                                             const struct cp_settings *settings,
                                             int32_t balance_day, struct cp_failure *out_failure)
{
    const int64_t core = cp_setting_number(settings, CP_SETTING_RUN_CORE);
    if (core < 0) {
        return cp_shard_make_threads(shard, settings, balance_day, out_failure);
    }
    struct cp_cores before;
    const struct cp_cores one = cp_cores_one((int)core);
    enum cp_status status = cp_cores_get(&before, out_failure);
    if (status == CP_OK) {
        status = cp_cores_set(&one, out_failure);
    }
    if (status != CP_OK) {
        return status;
    }
    struct cp_failure ignored;
    status = cp_shard_make_threads(shard, settings, balance_day, out_failure);
    const enum cp_status restored = cp_cores_set(&before, &ignored);
    CP_ASSERT(restored == CP_OK); /* it was allowed a moment ago */
    return status;
}

enum cp_status cp_shard_start(const struct cp_settings *settings, int32_t balance_day,
                              struct cp_deliveries *deliveries, struct cp_shard **out_shard,
                              struct cp_failure *out_failure)
{
    struct cp_shard *shard = cp_allocate(1, sizeof(*shard));
    shard->topic = cp_setting_text(settings, CP_SETTING_SOURCE_TOPIC);
    shard->deliveries = deliveries;
    shard->refusal_limit = (struct cp_log_limit){.burst = 10, .window_ms = 10000};
    shard->fold = cp_fold_create(cp_fold_settings_of(settings, balance_day));
    shard->decoder = cp_decoder_create(cp_decoder_rules_of(settings));
    const enum cp_status status = cp_shard_make_confined(shard, settings, balance_day, out_failure);
    if (status != CP_OK) {
        cp_shard_free(shard);
        return status;
    }
    *out_shard = shard;
    return CP_OK;
}

bool cp_shard_is_finished(const struct cp_shard *shard)
{
    /* Pairs with the release in cp_shard_live. */
    return atomic_load_explicit(&shard->is_finished, memory_order_acquire);
}

enum cp_status cp_shard_join(struct cp_shard *shard, struct cp_failure *out_failure)
{
    (void)pthread_join(shard->thread, NULL);
    const enum cp_status status = shard->status;
    if (status != CP_OK) {
        *out_failure = shard->failure;
    }
    cp_shard_free(shard);
    return status;
}
