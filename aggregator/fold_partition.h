/* What the fold knows of one partition: its head, its books by source, its ids, and how much of
 * them the store has.
 *
 * Threads: the shard's. Owns: its tables, while it is open. */
#ifndef CASEPULSE_FOLD_PARTITION_H
#define CASEPULSE_FOLD_PARTITION_H

#include <stdbool.h>

#include "casepulse/aggregator/fold.h"
#include "ids.h"
#include "ids_days.h"
#include "sources.h"

/* The names of the partition's units as the store has them, one string. */
struct cp_fold_units {
    uint32_t size, checksum;
    uint32_t pending; /* bytes of the open batch */
    size_t cursor;    /* where the next name of the batch goes, while one is sealed */
};

struct cp_fold_partition {
    bool is_open;
    bool is_touched; /* since the last seal */
    bool has_pending_ids;
    bool is_line_touched[CP_SOURCES_PER_PARTITION];
    struct cp_head head;
    struct cp_ids *ids;
    struct cp_ids_days days;
    struct cp_sources sources;
    struct cp_fold_units units;
};

void cp_fold_partition_init(struct cp_fold_partition *partition,
                            const struct cp_fold_settings *settings, int32_t number,
                            int64_t offset);
void cp_fold_partition_done(struct cp_fold_partition *partition);

/* Head, sources and ids as they were; of a freshly made partition. */
void cp_fold_partition_restore(struct cp_fold_partition *partition,
                               const struct cp_fold_memory *memory);

#endif
