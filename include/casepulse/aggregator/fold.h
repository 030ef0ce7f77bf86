/* Events to increments: what one shard does with each record it reads.
 *
 * A record is judged (counting rule 12 to 14, with the ids that its partition remembers), the books
 * of its partition and source are brought forward, and if it counts, the counters of its row, local
 * day and blocks move, and those of its UTC hour and minute as long as a picture may ask for them.
 * Sealing hands all that out as one batch, with the ids and unit names that are to be remembered
 * and the days whose ids are past, and begins the next.
 *
 * Threads: the shard's. Owns: its tables; ids take a block for a thousand of them, their index and
 * the tables of sources and units turned away grow by shares, nothing else is allocated while
 * records are taken. Bounded: a batch by the limits of increments.h: seal when cp_fold_is_full says
 * so, before the next record; ids by `keep_days`, 34 to 42 bytes each. */
#ifndef CASEPULSE_AGGREGATOR_FOLD_H
#define CASEPULSE_AGGREGATOR_FOLD_H

#include <stdbool.h>
#include <stdint.h>

#include "casepulse/aggregator/increments.h"
#include "casepulse/aggregator/subjects.h"
#include "casepulse/base/zone.h"
#include "casepulse/proto/event.h"
#include "casepulse/proto/verdict.h"

struct cp_fold_settings {
    const struct cp_zone *zone; /* lent for life */
    int32_t history_days;       /* how far before its arrival an event may reach back */
    int32_t horizon_days;       /* how far behind the latest of its partition a record may arrive */
    int32_t skew_ms;            /* how far after its arrival an event may have occurred */
    int32_t max_units;          /* units that a partition gives rows of their own */
    int32_t keep_days;          /* how long ids are kept behind the latest arrival: the horizon
                                   and a day, or twice the horizon where arrivals may go back in
                                   time; from `horizon_days` to CP_KEEP_DAYS_MAX */
    const struct cp_subjects *subjects; /* lent for life; NULL: no subject groups */
    int32_t balance_day;   /* date of the opening balances; CP_DAY_NONE: there are none */
    int64_t as_of_ms;      /* the only instant that pictures are made for; INT64_MAX: they follow
                              the arrivals */
    int64_t as_of_from_ms; /* in that case: none is made for an instant before, though records that
                              arrived earlier may be read (INT64_MIN: not known) */
};

#define CP_KEEP_DAYS_MAX 2047

struct cp_record {
    int32_t partition; /* 0 to CP_PARTITIONS_MAX − 1 */
    int64_t offset;
    int64_t arrival_ms;           /* the record's Kafka timestamp */
    enum cp_reason reason;        /* what the decoder said */
    const struct cp_event *event; /* the event, if the reason is NONE; else only its source */
    uint32_t value_hash;          /* base/checksum.h of the value; or cp_fold_anchor says it */
};

struct cp_fold;

struct cp_fold *cp_fold_create(struct cp_fold_settings settings);
void cp_fold_free(struct cp_fold *fold);

/* Forgets everything: partitions, rows, the open batch. */
void cp_fold_reset(struct cp_fold *fold);

/* A partition is going to be read from `offset` on; nothing is known of it. Open or not before,
 * but all that was read of it is sealed. */
void cp_fold_open(struct cp_fold *fold, int32_t partition, int64_t offset);

/* What a partition was when it was committed last, to go on from. Bytes are lent for the call. */
struct cp_fold_memory {
    struct cp_head head;
    const struct cp_source_line *sources;
    size_t source_count;
    const uint8_t *units; /* names as memory.h writes them */
    size_t units_size;
    const struct cp_fold_ids {
        int32_t day;
        uint32_t chunk;
        const uint8_t *records;
        size_t size;
    } * ids; /* any order of days; chunks of a day ascending */
    size_t ids_count;
};

/* A partition is going to be read on from where the memory ends: everything counted, refused or
 * remembered before is known as if this fold had read it. Open or not before, but all that was read
 * of it is sealed. Changes nothing that a batch would carry. */
void cp_fold_restore(struct cp_fold *fold, int32_t partition, const struct cp_fold_memory *memory);

/* A partition is not ours any more: forgets it. All that was read of it is sealed. */
void cp_fold_close(struct cp_fold *fold, int32_t partition);

/* Takes the record of an open partition. Returns the reason of its refusal (a duplicate has one
 * too), NONE if it was counted or retracted. A record below the expected offset came twice: it is
 * dropped (NONE); one above it leaves a gap in the books. */
enum cp_reason cp_fold_record(struct cp_fold *fold, const struct cp_record *record);

/* A record of an open partition with that id will be taken soon: fetches what is known of it into
 * the cache. A hint: a wrong one costs time only. */
void cp_fold_expect(const struct cp_fold *fold, int32_t partition,
                    const uint8_t id[CP_EVENT_ID_SIZE]);

/* From now on pictures are made for `as_of_ms` and later instants only, whatever the arrivals are:
 * how far back records are filed by hour and minute. */
void cp_fold_look_from(struct cp_fold *fold, int64_t as_of_ms);

/* The value_hash of the last record taken of an open partition. Only the one before a seal is
 * needed: whoever reads many records says it then, not with each of them. */
void cp_fold_anchor(struct cp_fold *fold, int32_t partition, uint32_t value_hash);

/* The end of a partition lies at `offset`: what is between is a gap. */
void cp_fold_skip_to(struct cp_fold *fold, int32_t partition, int64_t offset);

/* The next offset of an open partition. */
int64_t cp_fold_offset(const struct cp_fold *fold, int32_t partition);

/* Kafka timestamp of the last record read of an open partition; INT64_MIN: none yet. */
int64_t cp_fold_last_arrival_ms(const struct cp_fold *fold, int32_t partition);

/* True if another record might not fit into the batch. */
bool cp_fold_is_full(const struct cp_fold *fold);

/* True if anything happened since the last seal. */
bool cp_fold_has_changes(const struct cp_fold *fold);

/* Hands out the batch in the caller's `out_increments` and begins the next. */
void cp_fold_seal(struct cp_fold *fold, struct cp_increments *out_increments);

#endif
