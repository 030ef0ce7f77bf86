/* The inside of a shard, for the files that make it: shard.c lives, shard_claim.c takes partitions
 * over, shard_commit.c gives batches away, shard_report.c tells how it stands.
 *
 * Threads: the shard's. */
#ifndef CASEPULSE_SHARD_PARTS_H
#define CASEPULSE_SHARD_PARTS_H

#include <pthread.h>
#include <stdatomic.h>

#include "casepulse/aggregator/fold.h"
#include "casepulse/base/checksum.h"
#include "casepulse/base/log.h"
#include "casepulse/consumer/kafka.h"
#include "casepulse/proto/decode.h"
#include "casepulse/store/ledger.h"
#include "delivery.h"
#include "settings.h"

#define CP_SHARD_REASON_MAX 256

/* A partition of ours. */
struct cp_shard_partition {
    bool is_ours;
    bool is_stopped; /* it stands still; `stopped` of the shard says why */
    bool has_ended;  /* its end was reached once */
    int64_t high;    /* its end as known at the assignment */
    struct cp_token token;
    const struct cp_raw_record
        *last; /* taken of this poll, and the fold has not its checksum yet */
    /* The record that the state ends with is read again, to see that the log is still the same. */
    bool awaits_anchor;
    int64_t anchor_offset;
    int64_t anchor_arrival_ms;
    uint32_t anchor_hash;
};

struct cp_shard {
    pthread_t thread;
    atomic_bool is_finished;
    enum cp_status status; /* read after the join */
    struct cp_failure failure;
    const char *topic;
    struct cp_deliveries *deliveries;
    struct cp_delivery *sent; /* the one whose commit is on its way; NULL: none */
    struct cp_ledger *ledger;
    struct cp_kafka *kafka;
    struct cp_decoder *decoder;
    struct cp_fold *fold;
    struct cp_log_limit refusal_limit;
    int64_t sealed_ms; /* steady time of the last seal */
    int64_t marked_ms; /* steady time of the last mark in the group */
    int64_t fenced;
    int64_t record_count;
    int64_t begun_ms;                  /* steady time of the last assignment */
    int64_t read_ms;                   /* steady time of the last record */
    bool has_news;                     /* for the report, beside what the fold knows */
    size_t last_poll;                  /* records of the last poll */
    char stopped[CP_SHARD_REASON_MAX]; /* why a partition stands still; "" if none does */
    int32_t partition_end;             /* one more than the highest of ours */
    struct cp_shard_partition partitions[CP_PARTITIONS_MAX];
    struct cp_event event;
};

/* Live, a batch stays open so long. */
#define CP_SEAL_LIVE_MS 10

static inline uint32_t cp_shard_checksum(const struct cp_raw_record *raw)
{
    return cp_checksum_more(CP_CHECKSUM_EMPTY, raw->value, raw->value_size);
}

/* Of each partition the last record that was taken of this poll. A checksum costs as much as
 * decoding, and only that of the last record before a seal is kept. */
void cp_shard_tell_anchors(struct cp_shard *shard);

/* Seals when it is time, or at once: then it waits until the publisher has an empty delivery. */
enum cp_status cp_shard_seal_if_due(struct cp_shard *shard,
                                    struct cp_failure *out_failure) CP_MUST_USE;
enum cp_status cp_shard_seal_surely(struct cp_shard *shard,
                                    struct cp_failure *out_failure) CP_MUST_USE;

/* Waits for the answer of the commit that is on its way, if one is, and hands its batch over. After
 * a refusal everything must be claimed again: cp_shard_settle sees to that, who takes the answer
 * alone is about to claim anyway. */
enum cp_status cp_shard_take_answer(struct cp_shard *shard, bool *out_is_fenced,
                                    struct cp_failure *out_failure) CP_MUST_USE;
enum cp_status cp_shard_settle(struct cp_shard *shard, struct cp_failure *out_failure) CP_MUST_USE;

/* Everything that was not committed is void; the group will say whether the partitions are ours. */
void cp_shard_claim_again(struct cp_shard *shard, int64_t pause_ms);

/* For tools that show lag, and to notice a Redis that lost everything; nothing is on its way. */
void cp_shard_mark(struct cp_shard *shard);

/* As cp_source_events. */
enum cp_status cp_shard_on_assigned(void *context, const struct cp_given_partition *given,
                                    size_t count, int64_t *out_offsets,
                                    struct cp_failure *out_failure);
void cp_shard_on_revoked(void *context);

/* False: the record is not the one that the state ends with; the partition was stopped. */
bool cp_shard_check_anchor(struct cp_shard *shard, const struct cp_raw_record *raw, uint32_t hash);

/* A partition stands still from now on. */
void cp_shard_stop_partition(struct cp_shard *shard, int32_t partition, const char *format, ...)
    CP_PRINTF(3, 4);

/* It stands still because Kafka deleted offsets [from, to); `to` −1: it is not known. */
void cp_shard_stop_lost(struct cp_shard *shard, int32_t partition, int64_t from, int64_t to);

/* Forgets all partitions: what was not committed is void. */
void cp_shard_forget(struct cp_shard *shard);

void cp_shard_report(struct cp_shard *shard, struct cp_source_report *out_report);

#endif
