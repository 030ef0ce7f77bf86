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

/* From the order of this machine's bytes, or to it. Not spelled out byte by byte: gcc makes one
 * load or store of that in most places, but not in all. */
static inline uint64_t cp_word_native(uint64_t word, size_t size)
{
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    return __builtin_bswap64(word) >> 8 * (CP_WORD_SIZE - size);
#else
    (void)size;
    return word;
#endif
}

static inline uint64_t cp_word_two(const uint8_t *bytes)
{
    uint16_t word;
    memcpy(&word, bytes, sizeof(word));
    return cp_word_native(word, sizeof(word));
}

static inline uint64_t cp_word_four(const uint8_t *bytes)
{
    uint32_t word;
    memcpy(&word, bytes, sizeof(word));
    return cp_word_native(word, sizeof(word));
}

static inline uint64_t cp_word_eight(const uint8_t *bytes)
{
    uint64_t word;
    memcpy(&word, bytes, sizeof(word));
    return cp_word_native(word, sizeof(word));
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

static inline void cp_word_put_four(void *out, uint32_t word)
{
    const uint32_t bytes = (uint32_t)cp_word_native(word, sizeof(word));
    memcpy(out, &bytes, sizeof(bytes));
}

static inline void cp_word_put_eight(void *out, uint64_t word)
{
    const uint64_t bytes = cp_word_native(word, sizeof(word));
    memcpy(out, &bytes, sizeof(bytes));
}

/* The two below go word by word from the beginning: what one of them has put can be loaded again
 * at once, while a load of bytes of two stores would wait for both. `size_max` bytes of zeroes are
 * at `out`, and as many as `size` rounded up to four. */

/* Copies a short text. */
static inline void cp_word_put_text(void *out, size_t size_max, const uint8_t *bytes, size_t size)
{
    uint8_t *to = out;
    size_t at = 0;
    for (; at + CP_WORD_SIZE <= size; at += CP_WORD_SIZE) {
        cp_word_put_eight(to + at, cp_word_eight(bytes + at));
    }
    if (at == size) {
        return;
    }
    const uint64_t rest = at > 0 ? cp_word_last(bytes, size) : cp_word_few(bytes, size);
    if (at + CP_WORD_SIZE <= size_max) {
        cp_word_put_eight(to + at, rest);
    } else {
        cp_word_put_four(to + at, (uint32_t)rest);
    }
}

/* Less than eight bytes of what it copied, those from `at` on. */
static inline uint64_t cp_word_of_text(const void *text, size_t size_max, size_t at)
{
    const uint8_t *from = text;
    if (at + CP_WORD_SIZE <= size_max) {
        return cp_word_eight(from + at);
    }
    return at + 4 <= size_max ? cp_word_four(from + at) : 0;
}

#endif
