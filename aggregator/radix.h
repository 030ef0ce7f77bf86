/* What sorting by digits needs, whatever is sorted (pairs.c, words.c).
 *
 * A pass goes through all items once for each digit of up to 11 bits in which the keys differ at
 * all: rows, days and counters of a batch differ in few. What came in order by a lower digit stays
 * in order. Digits are as small as does not take more passes: there are few of a small one.
 *
 * Threads: any; pure. Source of the method: LSD radix sort, Knuth, TAOCP 3, 5.2.5. */
#ifndef CASEPULSE_RADIX_H
#define CASEPULSE_RADIX_H

#include <stddef.h>
#include <stdint.h>

#define CP_DIGIT_BITS 11
#define CP_DIGITS (1u << CP_DIGIT_BITS)
#define CP_KEY_BITS 64

/* A handful, as one live event gives, is inserted one by one. */
#define CP_INSERTED_MAX 48

/* A digit: where it begins, and how many there are of it. */
struct cp_digit {
    unsigned shift;
    uint32_t count;
};

/* The lowest one in whose bits keys differ; some must. */
static inline struct cp_digit cp_digit_first(uint64_t differ)
{
    const unsigned shift = (unsigned)__builtin_ctzll(differ);
    const unsigned bits = CP_KEY_BITS - (unsigned)__builtin_clzll(differ) - shift;
    const unsigned passes = (bits + CP_DIGIT_BITS - 1) / CP_DIGIT_BITS;
    return (struct cp_digit){.shift = shift, .count = 1u << (bits + passes - 1) / passes};
}

/* The bits that differ above it. */
static inline uint64_t cp_digit_above(struct cp_digit digit, uint64_t differ)
{
    const unsigned end = digit.shift + (unsigned)__builtin_ctz(digit.count);
    return end < CP_KEY_BITS ? differ >> end << end : 0;
}

static inline uint32_t cp_digit_of(struct cp_digit digit, uint64_t key)
{
    return (uint32_t)(key >> digit.shift) & (digit.count - 1);
}

/* From how many have each digit to where each begins. */
static inline void cp_digit_begin(struct cp_digit digit, uint32_t counts[CP_DIGITS])
{
    uint32_t next = 0;
    for (size_t i = 0; i < digit.count; i++) {
        const uint32_t begin = next;
        next += counts[i];
        counts[i] = begin;
    }
}

#endif
