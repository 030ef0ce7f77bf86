/* What the open batch adds to the memory of its partitions: how many ids (they themselves are the
 * fresh ones of ids.h), unit names in the order of the log, and the days that are past.
 *
 * Threads: the shard's. Owns: its lists. Bounded: the limits of increments.h; look at
 * cp_fold_batch_room before each record. */
#ifndef CASEPULSE_FOLD_BATCH_H
#define CASEPULSE_FOLD_BATCH_H

#include "fold_partition.h"

struct cp_pending_unit;

struct cp_fold_batch {
    size_t id_count, unit_count, drop_count;
    size_t unit_bytes;
    size_t append_max; /* appends that it can become */
    struct cp_pending_unit *units;
    struct cp_drop *drops;
};

void cp_fold_batch_init(struct cp_fold_batch *batch);
void cp_fold_batch_done(struct cp_fold_batch *batch);

/* Begins anew. */
void cp_fold_batch_clear(struct cp_fold_batch *batch);

/* Bytes of its ids and unit names, and what one record adds at most: two ids and two names. */
size_t cp_fold_batch_bytes(const struct cp_fold_batch *batch);
#define CP_FOLD_BATCH_BYTES_PER_RECORD (2 * (size_t)(CP_ID_RECORD_SIZE + 1 + CP_UNIT_MAX))

/* How many more records surely fit; `keep_days` is how many days may become past by each. */
size_t cp_fold_batch_room(const struct cp_fold_batch *batch, int32_t keep_days);

/* An id that the partition remembers from now on. */
void cp_fold_batch_remember(struct cp_fold_batch *batch, struct cp_fold_partition *partition,
                            const uint8_t id[CP_EVENT_ID_SIZE], enum cp_id_kind kind, uint32_t hash,
                            int32_t day);

/* A unit that the partition gives rows of its own from now on. */
void cp_fold_batch_learn(struct cp_fold_batch *batch, struct cp_fold_partition *partition,
                         const struct cp_short_text *unit);

/* The partition's latest arrival is on `day`, a later one than before: drops what is past by that.
 */
void cp_fold_batch_advance(struct cp_fold_batch *batch, struct cp_fold_partition *partition,
                           int32_t day);

/* A day of a partition, or the first chunks of it, is not needed any more. Dropped in silence where
 * there is no room for it: the partition's next owner will see to it. */
void cp_fold_batch_drop(struct cp_fold_batch *batch, int32_t partition, int32_t day,
                        uint32_t chunk_count);

/* Writes appends and drops, by partition, day and chunk, and begins anew. */
void cp_fold_batch_seal(struct cp_fold_batch *batch, struct cp_fold_partition *partitions,
                        int32_t partition_end, struct cp_increments *out_increments);

#endif
