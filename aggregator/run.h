/* A packed run of counts, sorted by step of time, block and column: about 3 bytes a count. A group
 * is what one block has at one step: the step's difference to the group before, the block, how many
 * counts, and each by its column's difference and its value. Runs stand in checkpoints as they are.
 *
 * Marks lead into a run, so that merging goes straight to where newcomers belong and copies the
 * rest as bytes. They are made with each merge, and missing before the first.
 *
 * Threads: one. Owns: bytes and marks. Zero-initialise before use. */
#ifndef CASEPULSE_RUN_H
#define CASEPULSE_RUN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "counts.h"
#include "pairs.h"

/* The place of a count in the order of runs. Steps may lie before 1970: their sign is turned. */
#define CP_PLACE_COLUMN_BITS 7
#define CP_PLACE_BLOCK_BITS 6
#define CP_PLACE_STEP_BIAS UINT32_C(0x80000000)

static inline uint64_t cp_place_group(int32_t step, uint8_t block)
{
    return (uint64_t)((uint32_t)step ^ CP_PLACE_STEP_BIAS) << CP_PLACE_BLOCK_BITS | block;
}

static inline uint64_t cp_place(int32_t step, uint8_t block, uint8_t column)
{
    return cp_place_group(step, block) << CP_PLACE_COLUMN_BITS | column;
}

static inline int32_t cp_group_step(uint64_t group)
{
    return (int32_t)((uint32_t)(group >> CP_PLACE_BLOCK_BITS) ^ CP_PLACE_STEP_BIAS);
}

static inline uint8_t cp_group_block(uint64_t group)
{
    return group & ((1u << CP_PLACE_BLOCK_BITS) - 1);
}

static inline uint64_t cp_place_group_of(uint64_t place)
{
    return place >> CP_PLACE_COLUMN_BITS;
}

static inline int32_t cp_place_step(uint64_t place)
{
    return cp_group_step(cp_place_group_of(place));
}

static inline uint8_t cp_place_block(uint64_t place)
{
    return cp_group_block(cp_place_group_of(place));
}

static inline uint8_t cp_place_column(uint64_t place)
{
    return place & ((1u << CP_PLACE_COLUMN_BITS) - 1);
}

/* Where a group begins, and what a reader must know to begin there. */
struct cp_run_mark {
    size_t offset;
    size_t counts;  /* before it */
    uint64_t group; /* its place */
    int32_t before; /* step of the group before it */
};

struct cp_run {
    uint8_t *bytes;
    size_t size;
    size_t counts;
    struct cp_run_mark *marks; /* ascending */
    size_t mark_count;
};

void cp_run_done(struct cp_run *run);

/* Takes a copy of packed bytes; the run was empty. */
void cp_run_adopt(struct cp_run *run, const uint8_t *bytes, size_t size, size_t counts);

/* Adds newcomers, sorted by place and each place once; zeroes leave. What is before step `first`
 * leaves too. In run_merge.c. */
void cp_run_merge(struct cp_run *run, const struct cp_pair *newcomers, size_t count, int32_t first);

struct cp_run_reader {
    struct cp_counts_reader counts; /* of the group */
    const uint8_t *end;
    int32_t step;
    uint8_t block;
};

struct cp_run_reader cp_run_read(const struct cp_run *run);

/* The next count: step, block and counts.column stand in the reader. False at the end. */
bool cp_run_next(struct cp_run_reader *reader, int64_t *out_value);

#endif
