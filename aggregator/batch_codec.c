#include <string.h>

#include "blob.h"
#include "casepulse/aggregator/codec.h"
#include "casepulse/base/assert.h"
#include "head_codec.h"
#include "pack.h"
#include "tag.h"

/* Most bytes that a row's key takes. */
#define CP_ROW_KEY_BYTES_MAX (1 + CP_UNIT_MAX + 2)
#define CP_BATCH_FRAME_MAX 128

size_t cp_batch_encoded_max(const struct cp_increments *increments)
{
    return CP_BATCH_FRAME_MAX + increments->cells_size +
           increments->row_count * CP_ROW_KEY_BYTES_MAX +
           increments->head_count * CP_HEAD_ENCODED_MAX +
           increments->source_count * CP_SOURCE_ENCODED_MAX;
}

size_t cp_batch_encode(const struct cp_increments *increments, uint8_t *out_bytes)
{
    struct cp_blob_writer writer = cp_blob_begin(out_bytes);
    cp_blob_put(&writer, increments->columns);
    cp_blob_put_signed(&writer, increments->first_day);
    cp_blob_put(&writer, increments->head_count);
    for (size_t i = 0; i < increments->head_count; i++) {
        cp_head_put(&writer, &increments->heads[i]);
    }
    cp_blob_put(&writer, increments->source_count);
    for (size_t i = 0; i < increments->source_count; i++) {
        cp_source_put(&writer, &increments->sources[i]);
    }
    cp_blob_put(&writer, increments->row_count);
    for (size_t i = 0; i < increments->row_count; i++) {
        cp_row_key_put(&writer, &increments->rows[i]);
    }
    cp_blob_put(&writer, increments->cells_size);
    cp_blob_put_bytes(&writer, increments->cells, increments->cells_size);
    return cp_blob_end(&writer);
}

/* A group written with another table of counters: column by column to this program's. Groups may
 * part, since a counter may have moved to another block: each count becomes a group of its own. */
static size_t cp_cells_translate(const struct cp_increments *stored,
                                 const struct cp_column_map *map, uint8_t *out_cells)
{
    struct cp_cells_reader reader = cp_cells_read(stored);
    struct cp_cell_group group;
    uint8_t *at = out_cells;
    int32_t step_at[CP_RESOLUTION_COUNT] = {0};
    while (cp_cells_next(&reader, &group)) {
        for (int i = 0; i < group.count; i++) {
            const int counter = map->counters[group.block][group.columns[i]];
            if (counter == CP_COLUMN_UNKNOWN) {
                continue;
            }
            CP_ASSERT((size_t)(at - out_cells) + 4 * CP_PACKED_MAX <= CP_CELLS_MAX);
            const struct cp_column_place place = cp_column_of((uint16_t)counter);
            cp_pack(&at, group.row);
            cp_pack_signed(&at, group.at - step_at[group.resolution]);
            *at++ = cp_tag(group.resolution, place.block);
            *at++ = 1;
            *at++ = place.column;
            cp_pack_signed(&at, group.deltas[i]);
            step_at[group.resolution] = group.at;
        }
    }
    return (size_t)(at - out_cells);
}

static void cp_batch_take_lists(struct cp_blob_reader *reader, struct cp_increments *out)
{
    out->head_count = cp_blob_take(reader);
    reader->is_damaged |= out->head_count > CP_PARTITIONS_MAX;
    for (size_t i = 0; i < out->head_count && !reader->is_damaged; i++) {
        cp_head_take(reader, &out->heads[i]);
    }
    out->source_count = reader->is_damaged ? 0 : cp_blob_take(reader);
    reader->is_damaged |= out->source_count > CP_SOURCE_LINES_MAX;
    for (size_t i = 0; i < out->source_count && !reader->is_damaged; i++) {
        cp_source_take(reader, &out->sources[i]);
    }
    out->row_count = reader->is_damaged ? 0 : cp_blob_take(reader);
    reader->is_damaged |= out->row_count > CP_BATCH_ROWS_MAX;
    for (size_t i = 0; i < out->row_count && !reader->is_damaged; i++) {
        cp_row_key_take(reader, &out->rows[i]);
    }
}

enum cp_batch_decoding cp_batch_decode(const uint8_t *bytes, size_t size,
                                       const struct cp_column_map *map,
                                       struct cp_increments *out_increments)
{
    struct cp_blob_reader reader = cp_blob_read(bytes, size);
    const uint32_t fingerprint = (uint32_t)cp_blob_take(&reader);
    out_increments->append_count = 0;
    out_increments->drop_count = 0;
    out_increments->first_day = (int32_t)cp_blob_take_signed(&reader);
    cp_batch_take_lists(&reader, out_increments);
    const uint64_t cells_size = cp_blob_take(&reader);
    const uint8_t *cells =
        cells_size <= CP_CELLS_MAX ? cp_blob_take_bytes(&reader, cells_size) : NULL;
    if (cells == NULL || !cp_blob_is_done(&reader)) {
        return CP_BATCH_DAMAGED;
    }
    if (fingerprint == out_increments->columns) {
        memcpy(out_increments->cells, cells, cells_size);
        out_increments->cells_size = cells_size;
        return CP_BATCH_OK;
    }
    if (map == NULL || map->fingerprint != fingerprint) {
        return CP_BATCH_UNKNOWN_COLUMNS;
    }
    struct cp_increments stored = *out_increments;
    stored.cells = (uint8_t *)(uintptr_t)cells; /* only read */
    stored.cells_size = cells_size;
    out_increments->cells_size = cp_cells_translate(&stored, map, out_increments->cells);
    return CP_BATCH_OK;
}
