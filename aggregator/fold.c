#include "casepulse/aggregator/fold.h"

#include <stdlib.h>
#include <string.h>

#include "casepulse/base/memory.h"
#include "fold_parts.h"
#include "room.h"

struct cp_fold *cp_fold_create(struct cp_fold_settings settings)
{
    CP_ASSERT(settings.horizon_days >= 0 && settings.keep_days >= settings.horizon_days);
    CP_ASSERT(settings.keep_days <= CP_KEEP_DAYS_MAX);
    struct cp_fold *fold = cp_allocate(1, sizeof(*fold));
    fold->settings = settings;
    fold->rows = cp_sent_rows_create(settings.max_units);
    fold->cells = cp_cells_create();
    fold->partitions = cp_allocate(CP_PARTITIONS_MAX, sizeof(*fold->partitions));
    cp_fold_batch_init(&fold->batch);
    cp_turned_away_init(&fold->away);
    cp_dues_init(&fold->dues);
    fold->row_in_batch = cp_allocate(CP_BATCH_ROWS_MAX, sizeof(*fold->row_in_batch));
    memset(fold->row_in_batch, 0xFF, CP_BATCH_ROWS_MAX * sizeof(*fold->row_in_batch));
    fold->batch_rows = cp_allocate(CP_BATCH_ROWS_MAX, sizeof(*fold->batch_rows));
    fold->touched_lines = cp_allocate(CP_SOURCE_LINES_MAX, sizeof(*fold->touched_lines));
    fold->first_day = CP_DAY_NONE;
    cp_fold_measure_room(fold);
    return fold;
}

static void cp_fold_done_partitions(struct cp_fold *fold)
{
    for (int32_t i = 0; i < fold->partition_end; i++) {
        cp_fold_partition_done(&fold->partitions[i]);
    }
}

void cp_fold_free(struct cp_fold *fold)
{
    if (fold == NULL) {
        return;
    }
    cp_fold_done_partitions(fold);
    cp_sent_rows_free(fold->rows);
    cp_cells_free(fold->cells);
    cp_fold_batch_done(&fold->batch);
    cp_turned_away_done(&fold->away);
    free(fold->partitions);
    free(fold->row_in_batch);
    free(fold->batch_rows);
    free(fold->touched_lines);
    free(fold);
}

static void cp_fold_begin_batch(struct cp_fold *fold)
{
    for (size_t i = 0; i < fold->batch_row_count; i++) {
        fold->row_in_batch[fold->batch_rows[i]] = CP_NOT_IN_BATCH;
    }
    fold->batch_row_count = 0;
    fold->batch_row_bytes = 0;
    fold->touched_head_count = 0;
    fold->touched_line_count = 0;
    fold->first_day = CP_DAY_NONE;
}

void cp_fold_reset(struct cp_fold *fold)
{
    cp_fold_begin_batch(fold);
    cp_fold_done_partitions(fold);
    cp_sent_rows_clear(fold->rows);
    cp_cells_clear(fold->cells);
    cp_fold_batch_clear(&fold->batch);
    cp_turned_away_clear(&fold->away);
    cp_fold_measure_room(fold);
}

void cp_fold_close(struct cp_fold *fold, int32_t partition)
{
    CP_ASSERT(partition >= 0 && partition < CP_PARTITIONS_MAX);
    struct cp_fold_partition *open = &fold->partitions[partition];
    if (!open->is_open) {
        return;
    }
    CP_ASSERT(open->head.offset == open->head.previous);
    fold->touched_head_count -= open->is_touched ? 1 : 0;
    cp_fold_partition_done(open);
    cp_sent_rows_forget(fold->rows, partition);
    cp_fold_measure_room(fold);
}

void cp_fold_open(struct cp_fold *fold, int32_t partition, int64_t offset)
{
    cp_fold_close(fold, partition);
    cp_turned_away_forget(&fold->away); /* an earlier owner may have named them in vain */
    if (partition >= fold->partition_end) {
        fold->partition_end = partition + 1;
    }
    struct cp_fold_partition *open = &fold->partitions[partition];
    cp_fold_partition_init(open, &fold->settings, partition, offset);
    cp_fold_touch(fold, open);
    cp_fold_measure_room(fold);
}

static void cp_fold_restore_units(struct cp_fold *fold, int32_t partition,
                                  const struct cp_fold_memory *memory)
{
    size_t at = 0;
    while (at < memory->units_size) {
        struct cp_short_text unit = {.size = memory->units[at++]};
        CP_ASSERT(unit.size <= CP_UNIT_MAX && at + unit.size <= memory->units_size);
        memcpy(unit.bytes, memory->units + at, unit.size);
        at += unit.size;
        cp_sent_rows_restore(fold->rows, partition, &unit);
    }
}

void cp_fold_restore(struct cp_fold *fold, int32_t partition, const struct cp_fold_memory *memory)
{
    cp_fold_open(fold, partition, memory->head.offset);
    struct cp_fold_partition *open = &fold->partitions[partition];
    open->is_touched = false;
    fold->touched_head_count--;
    cp_fold_partition_restore(open, memory);
    CP_ASSERT(open->head.partition == partition);
    cp_fold_restore_units(fold, partition, memory);
    for (size_t i = 0; i < memory->ids_count; i++) {
        const struct cp_fold_ids *ids = &memory->ids[i];
        if (ids->day < cp_ids_days_first(&open->days)) {
            cp_fold_batch_drop(&fold->batch, partition, ids->day, ids->chunk + 1);
        }
    }
    cp_fold_measure_room(fold);
}

int64_t cp_fold_offset(const struct cp_fold *fold, int32_t partition)
{
    return cp_fold_partition(fold, partition)->head.offset;
}

int64_t cp_fold_last_arrival_ms(const struct cp_fold *fold, int32_t partition)
{
    return cp_fold_partition(fold, partition)->head.last_arrival_ms;
}

void cp_fold_skip_to(struct cp_fold *fold, int32_t partition, int64_t offset)
{
    struct cp_fold_partition *open = cp_fold_partition(fold, partition);
    if (offset <= open->head.offset) {
        return;
    }
    cp_fold_touch(fold, open);
    open->head.gaps += offset - open->head.offset;
    open->head.offset = offset;
    cp_fold_measure_room(fold);
}

void cp_fold_look_from(struct cp_fold *fold, int64_t as_of_ms)
{
    fold->settings.as_of_ms = as_of_ms;
}

void cp_fold_anchor(struct cp_fold *fold, int32_t partition, uint32_t value_hash)
{
    cp_fold_partition(fold, partition)->head.anchor_hash = value_hash;
}

/* Of a record: the names of a move, and again if both are turned away; a head and a line. */
#define CP_RECORD_ROW_BYTES_MAX (4 * (size_t)(CP_UNIT_MAX + CP_ROW_BYTES_MORE))
#define CP_RECORD_LINES_MAX 2

#define CP_RECORD_BYTES_MAX                                                                        \
    (CP_CELLS_BYTES_PER_RECORD + CP_RECORD_ROW_BYTES_MAX + CP_FOLD_BATCH_BYTES_PER_RECORD +        \
     CP_RECORD_LINES_MAX * CP_BATCH_LINE_BYTES)

/* The most that the open batch takes. */
static size_t cp_fold_batch_bytes_max(const struct cp_fold *fold)
{
    const size_t lines = fold->touched_head_count + fold->touched_line_count;
    return cp_cells_bytes(fold->cells) + fold->batch_row_bytes + cp_fold_batch_bytes(&fold->batch) +
           lines * CP_BATCH_LINE_BYTES;
}

void cp_fold_measure_room(struct cp_fold *fold)
{
    const size_t rooms[] = {
        cp_room(CP_BATCH_BYTES_MAX, cp_fold_batch_bytes_max(fold), CP_RECORD_BYTES_MAX),
        cp_cells_room(fold->cells),
        cp_room(CP_ROW_BYTES_MAX, fold->batch_row_bytes, CP_RECORD_ROW_BYTES_MAX),
        cp_room(CP_BATCH_LINES_MAX, fold->touched_head_count + fold->touched_line_count,
                CP_RECORD_LINES_MAX),
        cp_fold_batch_room(&fold->batch, fold->settings.keep_days),
    };
    fold->room = cp_room_least(rooms, sizeof(rooms) / sizeof(rooms[0]));
}

bool cp_fold_is_full(const struct cp_fold *fold)
{
    return fold->room == 0;
}

bool cp_fold_has_changes(const struct cp_fold *fold)
{
    return fold->touched_head_count > 0;
}

static void cp_fold_seal_books(struct cp_fold *fold, struct cp_increments *out)
{
    out->head_count = 0;
    for (int32_t i = 0; i < fold->partition_end && fold->touched_head_count > 0; i++) {
        struct cp_fold_partition *partition = &fold->partitions[i];
        if (partition->is_touched) {
            out->heads[out->head_count++] = partition->head;
            partition->head.previous = partition->head.offset;
            partition->is_touched = false;
        }
    }
    out->source_count = fold->touched_line_count;
    for (size_t i = 0; i < fold->touched_line_count; i++) {
        const struct cp_touched_line *touched = &fold->touched_lines[i];
        struct cp_fold_partition *partition = &fold->partitions[touched->partition];
        out->sources[i] = partition->sources.lines[touched->line];
        partition->is_line_touched[touched->line] = false;
    }
}

void cp_fold_seal(struct cp_fold *fold, struct cp_increments *out_increments)
{
    out_increments->first_day = fold->first_day;
    out_increments->row_count = fold->batch_row_count;
    for (size_t i = 0; i < fold->batch_row_count; i++) {
        out_increments->rows[i] = *cp_sent_rows_key(fold->rows, fold->batch_rows[i]);
    }
    out_increments->row_count +=
        cp_turned_away_seal(&fold->away, out_increments->rows + fold->batch_row_count);
    out_increments->cells_size = cp_cells_pack(fold->cells, out_increments->cells);
    cp_fold_batch_seal(&fold->batch, fold->partitions, fold->partition_end, out_increments);
    cp_fold_seal_books(fold, out_increments);
    cp_fold_begin_batch(fold);
    cp_fold_measure_room(fold);
}
