#include "cells.h"

#include <stdlib.h>
#include <string.h>

#include "casepulse/base/assert.h"
#include "casepulse/base/hash.h"
#include "casepulse/base/memory.h"
#include "pack.h"
#include "tag.h"

#define CP_SLOTS_MAX 32768
#define CP_SLOT_TABLE (2 * CP_SLOTS_MAX) /* a power of two; at most half full */
#define CP_POOL_MAX ((size_t)1 << 20)
#define CP_SLOT_FREE UINT32_MAX

/* A group's head takes at most 5 + 5 + 1 + 1 bytes, a column 1 + 5; both are counted as they are
 * touched. */
#define CP_GROUP_BYTES_MAX 12
#define CP_COLUMN_BYTES_MAX 6

/* No count of a batch can leave 32 bits while all that was added together does not: durations in
 * days are what weighs most. One record adds less than CP_RECORD_WEIGHT_MAX to each resolution. */
#define CP_WEIGHT_MAX (INT32_MAX / 2)
#define CP_RECORD_WEIGHT_MAX 1000000

struct cp_slot {
    uint32_t row;
    int32_t at;
    uint32_t pool_at;
    uint8_t tag; /* block and resolution (tag.h) */
    uint8_t width;
};

struct cp_cells {
    uint32_t slot_count;
    size_t pool_used;
    size_t packed_max; /* upper bound of the packed size so far */
    int64_t weight;    /* of all that was added, signs apart */
    uint32_t *table;
    struct cp_slot *slots;
    int32_t *pool;
};

struct cp_cells *cp_cells_create(void)
{
    struct cp_cells *cells = cp_allocate(1, sizeof(*cells));
    cells->table = cp_allocate(CP_SLOT_TABLE, sizeof(*cells->table));
    cells->slots = cp_allocate(CP_SLOTS_MAX, sizeof(*cells->slots));
    cells->pool = cp_allocate(CP_POOL_MAX, sizeof(*cells->pool));
    memset(cells->table, 0xFF, CP_SLOT_TABLE * sizeof(*cells->table));
    return cells;
}

void cp_cells_free(struct cp_cells *cells)
{
    if (cells == NULL) {
        return;
    }
    free(cells->table);
    free(cells->slots);
    free(cells->pool);
    free(cells);
}

static uint64_t cp_slot_hash(uint32_t row, int32_t at, uint8_t tag)
{
    return cp_hash_mix((uint64_t)row << 40 ^ (uint64_t)(uint32_t)at << 8 ^ tag);
}

static int32_t *cp_cells_open(struct cp_cells *cells, uint32_t *entry, struct cp_slot slot)
{
    CP_ASSERT(cells->slot_count < CP_SLOTS_MAX);
    CP_ASSERT(cells->pool_used + slot.width <= CP_POOL_MAX);
    slot.pool_at = (uint32_t)cells->pool_used;
    *entry = cells->slot_count;
    cells->slots[cells->slot_count++] = slot;
    cells->pool_used += slot.width;
    cells->packed_max += CP_GROUP_BYTES_MAX;
    return &cells->pool[slot.pool_at];
}

/* The counts of a block's columns, zero at first. */
static int32_t *cp_cells_find(struct cp_cells *cells, uint32_t row, struct cp_step step,
                              uint8_t block)
{
    const uint8_t tag = cp_tag(step.resolution, block);
    uint64_t at = cp_slot_hash(row, step.at, tag) % CP_SLOT_TABLE;
    for (;;) {
        uint32_t *entry = &cells->table[at];
        if (*entry == CP_SLOT_FREE) {
            return cp_cells_open(cells, entry,
                                 (struct cp_slot){.row = row,
                                                  .at = step.at,
                                                  .tag = tag,
                                                  .width = (uint8_t)cp_block_width(block)});
        }
        const struct cp_slot *slot = &cells->slots[*entry];
        if (slot->row == row && slot->at == step.at && slot->tag == tag) {
            return &cells->pool[slot->pool_at];
        }
        at = (at + 1) % CP_SLOT_TABLE;
    }
}

void cp_cells_add(struct cp_cells *cells, uint32_t row, struct cp_step step,
                  const struct cp_touch *touches, int count)
{
    int32_t *counts = cp_cells_find(cells, row, step, touches[0].block);
    for (int i = 0; i < count; i++) {
        int32_t *cell = &counts[touches[i].column];
        cells->packed_max += *cell == 0 ? CP_COLUMN_BYTES_MAX : 0;
        cells->weight += abs(touches[i].weight);
        *cell += touches[i].weight;
    }
}

bool cp_cells_is_full(const struct cp_cells *cells)
{
    const size_t more = CP_CELLS_SLOTS_PER_RECORD;
    const size_t widest = CP_GROUP_BYTES_MAX + CP_BLOCK_WIDTH_MAX * CP_COLUMN_BYTES_MAX;
    return cells->slot_count + more > CP_SLOTS_MAX ||
           cells->pool_used + more * CP_BLOCK_WIDTH_MAX > CP_POOL_MAX ||
           cells->packed_max + more * widest > CP_CELLS_MAX ||
           cells->weight + CP_RESOLUTION_COUNT * CP_RECORD_WEIGHT_MAX > CP_WEIGHT_MAX;
}

bool cp_cells_is_empty(const struct cp_cells *cells)
{
    return cells->slot_count == 0;
}

static void cp_slot_pack(const struct cp_slot *slot, const int32_t *counts, uint32_t row,
                         int32_t step, uint8_t **at)
{
    cp_pack(at, row);
    cp_pack_signed(at, step);
    *(*at)++ = slot->tag;
    uint8_t *count = (*at)++;
    *count = 0;
    int previous = 0;
    for (int column = 0; column < slot->width; column++) {
        if (counts[column] == 0) {
            continue;
        }
        *(*at)++ = (uint8_t)(column - previous);
        cp_pack_signed(at, counts[column]);
        previous = column;
        (*count)++;
    }
}

static bool cp_slot_is_zero(const struct cp_slot *slot, const int32_t *counts)
{
    for (int column = 0; column < slot->width; column++) {
        if (counts[column] != 0) {
            return false;
        }
    }
    return true;
}

size_t cp_cells_pack(struct cp_cells *cells, uint32_t (*out_row)(void *context, uint32_t row),
                     void *context, uint8_t *out_bytes)
{
    uint8_t *at = out_bytes;
    int32_t step_at[CP_RESOLUTION_COUNT] = {0};
    for (uint32_t i = 0; i < cells->slot_count; i++) {
        const struct cp_slot *slot = &cells->slots[i];
        const int32_t *counts = &cells->pool[slot->pool_at];
        const uint32_t row = out_row(context, slot->row);
        if (cp_slot_is_zero(slot, counts)) {
            continue; /* counted and taken back within the batch: only its row is news */
        }
        int32_t *before = &step_at[cp_tag_resolution(slot->tag)];
        cp_slot_pack(slot, counts, row, slot->at - *before, &at);
        *before = slot->at;
    }
    const size_t size = (size_t)(at - out_bytes);
    CP_ASSERT(size <= cells->packed_max);
    cp_cells_clear(cells);
    return size;
}

/* Only what was used is wiped: a live batch of one event costs one slot, not the tables. */
void cp_cells_clear(struct cp_cells *cells)
{
    if (cells->slot_count * 8 > CP_SLOT_TABLE) {
        memset(cells->table, 0xFF, CP_SLOT_TABLE * sizeof(*cells->table));
    } else {
        for (uint32_t i = 0; i < cells->slot_count; i++) {
            const struct cp_slot *slot = &cells->slots[i];
            uint64_t at = cp_slot_hash(slot->row, slot->at, slot->tag) % CP_SLOT_TABLE;
            while (cells->table[at] != CP_SLOT_FREE) {
                cells->table[at] = CP_SLOT_FREE;
                at = (at + 1) % CP_SLOT_TABLE;
            }
        }
    }
    memset(cells->pool, 0, cells->pool_used * sizeof(*cells->pool));
    cells->slot_count = 0;
    cells->pool_used = 0;
    cells->packed_max = 0;
    cells->weight = 0;
}
