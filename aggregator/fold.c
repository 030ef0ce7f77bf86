#include "casepulse/aggregator/fold.h"

#include <stdlib.h>
#include <string.h>

#include "casepulse/base/assert.h"
#include "casepulse/base/memory.h"
#include "cells.h"
#include "columns.h"
#include "judge.h"
#include "sent_rows.h"

#define CP_NOT_IN_BATCH UINT32_MAX

struct cp_open_head {
    bool is_open;
    bool is_touched; /* since the last seal */
    struct cp_head head;
};

struct cp_fold {
    struct cp_fold_settings settings;
    struct cp_sent_rows *rows;
    struct cp_cells *cells;
    struct cp_open_head *partitions; /* by partition */
    bool is_reset;
    bool has_touched_heads;
    int32_t first_day;
    int32_t partition_end; /* one more than the highest partition ever opened */
    uint32_t *row_in_batch; /* by row: its number in the batch being packed */
    uint32_t *batch_rows;   /* the other way round */
};

struct cp_fold *cp_fold_create(struct cp_fold_settings settings)
{
    struct cp_fold *fold = cp_allocate(1, sizeof(*fold));
    fold->settings = settings;
    fold->rows = cp_sent_rows_create(settings.max_units);
    fold->cells = cp_cells_create();
    fold->partitions = cp_allocate(CP_PARTITIONS_MAX, sizeof(*fold->partitions));
    fold->row_in_batch = cp_allocate(CP_BATCH_ROWS_MAX, sizeof(*fold->row_in_batch));
    memset(fold->row_in_batch, 0xFF, CP_BATCH_ROWS_MAX * sizeof(*fold->row_in_batch));
    fold->batch_rows = cp_allocate(CP_BATCH_ROWS_MAX, sizeof(*fold->batch_rows));
    fold->first_day = CP_DAY_NONE;
    return fold;
}

void cp_fold_free(struct cp_fold *fold)
{
    if (fold == NULL) {
        return;
    }
    cp_sent_rows_free(fold->rows);
    cp_cells_free(fold->cells);
    free(fold->partitions);
    free(fold->row_in_batch);
    free(fold->batch_rows);
    free(fold);
}

void cp_fold_reset(struct cp_fold *fold)
{
    cp_sent_rows_clear(fold->rows);
    cp_cells_clear(fold->cells);
    memset(fold->partitions, 0, CP_PARTITIONS_MAX * sizeof(*fold->partitions));
    fold->is_reset = true;
    fold->has_touched_heads = false;
    fold->first_day = CP_DAY_NONE;
}

static struct cp_open_head *cp_fold_partition(struct cp_fold *fold, int32_t partition)
{
    CP_ASSERT(partition >= 0 && partition < CP_PARTITIONS_MAX);
    struct cp_open_head *open = &fold->partitions[partition];
    open->is_touched = true;
    fold->has_touched_heads = true;
    return open;
}

void cp_fold_open(struct cp_fold *fold, int32_t partition, int64_t offset)
{
    struct cp_open_head *open = cp_fold_partition(fold, partition);
    open->is_open = true;
    if (partition >= fold->partition_end) {
        fold->partition_end = partition + 1;
    }
    open->head = (struct cp_head){.partition = partition,
                                  .start = offset,
                                  .offset = offset,
                                  .largest_arrival_ms = INT64_MIN,
                                  .last_arrival_ms = INT64_MIN};
}

static const struct cp_head *cp_fold_head(const struct cp_fold *fold, int32_t partition)
{
    CP_ASSERT(partition >= 0 && partition < CP_PARTITIONS_MAX);
    CP_ASSERT(fold->partitions[partition].is_open);
    return &fold->partitions[partition].head;
}

int64_t cp_fold_offset(const struct cp_fold *fold, int32_t partition)
{
    return cp_fold_head(fold, partition)->offset;
}

int64_t cp_fold_last_arrival_ms(const struct cp_fold *fold, int32_t partition)
{
    return cp_fold_head(fold, partition)->last_arrival_ms;
}

void cp_fold_skip_to(struct cp_fold *fold, int32_t partition, int64_t offset)
{
    if (offset <= cp_fold_offset(fold, partition)) {
        return;
    }
    struct cp_head *head = &cp_fold_partition(fold, partition)->head;
    head->gaps += offset - head->offset;
    head->offset = offset;
}

static void cp_fold_count(struct cp_fold *fold, uint32_t row, int32_t day, bool is_late,
                          const struct cp_fact *fact, int32_t sign)
{
    struct cp_touches touches;
    cp_columns_of(fact, &touches);
    int32_t *counts = cp_cells_find(fold->cells, row, day, fact->type);
    for (int i = 0; i < touches.count; i++) {
        counts[touches.columns[i]] += sign * touches.weights[i];
    }
    if (sign < 0) {
        *cp_cells_find(fold->cells, row, day, CP_EVENT_EVENT_RETRACTED) += 1;
    }
    if (is_late) {
        *cp_cells_find(fold->cells, row, day, CP_BLOCK_LATE) += 1;
    }
}

/* Files a counted or retracted record: in its own row, a move in the sender's row too (rule 6). */
static void cp_fold_file(struct cp_fold *fold, const struct cp_record *record)
{
    const struct cp_event *event = record->event;
    const struct cp_fact *fact = &event->fact;
    const struct cp_zone *zone = fold->settings.zone;
    const int32_t sign = event->is_retraction ? -1 : 1;
    const int32_t day = cp_zone_day(zone, fact->occurred_ms);
    const bool is_late = day < cp_zone_day(zone, record->arrival_ms);
    const uint32_t row =
        cp_sent_rows_find(fold->rows, record->partition, &fact->unit, fact->administration);
    cp_fold_count(fold, row, day, is_late, fact, sign);
    if (fact->type == CP_EVENT_UNIT_CHANGED) {
        const uint32_t from = cp_sent_rows_find(fold->rows, record->partition, &fact->from_unit,
                                           fact->from_administration);
        cp_cells_find(fold->cells, from, day, fact->type)[cp_column_moved_out()] += sign;
    }
    if (!event->is_retraction && day < fold->first_day) {
        fold->first_day = day;
    }
}

enum cp_reason cp_fold_record(struct cp_fold *fold, const struct cp_record *record)
{
    const int64_t expected = cp_fold_offset(fold, record->partition);
    if (record->offset < expected) {
        return CP_REASON_NONE;
    }
    struct cp_head *head = &cp_fold_partition(fold, record->partition)->head;
    head->gaps += record->offset - expected;
    head->offset = record->offset + 1;
    head->last_arrival_ms = record->arrival_ms;
    if (record->arrival_ms > head->largest_arrival_ms) {
        head->largest_arrival_ms = record->arrival_ms;
    }
    const enum cp_reason reason = cp_judge(&fold->settings, record, head->largest_arrival_ms);
    if (reason != CP_REASON_NONE) {
        head->verdicts[cp_reason_verdict(reason)]++;
        head->refused[reason]++;
        return reason;
    }
    cp_fold_file(fold, record);
    head->verdicts[record->event->is_retraction ? CP_VERDICT_RETRACTED : CP_VERDICT_COUNTED]++;
    return CP_REASON_NONE;
}

bool cp_fold_is_full(const struct cp_fold *fold)
{
    return cp_cells_is_full(fold->cells);
}

bool cp_fold_has_changes(const struct cp_fold *fold)
{
    return fold->has_touched_heads || fold->is_reset || !cp_cells_is_empty(fold->cells);
}

struct cp_sealing {
    struct cp_fold *fold;
    struct cp_increments *out;
};

/* A batch names only the rows it needs, numbered in the order of their first use. */
static uint32_t cp_sealing_row(void *context, uint32_t row)
{
    struct cp_sealing *sealing = context;
    uint32_t *number = &sealing->fold->row_in_batch[row];
    if (*number == CP_NOT_IN_BATCH) {
        *number = (uint32_t)sealing->out->row_count;
        sealing->fold->batch_rows[*number] = row;
        sealing->out->rows[sealing->out->row_count++] = *cp_sent_rows_key(sealing->fold->rows, row);
    }
    return *number;
}

static void cp_fold_seal_heads(struct cp_fold *fold, struct cp_increments *out)
{
    out->head_count = 0;
    for (int32_t i = 0; i < fold->partition_end && fold->has_touched_heads; i++) {
        if (fold->partitions[i].is_touched) {
            out->heads[out->head_count++] = fold->partitions[i].head;
            fold->partitions[i].is_touched = false;
        }
    }
    fold->has_touched_heads = false;
}

void cp_fold_seal(struct cp_fold *fold, struct cp_increments *out_increments)
{
    out_increments->is_reset = fold->is_reset;
    out_increments->first_day = fold->first_day;
    out_increments->row_count = 0;
    struct cp_sealing sealing = {.fold = fold, .out = out_increments};
    out_increments->cells_size =
        cp_cells_pack(fold->cells, cp_sealing_row, &sealing, out_increments->cells);
    for (size_t i = 0; i < out_increments->row_count; i++) {
        fold->row_in_batch[fold->batch_rows[i]] = CP_NOT_IN_BATCH;
    }
    cp_fold_seal_heads(fold, out_increments);
    fold->is_reset = false;
    fold->first_day = CP_DAY_NONE;
}
