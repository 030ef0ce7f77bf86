/* The counts of a group, as sealed batches (increments.h) and packed runs (run.h) hold them: each
 * by its column's difference to the one before, a byte below 128, and its value.
 *
 * Threads: any; pure. */
#ifndef CASEPULSE_COUNTS_H
#define CASEPULSE_COUNTS_H

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "pack.h"

struct cp_counts_reader {
    const uint8_t *at;
    int left;
    uint8_t column;
};

static inline struct cp_counts_reader cp_counts_read(const uint8_t *counts, int count)
{
    return (struct cp_counts_reader){.at = counts, .left = count};
}

/* The next one, whose column stands in the reader; false at the end. */
static inline bool cp_counts_next(struct cp_counts_reader *reader, int64_t *out_value)
{
    if (reader->left == 0) {
        return false;
    }
    reader->left--;
    reader->column = (uint8_t)(reader->column + *reader->at++);
    *out_value = cp_unpack_signed(&reader->at);
    return true;
}

/* Behind `count` of them. Nearly all values are one byte, and groups are small: eight bytes of
 * which none goes on are four counts. */
static inline const uint8_t *cp_counts_skip(const uint8_t *at, const uint8_t *end, int count)
{
    while (count > 0) {
        const int taken = count < 4 ? count : 4;
        uint64_t word = UINT64_MAX;
        if (end - at >= (int)sizeof(word)) {
            memcpy(&word, at, sizeof(word));
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
            word = __builtin_bswap64(word);
#endif
            word <<= 64 - 16 * taken;
        }
        if ((word & UINT64_C(0x8080808080808080)) == 0) {
            at += 2 * taken;
            count -= taken;
            continue;
        }
        at++;
        while (*at++ >= 0x80) {
        }
        count--;
    }
    return at;
}

#endif
