/* Ids in the order in which they were remembered. Each has a number, the next one's is one more;
 * what is past goes block by block.
 *
 * Threads: the shard's. Owns: its blocks. Bounded: 24 bytes an id, in blocks of CP_IDS_BLOCK that
 * go when the last of their days is past. */
#ifndef CASEPULSE_IDS_LOG_H
#define CASEPULSE_IDS_LOG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "casepulse/aggregator/memory.h"
#include "casepulse/proto/event.h"

/* UTC day of an arrival; beyond some 700,000 years the last day that a record can hold. */
#define CP_ARRIVAL_DAY_MAX ((1 << 28) - 1)

struct cp_id_record {
    uint8_t id[CP_EVENT_ID_SIZE];
    uint32_t hash;
    uint32_t stamp; /* day and kind */
};

#define CP_STAMP_KIND_BITS 3
#define CP_STAMP_DAY_BIAS (CP_ARRIVAL_DAY_MAX + 1)

static inline uint32_t cp_stamp(enum cp_id_kind kind, int32_t day)
{
    return (uint32_t)(day + CP_STAMP_DAY_BIAS) << CP_STAMP_KIND_BITS | (uint32_t)kind;
}

static inline enum cp_id_kind cp_id_record_kind(const struct cp_id_record *record)
{
    return (enum cp_id_kind)(record->stamp & ((1u << CP_STAMP_KIND_BITS) - 1));
}

static inline int32_t cp_id_record_day(const struct cp_id_record *record)
{
    return (int32_t)(record->stamp >> CP_STAMP_KIND_BITS) - CP_STAMP_DAY_BIAS;
}

#define CP_IDS_BLOCK 1024

struct cp_ids_block {
    struct cp_ids_block *next_spare;
    int32_t last_day;
    struct cp_id_record records[CP_IDS_BLOCK];
};

/* Numbers begin anew after 2^32: only distances are compared. */
struct cp_ids_log {
    uint32_t first; /* the first number of a block; none before it is kept */
    uint32_t next;
    size_t block_count;           /* a power of two */
    struct cp_ids_block **blocks; /* a ring; NULL: past, or none yet */
    size_t spare_count;
    struct cp_ids_block *spares; /* for the blocks that come next */
};

void cp_ids_log_init(struct cp_ids_log *log);
void cp_ids_log_done(struct cp_ids_log *log);

/* Room for one more, which cp_ids_log_add asks for. */
void cp_ids_log_begin_block(struct cp_ids_log *log);

/* So many blocks can begin without asking for memory. */
void cp_ids_log_provide(struct cp_ids_log *log, size_t block_count);

/* Days before `first_day` are past. Returns true if anything went. */
bool cp_ids_log_drop(struct cp_ids_log *log, int32_t first_day);

/* Records that are kept, and bytes that it takes. */
size_t cp_ids_log_count(const struct cp_ids_log *log);
size_t cp_ids_log_bytes(const struct cp_ids_log *log);

/* The records from number `*at` on that stand side by side, leaving out what is past; moves `*at`
 * behind them. False: there are no more. */
bool cp_ids_log_run(const struct cp_ids_log *log, uint32_t *at,
                    const struct cp_id_record **out_records, size_t *out_count);

static inline struct cp_ids_block **cp_ids_log_block(const struct cp_ids_log *log, uint32_t number)
{
    return &log->blocks[number / CP_IDS_BLOCK & (log->block_count - 1)];
}

/* NULL: it is past. */
static inline const struct cp_id_record *cp_ids_log_record(const struct cp_ids_log *log,
                                                           uint32_t number)
{
    if (number - log->first >= log->next - log->first) {
        return NULL;
    }
    const struct cp_ids_block *block = *cp_ids_log_block(log, number);
    return block != NULL ? &block->records[number % CP_IDS_BLOCK] : NULL;
}

/* Returns its number. */
static inline uint32_t cp_ids_log_add(struct cp_ids_log *log, const uint8_t id[CP_EVENT_ID_SIZE],
                                      uint32_t hash, enum cp_id_kind kind, int32_t day)
{
    if (log->next % CP_IDS_BLOCK == 0) {
        cp_ids_log_begin_block(log);
    }
    struct cp_ids_block *block = *cp_ids_log_block(log, log->next);
    struct cp_id_record *record = &block->records[log->next % CP_IDS_BLOCK];
    memcpy(record->id, id, CP_EVENT_ID_SIZE);
    record->hash = hash;
    record->stamp = cp_stamp(kind, day);
    block->last_day = day > block->last_day ? day : block->last_day;
    return log->next++;
}

#endif
