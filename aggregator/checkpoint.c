#include "casepulse/aggregator/checkpoint.h"

#include <stdlib.h>
#include <string.h>

#include "blob.h"
#include "casepulse/base/memory.h"
#include "head_codec.h"
#include "totals_parts.h"

/* Most bytes of a row beside its run, of a head, of a source line, of the frame. */
#define CP_SAVED_ROW_MAX 128
#define CP_SAVED_FRAME_MAX 128

static size_t cp_totals_saved_max(const struct cp_totals *totals)
{
    size_t size = CP_SAVED_FRAME_MAX + totals->head_count * CP_HEAD_ENCODED_MAX +
                  totals->source_count * CP_SOURCE_ENCODED_MAX;
    for (size_t i = 0; i < totals->sent.count; i++) {
        const struct cp_total_row *row = &totals->sent.rows[i];
        for (int resolution = 0; resolution < CP_RESOLUTION_COUNT; resolution++) {
            size += CP_SAVED_ROW_MAX + row->histories[resolution].run.size;
        }
    }
    return size + totals->turned_away.count * CP_SAVED_ROW_MAX;
}

static void cp_total_row_put(struct cp_blob_writer *writer, const struct cp_total_row *row)
{
    cp_row_key_put(writer, &row->key);
    for (int resolution = 0; resolution < CP_RESOLUTION_COUNT; resolution++) {
        const struct cp_run *run = &row->histories[resolution].run;
        cp_blob_put(writer, run->counts);
        cp_blob_put(writer, run->size);
        cp_blob_put_bytes(writer, run->bytes, run->size);
    }
}

static void cp_totals_pack(struct cp_totals *totals)
{
    cp_totals_drain(totals, CP_ALL_RESOLUTIONS);
    for (size_t i = 0; i < totals->sent.count; i++) {
        for (int resolution = 0; resolution < CP_RESOLUTION_COUNT; resolution++) {
            cp_history_pack(&totals->sent.rows[i].histories[resolution]);
        }
    }
}

size_t cp_totals_save(struct cp_totals *totals, uint8_t **out_bytes)
{
    cp_totals_pack(totals);
    *out_bytes = cp_allocate(cp_totals_saved_max(totals), 1);
    struct cp_blob_writer writer = cp_blob_begin(*out_bytes);
    cp_blob_put(&writer, cp_columns_own_fingerprint());
    cp_blob_put_signed(&writer, totals->first_counted_day);
    cp_blob_put(&writer, totals->head_count);
    for (size_t i = 0; i < totals->head_count; i++) {
        cp_head_put(&writer, &totals->heads[i]);
    }
    cp_blob_put(&writer, totals->source_count);
    for (size_t i = 0; i < totals->source_count; i++) {
        cp_source_put(&writer, &totals->sources[i]);
    }
    cp_blob_put(&writer, totals->sent.count);
    for (size_t i = 0; i < totals->sent.count; i++) {
        cp_total_row_put(&writer, &totals->sent.rows[i]);
    }
    cp_blob_put(&writer, totals->turned_away.count);
    for (size_t i = 0; i < totals->turned_away.count; i++) {
        cp_row_key_put(&writer, &(struct cp_row_key){.unit = totals->turned_away.units[i],
                                                     .is_turned_away = true});
    }
    return cp_blob_end(&writer);
}

static void cp_totals_take_heads(struct cp_totals *totals, struct cp_blob_reader *reader)
{
    const uint64_t head_count = cp_blob_take(reader);
    for (uint64_t i = 0; i < head_count && !reader->is_damaged; i++) {
        struct cp_head head;
        cp_head_take(reader, &head);
        cp_totals_take_head(totals, &head);
    }
    const uint64_t source_count = cp_blob_take(reader);
    for (uint64_t i = 0; i < source_count && !reader->is_damaged; i++) {
        struct cp_source_line line;
        cp_source_take(reader, &line);
        cp_totals_take_source(totals, &line);
    }
}

/* A run written with another table: count by count to this program's columns. */
static void cp_history_translate(struct cp_history *history, const struct cp_run *stored,
                                 const struct cp_column_map *map)
{
    struct cp_pair *pairs = cp_reallocate(NULL, 2 * stored->counts, sizeof(*pairs));
    struct cp_run_reader reader = cp_run_read(stored);
    size_t count = 0;
    for (int64_t value; cp_run_next(&reader, &value);) {
        const int counter = map->counters[reader.block][reader.counts.column];
        if (counter != CP_COLUMN_UNKNOWN) {
            const struct cp_column_place place = cp_column_of((uint16_t)counter);
            pairs[count++] = (struct cp_pair){
                .key = cp_place(reader.step, place.block, place.column), .value = value};
        }
    }
    struct cp_pair *sorted = cp_pairs_sort(pairs, pairs + stored->counts, count);
    cp_history_add(history, sorted, cp_pairs_sum(sorted, count));
    free(pairs);
}

static void cp_history_take(struct cp_history *history, struct cp_blob_reader *reader,
                            const struct cp_column_map *map)
{
    const uint64_t counts = cp_blob_take(reader);
    const uint64_t size = cp_blob_take(reader);
    const uint8_t *run = cp_blob_take_bytes(reader, size);
    if (reader->is_damaged) {
        return;
    }
    if (map == NULL) {
        cp_history_adopt(history, run, size, counts);
        return;
    }
    const struct cp_run stored = {
        .bytes = (uint8_t *)(uintptr_t)run, .size = size, .counts = counts};
    cp_history_translate(history, &stored, map);
}

/* Format 1 knew days only. */
static void cp_totals_take_row(struct cp_totals *totals, struct cp_blob_reader *reader,
                               const struct cp_column_map *map)
{
    struct cp_row_key key;
    cp_row_key_take(reader, &key);
    if (reader->is_damaged) {
        return;
    }
    const uint32_t place = cp_totals_row(totals, &key);
    const int resolutions = reader->format == 1 ? 1 : CP_RESOLUTION_COUNT;
    for (int resolution = 0; resolution < resolutions; resolution++) {
        cp_history_take(&totals->sent.rows[place].histories[resolution], reader, map);
    }
}

static void cp_totals_take_turned_away(struct cp_totals *totals, struct cp_blob_reader *reader)
{
    const uint64_t count = reader->format == 1 ? 0 : cp_blob_take(reader);
    for (uint64_t i = 0; i < count && !reader->is_damaged; i++) {
        struct cp_row_key key;
        cp_row_key_take(reader, &key);
        cp_totals_turn_away(totals, &key.unit);
    }
}

void cp_totals_clear(struct cp_totals *totals)
{
    cp_totals_reset(totals);
}

enum cp_batch_decoding cp_totals_load(struct cp_totals *totals, const uint8_t *bytes, size_t size,
                                      const struct cp_column_map *map)
{
    cp_totals_reset(totals);
    struct cp_blob_reader reader = cp_blob_read(bytes, size);
    const uint32_t fingerprint = (uint32_t)cp_blob_take(&reader);
    const bool is_own = fingerprint == cp_columns_own_fingerprint();
    if (!reader.is_damaged && !is_own && (map == NULL || map->fingerprint != fingerprint)) {
        return CP_BATCH_UNKNOWN_COLUMNS;
    }
    totals->first_counted_day = (int32_t)cp_blob_take_signed(&reader);
    cp_totals_take_heads(totals, &reader);
    const uint64_t row_count = cp_blob_take(&reader);
    for (uint64_t i = 0; i < row_count && !reader.is_damaged; i++) {
        cp_totals_take_row(totals, &reader, is_own ? NULL : map);
    }
    cp_totals_take_turned_away(totals, &reader);
    if (!cp_blob_is_done(&reader)) {
        cp_totals_reset(totals);
        return CP_BATCH_DAMAGED;
    }
    if (totals->has_windows) {
        cp_totals_rebuild(totals);
    }
    return CP_BATCH_OK;
}
