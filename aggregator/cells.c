#include "cells.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "casepulse/base/assert.h"
#include "casepulse/base/memory.h"
#include "pack.h"
#include "room.h"
#include "tag.h"

#define CP_SLOTS_MAX 32768
#define CP_SLOT_TABLE_BITS 16
#define CP_SLOT_TABLE (1 << CP_SLOT_TABLE_BITS) /* at most half full */
#define CP_POOL_MAX ((size_t)1 << 20)
#define CP_SLOT_FREE UINT64_MAX

/* A group's head takes at most 5 + 5 + 1 + 1 bytes, a column 1 + 5; both are counted as they are
 * touched. */
#define CP_GROUP_BYTES_MAX 12
#define CP_COLUMN_BYTES_MAX 6

/* No count of a batch can leave 32 bits while all that was added together does not: durations in
 * days are what weighs most. One record adds less than CP_RECORD_WEIGHT_MAX to each resolution. */
#define CP_WEIGHT_MAX (INT32_MAX / 2)
#define CP_RECORD_WEIGHT_MAX 1000000

/* Row, step and tag in one number, which no free place has. */
static inline uint64_t cp_slot_key(uint32_t row, int32_t at, uint8_t tag)
{
    return (uint64_t)row << 40 | (uint64_t)(uint32_t)at << 8 | tag;
}
static_assert(CP_BATCH_ROWS_MAX <= 1 << 24, "a row, a step and a tag take 64 bits");

static inline uint32_t cp_key_row(uint64_t key)
{
    return (uint32_t)(key >> 40);
}

static inline int32_t cp_key_step(uint64_t key)
{
    return (int32_t)(uint32_t)(key >> 8);
}

static inline uint8_t cp_key_tag(uint64_t key)
{
    return (uint8_t)key;
}

struct cp_slot {
    uint64_t key;
    uint32_t pool_at;
};

/* Looking a slot up asks for one line of the table and for its counts, nothing else. */
struct cp_cells {
    uint32_t slot_count;
    size_t pool_used;
    size_t packed_max;     /* upper bound of the packed size so far */
    int64_t weight;        /* of all that was added, signs apart */
    struct cp_slot *table; /* by hash */
    struct cp_slot *slots; /* in the order in which they were opened */
    int32_t *pool;
};

static void cp_cells_free_table(struct cp_cells *cells)
{
    memset(cells->table, 0xFF, CP_SLOT_TABLE * sizeof(*cells->table));
}

struct cp_cells *cp_cells_create(void)
{
    struct cp_cells *cells = cp_allocate(1, sizeof(*cells));
    cells->table = cp_allocate(CP_SLOT_TABLE, sizeof(*cells->table));
    cells->slots = cp_allocate(CP_SLOTS_MAX, sizeof(*cells->slots));
    cells->pool = cp_allocate(CP_POOL_MAX, sizeof(*cells->pool));
    cp_cells_free_table(cells);
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

/* Where a key's search begins: the upper bits of a product depend on all of its bits. */
static inline uint64_t cp_slot_home(uint64_t key)
{
    return (key ^ key >> 32) * UINT64_C(0x9E3779B97F4A7C15) >> (64 - CP_SLOT_TABLE_BITS);
}

static inline void cp_counts_add(struct cp_cells *cells, uint32_t pool_at,
                                 const struct cp_touch *touches, int count)
{
    int32_t *counts = &cells->pool[pool_at];
    const struct cp_touch *end = touches + count;
    size_t new_columns = 0;
    for (; touches < end; touches++) {
        int32_t *cell = &counts[touches->column];
        new_columns += *cell == 0;
        cells->weight += abs(touches->weight);
        *cell += touches->weight;
    }
    cells->packed_max += new_columns * CP_COLUMN_BYTES_MAX;
}

/* A slot of its own for a key that has none; its counts are zero at first. */
static void cp_cells_add_slot(struct cp_cells *cells, uint64_t at, uint64_t key,
                              const struct cp_touch *touches, int count)
{
    const uint16_t width = cp_block_width(cp_tag_block(cp_key_tag(key)));
    const struct cp_slot slot = {.key = key, .pool_at = (uint32_t)cells->pool_used};
    CP_ASSERT(cells->slot_count < CP_SLOTS_MAX);
    CP_ASSERT(cells->pool_used + width <= CP_POOL_MAX);
    cells->table[at] = slot;
    cells->slots[cells->slot_count++] = slot;
    cells->pool_used += width;
    cells->packed_max += CP_GROUP_BYTES_MAX;
    cp_counts_add(cells, slot.pool_at, touches, count);
}

void cp_cells_add(struct cp_cells *cells, uint32_t row, struct cp_step step,
                  const struct cp_touch *touches, int count)
{
    const uint64_t key = cp_slot_key(row, step.at, cp_tag(step.resolution, touches[0].block));
    uint64_t at = cp_slot_home(key);
    while (cells->table[at].key != key) {
        if (cells->table[at].key == CP_SLOT_FREE) {
            cp_cells_add_slot(cells, at, key, touches, count);
            return;
        }
        at = (at + 1) % CP_SLOT_TABLE;
    }
    cp_counts_add(cells, cells->table[at].pool_at, touches, count);
}

size_t cp_cells_room(const struct cp_cells *cells)
{
    const size_t more = CP_CELLS_SLOTS_PER_RECORD;
    const size_t widest = CP_GROUP_BYTES_MAX + CP_BLOCK_WIDTH_MAX * CP_COLUMN_BYTES_MAX;
    const size_t rooms[] = {
        cp_room(CP_SLOTS_MAX, cells->slot_count, more),
        cp_room(CP_POOL_MAX, cells->pool_used, more * CP_BLOCK_WIDTH_MAX),
        cp_room(CP_CELLS_MAX, cells->packed_max, more * widest),
        cp_room(CP_WEIGHT_MAX, (size_t)cells->weight, CP_RESOLUTION_COUNT * CP_RECORD_WEIGHT_MAX),
    };
    return cp_room_least(rooms, sizeof(rooms) / sizeof(rooms[0]));
}

bool cp_cells_is_full(const struct cp_cells *cells)
{
    return cp_cells_room(cells) == 0;
}

bool cp_cells_is_empty(const struct cp_cells *cells)
{
    return cells->slot_count == 0;
}

#define CP_MASK_BITS 64
#define CP_MASKS (CP_BLOCK_WIDTH_MAX / CP_MASK_BITS)

/* Which counts of a block are not zero, found out without a jump for each of them; false: none is.
 */
static inline bool cp_counts_used(const int32_t *counts, int width, uint64_t out_masks[CP_MASKS])
{
    uint64_t used = 0;
    for (int i = 0; i < CP_MASKS; i++) {
        const int span = width < CP_MASK_BITS ? width : CP_MASK_BITS;
        out_masks[i] = 0;
        for (int column = 0; column < span; column++) {
            out_masks[i] |= (uint64_t)(*counts++ != 0) << column;
        }
        used |= out_masks[i];
        width -= span;
    }
    return used != 0;
}

/* Returns how many they are. */
static inline uint8_t cp_counts_pack(const int32_t *counts, const uint64_t masks[CP_MASKS],
                                     uint8_t **at)
{
    int previous = 0;
    uint8_t packed = 0;
    for (int i = 0; i < CP_MASKS; i++) {
        for (uint64_t mask = masks[i]; mask != 0; mask &= mask - 1) {
            const int column = i * CP_MASK_BITS + __builtin_ctzll(mask);
            *(*at)++ = (uint8_t)(column - previous);
            cp_pack_signed(at, counts[column]);
            previous = column;
            packed++;
        }
    }
    return packed;
}

size_t cp_cells_pack(struct cp_cells *cells, const uint32_t *row_numbers, uint8_t *out_bytes)
{
    uint8_t *at = out_bytes;
    int32_t step_at[CP_RESOLUTION_COUNT] = {0};
    for (uint32_t i = 0; i < cells->slot_count; i++) {
        const struct cp_slot *slot = &cells->slots[i];
        const uint8_t tag = cp_key_tag(slot->key);
        const int32_t *counts = &cells->pool[slot->pool_at];
        uint64_t masks[CP_MASKS];
        if (!cp_counts_used(counts, cp_block_width(cp_tag_block(tag)), masks)) {
            continue; /* counted and taken back within the batch: only its row is news */
        }
        int32_t *before = &step_at[cp_tag_resolution(tag)];
        cp_pack(&at, row_numbers[cp_key_row(slot->key)]);
        cp_pack_signed(&at, (int64_t)cp_key_step(slot->key) - *before);
        *at++ = tag;
        uint8_t *count = at++;
        *count = cp_counts_pack(counts, masks, &at);
        *before = cp_key_step(slot->key);
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
        cp_cells_free_table(cells);
    } else {
        for (uint32_t i = 0; i < cells->slot_count; i++) {
            uint64_t at = cp_slot_home(cells->slots[i].key);
            while (cells->table[at].key != CP_SLOT_FREE) {
                cells->table[at].key = CP_SLOT_FREE;
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
