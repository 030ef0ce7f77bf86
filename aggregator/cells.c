/* What is touched is noted in the order of the log and sorted when it is packed: by row, step and
 * counter. Noting is writing behind one another; a table of sums, in which a past that is caught up
 * with rarely meets the same day of the same unit twice, would be several cache lines an event. */
#include "cells.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "casepulse/base/assert.h"
#include "casepulse/base/memory.h"
#include "notes.h"
#include "pack.h"
#include "pairs.h"
#include "room.h"
#include "tag.h"

#define CP_NOTES_MAX ((size_t)1 << 17)
#define CP_HEAVIES_MAX ((size_t)1 << 16)

/* Upper bounds of what packing makes of a note. A group's head takes a row of at most 3 bytes, a
 * tag and a number, and its step's difference to the group before: 2 bytes between two steps near
 * the first one of the batch; a far one makes two differences of 5. A count takes its column and 1
 * byte, or up to 5 if it is heavy. Notes that are summed take no more than each by itself. */
#define CP_GROUP_BYTES (3 + 1 + 1)
#define CP_NEAR_BYTES 2
#define CP_FAR_BYTES 10
#define CP_NEAR_STEPS 4096
#define CP_FIRST_STEP_BYTES_MAX 5
#define CP_LIGHT_BYTES (1 + 1)
#define CP_HEAVY_BYTES (1 + 5)
#define CP_LIGHT_MAX 63

/* No count of a batch can leave 32 bits while all that was added together does not: durations in
 * days are what weighs most. One record adds less than CP_RECORD_WEIGHT_MAX to each resolution. */
#define CP_WEIGHT_MAX (INT32_MAX / 2)
#define CP_RECORD_WEIGHT_MAX 1000000

/* Row, resolution, step and counter in one number, whose order is that of the packed groups. */
#define CP_KEY_END (UINT64_MAX >> (64 - CP_NOTE_KEY_BITS)) /* no key: of a resolution too many */
#define CP_COUNTER_BITS 10
#define CP_STEP_BITS 32
#define CP_RESOLUTION_BITS 2
#define CP_ROW_SHIFT (CP_COUNTER_BITS + CP_STEP_BITS + CP_RESOLUTION_BITS)
#define CP_STEP_BIAS UINT32_C(0x80000000) /* steps before 1970 come first */
static_assert(CP_STORED_COUNT <= 1 << CP_COUNTER_BITS, "a counter fits into a key");
static_assert(CP_RESOLUTION_COUNT < 1 << CP_RESOLUTION_BITS, "a resolution fits into a key");
static_assert(CP_BATCH_ROWS_MAX <= 1 << (CP_NOTE_KEY_BITS - CP_ROW_SHIFT), "a row fits too");

static inline uint64_t cp_key_of(uint32_t row, struct cp_step step)
{
    return (uint64_t)row << CP_ROW_SHIFT |
           (uint64_t)step.resolution << (CP_COUNTER_BITS + CP_STEP_BITS) |
           (uint64_t)((uint32_t)step.at ^ CP_STEP_BIAS) << CP_COUNTER_BITS;
}

static inline uint32_t cp_key_row(uint64_t key)
{
    return (uint32_t)(key >> CP_ROW_SHIFT);
}

static inline enum cp_resolution cp_key_resolution(uint64_t key)
{
    return (enum cp_resolution)(key >> (CP_COUNTER_BITS + CP_STEP_BITS) &
                                ((1u << CP_RESOLUTION_BITS) - 1));
}

static inline int32_t cp_key_step(uint64_t key)
{
    return (int32_t)((uint32_t)(key >> CP_COUNTER_BITS) ^ CP_STEP_BIAS);
}

static inline uint16_t cp_key_counter(uint64_t key)
{
    return (uint16_t)(key & ((1u << CP_COUNTER_BITS) - 1));
}

struct cp_cells {
    size_t note_count;
    uint64_t *notes, *spare_notes;
    size_t heavy_count; /* of what no note takes: durations */
    struct cp_pair *heavies, *spare_heavies;
    size_t packed_max; /* upper bound of the packed size so far */
    int64_t weight;    /* of all that was added, signs apart */
    bool has_step[CP_RESOLUTION_COUNT];
    int32_t first_step[CP_RESOLUTION_COUNT];
};

struct cp_cells *cp_cells_create(void)
{
    struct cp_cells *cells = cp_allocate(1, sizeof(*cells));
    cells->notes = cp_allocate(CP_NOTES_MAX + 1, sizeof(*cells->notes));
    cells->spare_notes = cp_allocate(CP_NOTES_MAX + 1, sizeof(*cells->spare_notes));
    cells->heavies = cp_allocate(CP_HEAVIES_MAX + 1, sizeof(*cells->heavies));
    cells->spare_heavies = cp_allocate(CP_HEAVIES_MAX + 1, sizeof(*cells->spare_heavies));
    cp_cells_clear(cells);
    return cells;
}

void cp_cells_free(struct cp_cells *cells)
{
    if (cells == NULL) {
        return;
    }
    free(cells->notes);
    free(cells->spare_notes);
    free(cells->heavies);
    free(cells->spare_heavies);
    free(cells);
}

void cp_cells_clear(struct cp_cells *cells)
{
    cells->note_count = 0;
    cells->heavy_count = 0;
    cells->packed_max = CP_RESOLUTION_COUNT * CP_FIRST_STEP_BYTES_MAX;
    cells->weight = 0;
    memset(cells->has_step, 0, sizeof(cells->has_step));
}

static inline size_t cp_cells_group_bytes(struct cp_cells *cells, struct cp_step step)
{
    if (!cells->has_step[step.resolution]) {
        cells->has_step[step.resolution] = true;
        cells->first_step[step.resolution] = step.at;
    }
    const int64_t away = (int64_t)step.at - cells->first_step[step.resolution];
    const bool is_near = away > -CP_NEAR_STEPS && away < CP_NEAR_STEPS;
    return CP_GROUP_BYTES + (is_near ? CP_NEAR_BYTES : CP_FAR_BYTES);
}

static inline void cp_cells_note(struct cp_cells *cells, uint64_t key, int32_t weight)
{
    if (cp_note_takes(weight)) {
        cells->notes[cells->note_count++] = cp_note(key, weight);
        return;
    }
    CP_ASSERT(cells->heavy_count < CP_HEAVIES_MAX);
    cells->heavies[cells->heavy_count++] = (struct cp_pair){.key = key, .value = weight};
}

void cp_cells_add(struct cp_cells *cells, uint32_t row, struct cp_step step,
                  const struct cp_touch *touches, int count)
{
    const uint64_t key = cp_key_of(row, step);
    const size_t group_bytes = cp_cells_group_bytes(cells, step);
    uint8_t block = CP_BLOCK_NONE;
    CP_ASSERT(cells->note_count + (size_t)count <= CP_NOTES_MAX);
    for (int i = 0; i < count; i++) {
        const int32_t weight = touches[i].weight;
        const uint8_t before = block;
        block = cp_column_of(touches[i].counter).block;
        cp_cells_note(cells, key | touches[i].counter, weight);
        cells->packed_max += block != before ? group_bytes : 0;
        cells->packed_max += abs(weight) <= CP_LIGHT_MAX ? CP_LIGHT_BYTES : CP_HEAVY_BYTES;
        cells->weight += abs(weight);
    }
}

static_assert(CP_GROUP_BYTES + CP_FAR_BYTES + CP_HEAVY_BYTES == 21, "a touch takes no more");

size_t cp_cells_bytes(const struct cp_cells *cells)
{
    return cells->packed_max;
}

size_t cp_cells_room(const struct cp_cells *cells)
{
    const size_t rooms[] = {
        cp_room(CP_NOTES_MAX, cells->note_count, CP_CELLS_TOUCHES_PER_RECORD),
        cp_room(CP_HEAVIES_MAX, cells->heavy_count, CP_CELLS_TOUCHES_PER_RECORD),
        cp_room(CP_CELLS_MAX, cells->packed_max, CP_CELLS_BYTES_PER_RECORD),
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
    return cells->note_count + cells->heavy_count == 0;
}

/* Writes the groups one after the other. */
struct cp_cells_writer {
    uint8_t *at;
    int32_t step_at[CP_RESOLUTION_COUNT];
    uint64_t group; /* the key of the open one without its counter */
    uint8_t block;
    uint8_t *counts; /* how many the open one has; NULL before the first */
    uint8_t column;
};

static void cp_cells_open_group(struct cp_cells_writer *writer, uint64_t key, uint8_t block)
{
    const enum cp_resolution resolution = cp_key_resolution(key);
    const int32_t step = cp_key_step(key);
    cp_pack(&writer->at, cp_key_row(key));
    cp_pack_signed(&writer->at, (int64_t)step - writer->step_at[resolution]);
    *writer->at++ = cp_tag(resolution, block);
    writer->step_at[resolution] = step;
    writer->group = key >> CP_COUNTER_BITS;
    writer->block = block;
    writer->counts = writer->at++;
    *writer->counts = 0;
    writer->column = 0;
}

static inline void cp_cells_write(struct cp_cells_writer *writer, uint64_t key, int64_t sum)
{
    const struct cp_column_place place = cp_column_of(cp_key_counter(key));
    if (writer->counts == NULL || writer->group != key >> CP_COUNTER_BITS ||
        writer->block != place.block) {
        cp_cells_open_group(writer, key, place.block);
    }
    *writer->at++ = (uint8_t)(place.column - writer->column);
    cp_pack_signed(&writer->at, sum);
    writer->column = place.column;
    (*writer->counts)++;
}

/* Notes and heavies by key, each list with an end behind it. */
struct cp_cells_sorted {
    const uint64_t *notes;
    const struct cp_pair *heavies;
};

static struct cp_cells_sorted cp_cells_sort(struct cp_cells *cells)
{
    uint64_t *notes = cp_notes_sort(cells->notes, cells->spare_notes, cells->note_count);
    struct cp_pair *heavies =
        cp_pairs_sort(cells->heavies, cells->spare_heavies, cells->heavy_count);
    notes[cells->note_count] = cp_note(CP_KEY_END, 0);
    heavies[cells->heavy_count].key = CP_KEY_END;
    return (struct cp_cells_sorted){.notes = notes, .heavies = heavies};
}

/* The sum of the next key. */
static inline int64_t cp_cells_sum(struct cp_cells_sorted *sorted, uint64_t key)
{
    int64_t sum = 0;
    for (; cp_note_key(*sorted->notes) == key; sorted->notes++) {
        sum += cp_note_weight(*sorted->notes);
    }
    for (; sorted->heavies->key == key; sorted->heavies++) {
        sum += sorted->heavies->value;
    }
    return sum;
}

static inline uint64_t cp_cells_key(const struct cp_cells_sorted *sorted)
{
    const uint64_t key = cp_note_key(*sorted->notes);
    return key < sorted->heavies->key ? key : sorted->heavies->key;
}

/* What was counted and taken back within the batch is left out: only its row is news. */
size_t cp_cells_pack(struct cp_cells *cells, uint8_t *out_bytes)
{
    struct cp_cells_writer writer = {.at = out_bytes};
    struct cp_cells_sorted sorted = cp_cells_sort(cells);
    for (uint64_t key = cp_cells_key(&sorted); key != CP_KEY_END; key = cp_cells_key(&sorted)) {
        const int64_t sum = cp_cells_sum(&sorted, key);
        if (sum != 0) {
            cp_cells_write(&writer, key, sum);
        }
    }
    const size_t size = (size_t)(writer.at - out_bytes);
    CP_ASSERT(size <= cells->packed_max);
    cp_cells_clear(cells);
    return size;
}
