#include "shard.h"

#include <inttypes.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "casepulse/aggregator/fold.h"
#include "casepulse/base/assert.h"
#include "casepulse/base/clock.h"
#include "casepulse/base/log.h"
#include "casepulse/base/memory.h"
#include "casepulse/base/stop.h"
#include "casepulse/consumer/kafka.h"
#include "casepulse/proto/decode.h"
#include "command.h"

/* How long a batch stays open: live, when records keep coming in full polls, without any. */
#define CP_SEAL_LIVE_MS 10
#define CP_SEAL_BEHIND_MS 100
#define CP_SEAL_IDLE_MS 1000
#define CP_WAIT_FOR_ROOM_MS 1
#define CP_OFFSET_NONE INT64_C(-1)

struct cp_shard {
    pthread_t thread;
    atomic_bool is_finished;
    enum cp_status status; /* read after the join */
    struct cp_failure failure;
    const char *topic;
    struct cp_deliveries *deliveries;
    struct cp_kafka *kafka;
    struct cp_decoder *decoder;
    struct cp_fold *fold;
    struct cp_log_limit refusal_limit;
    int64_t sealed_ms; /* steady time of the last seal */
    int64_t record_count;
    int64_t begun_ms; /* steady time of the last assignment */
    int64_t read_ms;  /* steady time of the last record */
    bool has_news;    /* for the report, beside what the fold knows */
    size_t last_poll; /* records of the last poll */
    char lost[256];   /* why a partition stands still */
    bool is_assigned; /* the group has not taken the partitions away */
    size_t partition_count;
    int32_t partitions[CP_PARTITIONS_MAX];
    bool is_open[CP_PARTITIONS_MAX];   /* by partition: it is among them */
    bool has_ended[CP_PARTITIONS_MAX]; /* by partition: its end was reached once */
    int64_t highs[CP_PARTITIONS_MAX];  /* by partition: its end as known at the assignment */
    struct cp_event event;
};

/* True if these are the partitions that were ours before, and the log still holds what comes next:
 * the group only came and went, and nobody else counts. */
static bool cp_shard_can_go_on(const struct cp_shard *shard, const int32_t *partitions,
                               const int64_t *lows, const int64_t *highs, size_t count)
{
    bool is_same = count == shard->partition_count && shard->lost[0] == '\0';
    for (size_t i = 0; i < count && is_same; i++) {
        const int64_t offset = shard->is_open[partitions[i]]
                                   ? cp_fold_offset(shard->fold, partitions[i])
                                   : CP_OFFSET_NONE;
        is_same = offset >= lows[i] && offset <= highs[i];
    }
    return is_same;
}

static void cp_shard_begin_anew(struct cp_shard *shard, const int32_t *partitions,
                                const int64_t *lows, size_t count)
{
    cp_fold_reset(shard->fold);
    memset(shard->is_open, 0, sizeof(shard->is_open));
    shard->partition_count = count;
    shard->record_count = 0;
    shard->begun_ms = cp_clock_steady_ms();
    shard->read_ms = shard->begun_ms;
    shard->lost[0] = '\0';
    for (size_t i = 0; i < count; i++) {
        shard->partitions[i] = partitions[i];
        shard->is_open[partitions[i]] = true;
        cp_fold_open(shard->fold, partitions[i], lows[i]);
    }
}

/* No offset is kept yet: another assignment than the last one counts the log from its start. */
static void cp_shard_on_assigned(void *context, const int32_t *partitions, const int64_t *lows,
                                 const int64_t *highs, size_t count, int64_t *out_offsets)
{
    struct cp_shard *shard = context;
    const bool goes_on = cp_shard_can_go_on(shard, partitions, lows, highs, count);
    if (!goes_on) {
        cp_shard_begin_anew(shard, partitions, lows, count);
    }
    int64_t waiting = 0;
    for (size_t i = 0; i < count; i++) {
        CP_ASSERT(partitions[i] < CP_PARTITIONS_MAX);
        shard->has_ended[partitions[i]] = false;
        shard->highs[partitions[i]] = highs[i];
        out_offsets[i] = cp_fold_offset(shard->fold, partitions[i]);
        waiting += highs[i] - out_offsets[i];
    }
    shard->is_assigned = true;
    shard->has_news = true;
    cp_log(CP_LOG_INFO, "%s: %zu partitions are ours; %s %" PRId64 " offsets", shard->topic, count,
           goes_on ? "going on with" : "counting from the start", waiting);
}

static void cp_shard_on_revoked(void *context)
{
    struct cp_shard *shard = context;
    shard->is_assigned = false;
    shard->has_news = true;
    cp_log(CP_LOG_WARNING, "%s: the group took the partitions away", shard->topic);
}

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
    cp_shard_say_suppressed(shard, false);
    if (cp_log_limit_pass(&shard->refusal_limit, cp_clock_steady_ms(), &suppressed)) {
        cp_log(CP_LOG_WARNING, "%s [%d] offset %" PRId64 ": %s: %s", shard->topic, raw->partition,
               raw->offset, cp_reason_field(reason), cp_reason_meaning(reason));
    }
}

static void cp_shard_take_data(struct cp_shard *shard, const struct cp_raw_record *raw)
{
    struct cp_record record = {
        .partition = raw->partition,
        .offset = raw->offset,
        .arrival_ms = raw->arrival_ms,
        .reason = cp_decoder_decode(shard->decoder, raw->value, raw->value_size, raw->key,
                                    raw->key_size, &shard->event),
        .event = &shard->event,
    };
    const enum cp_reason reason = cp_fold_record(shard->fold, &record);
    shard->record_count++;
    if (reason != CP_REASON_NONE) {
        cp_shard_say_refusal(shard, raw, reason);
    }
}

static void cp_shard_take_loss(struct cp_shard *shard, const struct cp_raw_record *raw)
{
    (void)snprintf(shard->lost, sizeof(shard->lost),
                   "%s [%d]: offsets %" PRId64 " to %" PRId64
                   " are no longer in the log; the partition stands still",
                   shard->topic, raw->partition, raw->offset, raw->lost_to - 1);
    shard->has_news = true;
    cp_log(CP_LOG_ERROR, "%s", shard->lost);
}

static void cp_shard_report(struct cp_shard *shard, struct cp_source_report *out_report)
{
    struct cp_source_report report = {
        .partitions_total = cp_kafka_partition_count(shard->kafka),
        .partitions_seen = shard->is_assigned ? (int)shard->partition_count : 0,
        .is_caught_up = shard->partition_count > 0,
        .answered_ms = cp_kafka_answered_ms(shard->kafka),
        .record_count = shard->record_count,
        .begun_ms = shard->begun_ms,
        .read_ms = shard->read_ms,
    };
    int64_t worst = 0;
    for (size_t i = 0; i < shard->partition_count; i++) {
        const int32_t partition = shard->partitions[i];
        const int64_t fetched = cp_kafka_high_watermark(shard->kafka, partition);
        const int64_t high =
            fetched > shard->highs[partition] ? fetched : shard->highs[partition];
        const int64_t offset = cp_fold_offset(shard->fold, partition);
        const int64_t lag = high > offset ? high - offset : 0;
        report.lag_records += lag;
        report.is_caught_up = report.is_caught_up && shard->has_ended[partition];
        if (lag > worst) {
            const int64_t arrival_ms = cp_fold_last_arrival_ms(shard->fold, partition);
            worst = lag;
            report.lag_ms =
                arrival_ms != INT64_MIN ? cp_clock_wall_ms() - arrival_ms : report.lag_ms;
        }
    }
    memcpy(report.failure, shard->lost, sizeof(report.failure));
    *out_report = report;
}

/* False: the publisher has not given an empty delivery back yet. */
static bool cp_shard_seal(struct cp_shard *shard)
{
    struct cp_delivery *delivery = cp_ring_take(shard->deliveries->empty);
    if (delivery == NULL) {
        return false;
    }
    cp_fold_seal(shard->fold, delivery->increments);
    cp_shard_report(shard, &delivery->report);
    const bool has_room = cp_ring_put(shard->deliveries->sealed, delivery);
    CP_ASSERT(has_room); /* there are no more deliveries than slots */
    shard->sealed_ms = cp_clock_steady_ms();
    shard->has_news = false;
    return true;
}

static void cp_shard_seal_surely(struct cp_shard *shard)
{
    while (!cp_shard_seal(shard)) {
        cp_clock_sleep_ms(CP_WAIT_FOR_ROOM_MS);
    }
}

static void cp_shard_take(struct cp_shard *shard, const struct cp_raw_record *raw)
{
    switch (raw->kind) {
    case CP_RECORD_DATA:
        if (cp_fold_is_full(shard->fold)) {
            cp_shard_seal_surely(shard);
        }
        cp_shard_take_data(shard, raw);
        return;
    case CP_RECORD_END:
        cp_fold_skip_to(shard->fold, raw->partition, raw->offset);
        shard->has_news |= !shard->has_ended[raw->partition];
        shard->has_ended[raw->partition] = true;
        return;
    case CP_RECORD_LOST:
        cp_shard_take_loss(shard, raw);
        return;
    }
}

static void cp_shard_seal_if_due(struct cp_shard *shard)
{
    const bool is_behind = shard->last_poll >= CP_SOURCE_BATCH_MAX;
    int64_t open_ms = CP_SEAL_IDLE_MS;
    if (shard->has_news || cp_fold_has_changes(shard->fold)) {
        open_ms = is_behind ? CP_SEAL_BEHIND_MS : CP_SEAL_LIVE_MS;
    }
    if (cp_clock_steady_ms() - shard->sealed_ms >= open_ms) {
        cp_shard_say_suppressed(shard, false);
        (void)cp_shard_seal(shard); /* else the batch stays open and goes on growing */
    }
}

static enum cp_status cp_shard_turn(struct cp_shard *shard, struct cp_failure *out_failure)
{
    const struct cp_raw_record *records = NULL;
    size_t count = 0;
    const int wait_ms = cp_fold_has_changes(shard->fold) ? CP_SEAL_LIVE_MS : CP_SEAL_BEHIND_MS;
    const enum cp_status status =
        cp_kafka_poll(shard->kafka, wait_ms, &records, &count, out_failure);
    if (status != CP_OK) {
        return status;
    }
    for (size_t i = 0; i < count; i++) {
        cp_shard_take(shard, &records[i]);
    }
    shard->last_poll = count;
    shard->read_ms = count > 0 ? cp_clock_steady_ms() : shard->read_ms;
    cp_shard_seal_if_due(shard);
    return CP_OK;
}

static void *cp_shard_live(void *context)
{
    struct cp_shard *shard = context;
    shard->status = CP_OK;
    while (shard->status == CP_OK && !cp_stop_is_asked()) {
        shard->status = cp_shard_turn(shard, &shard->failure);
    }
    cp_shard_seal_surely(shard);
    cp_shard_say_suppressed(shard, true);
    cp_stop_ask();
    /* Pairs with the acquire in cp_shard_is_finished: the last delivery is in the ring. */
    atomic_store_explicit(&shard->is_finished, true, memory_order_release);
    return NULL;
}

static struct cp_fold_settings cp_shard_fold_settings(const struct cp_settings *settings)
{
    return (struct cp_fold_settings){
        .zone = &settings->zone,
        .history_days = (int32_t)cp_setting_number(settings, CP_SETTING_COUNT_HISTORY_DAYS),
        .horizon_days = (int32_t)cp_setting_number(settings, CP_SETTING_COUNT_HORIZON_DAYS),
        .skew_ms = (int32_t)(cp_setting_number(settings, CP_SETTING_COUNT_SKEW_MINUTES) *
                             CP_MS_PER_MINUTE),
        .max_units = (int32_t)cp_setting_number(settings, CP_SETTING_COUNT_MAX_UNITS),
    };
}

static void cp_shard_free(struct cp_shard *shard)
{
    cp_kafka_free(shard->kafka);
    cp_decoder_free(shard->decoder);
    cp_fold_free(shard->fold);
    free(shard);
}

static enum cp_status cp_shard_connect(struct cp_shard *shard, const struct cp_settings *settings,
                                       struct cp_failure *out_failure)
{
    const struct cp_kafka_settings kafka = cp_command_kafka(settings);
    const struct cp_source_events events = {.context = shard,
                                            .assigned = cp_shard_on_assigned,
                                            .revoked = cp_shard_on_revoked};
    return cp_kafka_create(&kafka, &events, &shard->kafka, out_failure);
}

enum cp_status cp_shard_start(const struct cp_settings *settings,
                              struct cp_deliveries *deliveries, struct cp_shard **out_shard,
                              struct cp_failure *out_failure)
{
    struct cp_shard *shard = cp_allocate(1, sizeof(*shard));
    shard->topic = cp_setting_text(settings, CP_SETTING_SOURCE_TOPIC);
    shard->deliveries = deliveries;
    shard->refusal_limit = (struct cp_log_limit){.burst = 10, .window_ms = 10000};
    shard->fold = cp_fold_create(cp_shard_fold_settings(settings));
    shard->decoder = cp_decoder_create((struct cp_decoder_rules){
        .zone = &settings->zone,
        .refuse_ten_digits =
            cp_setting_number(settings, CP_SETTING_COUNT_REFUSE_TEN_DIGITS) != 0});
    enum cp_status status = cp_shard_connect(shard, settings, out_failure);
    if (status == CP_OK && pthread_create(&shard->thread, NULL, cp_shard_live, shard) != 0) {
        status = cp_fail(out_failure, CP_RUNTIME, "the system gives no thread");
    }
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
