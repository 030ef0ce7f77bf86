/* Bytes of a record taken as numbers, up to eight at a time, the lowest first: on any machine the
 * same, on those of today one instruction.
 *
 * Threads: any; pure. */
#ifndef CASEPULSE_WORD_H
#define CASEPULSE_WORD_H

#include <stddef.h>
#include <stdint.h>

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

/* Fewer than eight; what is missing is zero. */
static inline uint64_t cp_word_rest(const uint8_t *bytes, size_t size)
{
    uint64_t word = 0;
    unsigned shift = 0;
    if ((size & 4) != 0) {
        word = cp_word_four(bytes);
        bytes += 4;
        shift = 32;
    }
    if ((size & 2) != 0) {
        word |= cp_word_two(bytes) << shift;
        bytes += 2;
        shift += 16;
    }
    if ((size & 1) != 0) {
        word |= (uint64_t)bytes[0] << shift;
    }
    return word;
}

#endif
