/* Bytes of a record taken as numbers, up to eight at a time, the lowest first: on any machine the
 * same, on those of today one instruction.
 *
 * Threads: any; pure. */
#ifndef CASEPULSE_WORD_H
#define CASEPULSE_WORD_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#define CP_WORD_SIZE 8

/* The same byte eight times. */
#define CP_WORD_EACH(byte) (UINT64_C(0x0101010101010101) * (byte))

static inline uint64_t cp_word_two(const uint8_t *bytes)
{
    return (uint64_t)bytes[0] | (uint64_t)bytes[1] << 8;
}

static inline uint64_t cp_word_four(const uint8_t *bytes)
{
    return (uint64_t)bytes[0] | (uint64_t)bytes[1] << 8 | (uint64_t)bytes[2] << 16 |
           (uint64_t)bytes[3] << 24;
}

static inline uint64_t cp_word_eight(const uint8_t *bytes)
{
    return (uint64_t)bytes[0] | (uint64_t)bytes[1] << 8 | (uint64_t)bytes[2] << 16 |
           (uint64_t)bytes[3] << 24 | (uint64_t)bytes[4] << 32 | (uint64_t)bytes[5] << 40 |
           (uint64_t)bytes[6] << 48 | (uint64_t)bytes[7] << 56;
}

/* Fewer than eight; what is missing is zero. Two loads that overlap need no loop. */
static inline uint64_t cp_word_few(const uint8_t *bytes, size_t size)
{
    if (size >= 4) {
        return cp_word_four(bytes) | cp_word_four(bytes + size - 4) << 8 * (size - 4);
    }
    if (size == 0) {
        return 0;
    }
    return (uint64_t)bytes[0] | (uint64_t)bytes[size / 2] << 8 * (size / 2) |
           (uint64_t)bytes[size - 1] << 8 * (size - 1);
}

/* The last size % 8 of at least eight; what is missing is zero. */
static inline uint64_t cp_word_last(const uint8_t *bytes, size_t size)
{
    return cp_word_eight(bytes + size - CP_WORD_SIZE) >> 1 >> (63 - 8 * (size % CP_WORD_SIZE));
}

/* Copies a short text; two stores that overlap need no loop. */
static inline void cp_word_copy(void *out, const uint8_t *bytes, size_t size)
{
    uint8_t *to = out;
    if (size >= CP_WORD_SIZE) {
        for (size_t at = 0; at + CP_WORD_SIZE < size; at += CP_WORD_SIZE) {
            memcpy(to + at, bytes + at, CP_WORD_SIZE);
        }
        memcpy(to + size - CP_WORD_SIZE, bytes + size - CP_WORD_SIZE, CP_WORD_SIZE);
    } else if (size >= 4) {
        memcpy(to, bytes, 4);
        memcpy(to + size - 4, bytes + size - 4, 4);
    } else if (size > 0) {
        to[0] = bytes[0];
        to[size / 2] = bytes[size / 2];
        to[size - 1] = bytes[size - 1];
    }
}

#endif
