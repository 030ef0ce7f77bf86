/* What a fold is made of, for the two files that are it: its life and batches (fold.c), and what
 * becomes of each record (fold_record.c).
 *
 * Threads: the shard's. */
#ifndef CASEPULSE_FOLD_PARTS_H
#define CASEPULSE_FOLD_PARTS_H

#include "casepulse/base/assert.h"
#include "backlog.h"
#include "cells.h"
#include "dates.h"
#include "fold_batch.h"
#include "fold_partition.h"
#include "sent_rows.h"
#include "turned_away.h"

#define CP_NOT_IN_BATCH UINT32_MAX

/* At most, of a row's name in a batch beside its unit. */
#define CP_ROW_BYTES_MORE 3

struct cp_touched_line {
    int32_t partition;
    uint32_t line;
};

struct cp_fold {
    struct cp_fold_settings settings;
    struct cp_sent_rows *rows;
    struct cp_cells *cells;
    struct cp_fold_partition *partitions; /* by partition */
    struct cp_fold_batch batch;
    struct cp_dates_memo dates;
    struct cp_dues dues;
    int32_t first_day;
    int32_t partition_end;  /* one more than the highest partition ever opened */
    uint32_t *row_in_batch; /* by row: its number in the open batch */
    uint32_t *batch_rows;   /* the other way round */
    struct cp_turned_away away;
    size_t batch_row_count, batch_row_bytes;
    size_t touched_head_count, touched_line_count;
    size_t room; /* records that surely fit into the batch; 0: it is full */
    struct cp_touched_line *touched_lines; /* in the order of the log */
};

static inline void cp_fold_touch(struct cp_fold *fold, struct cp_fold_partition *partition)
{
    fold->touched_head_count += partition->is_touched ? 0 : 1;
    partition->is_touched = true;
}

/* Finds out how much room the batch has: whenever something else than a record may have changed it,
 * and when as many records came as surely fitted before. */
void cp_fold_measure_room(struct cp_fold *fold);

static inline struct cp_fold_partition *cp_fold_partition(const struct cp_fold *fold,
                                                          int32_t partition)
{
    CP_ASSERT(partition >= 0 && partition < CP_PARTITIONS_MAX);
    CP_ASSERT(fold->partitions[partition].is_open);
    return &fold->partitions[partition];
}

#endif
