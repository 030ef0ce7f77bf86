/* The sums of one group's counts by column, and which columns were added to: counts come in any
 * order and leave in theirs.
 *
 * Threads: one. Zero-initialise before use; empty again when all were taken. */
#ifndef CASEPULSE_GROUP_SUMS_H
#define CASEPULSE_GROUP_SUMS_H

#include <stdbool.h>
#include <stdint.h>

#include "casepulse/aggregator/figures.h"

#define CP_GROUP_WORDS (CP_BLOCK_WIDTH_MAX / 64)

struct cp_group_sums {
    uint64_t added[CP_GROUP_WORDS]; /* a bit a column */
    int64_t sums[CP_BLOCK_WIDTH_MAX];
};

static inline void cp_group_sums_add(struct cp_group_sums *group, uint8_t column, int64_t value)
{
    group->sums[column] += value;
    group->added[column / 64] |= UINT64_C(1) << column % 64;
}

/* The first column that is left, with its sum; false: none. */
static inline bool cp_group_sums_take(struct cp_group_sums *group, uint8_t *out_column,
                                      int64_t *out_sum)
{
    for (unsigned word = 0; word < CP_GROUP_WORDS; word++) {
        const uint64_t left = group->added[word];
        if (left != 0) {
            const unsigned column = word * 64 + (unsigned)__builtin_ctzll(left);
            group->added[word] = left & (left - 1);
            *out_column = (uint8_t)column;
            *out_sum = group->sums[column];
            group->sums[column] = 0;
            return true;
        }
    }
    return false;
}

#endif
