/* What sorting by digits needs, whatever is sorted (pairs.c, notes.c).
 *
 * A pass goes through all items once for each digit of 11 bits in which the keys differ at all:
 * rows, days and counters of a batch differ in few. What came in order by a lower digit stays in
 * order.
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

static inline uint32_t cp_digit(uint64_t key, unsigned shift)
{
    return (uint32_t)(key >> shift) & (CP_DIGITS - 1);
}

/* A digit begins at the lowest bit that differs. */
static inline unsigned cp_digit_shift(uint64_t differ)
{
    return (unsigned)__builtin_ctzll(differ);
}

/* The bits that differ above a digit. */
static inline uint64_t cp_digit_above(uint64_t differ, unsigned shift)
{
    const unsigned end = shift + CP_DIGIT_BITS;
    return end < CP_KEY_BITS ? differ >> end << end : 0;
}

/* From how many have each digit to where each digit begins. */
static inline void cp_digits_begin(uint32_t counts[CP_DIGITS])
{
    uint32_t next = 0;
    for (size_t digit = 0; digit < CP_DIGITS; digit++) {
        const uint32_t begin = next;
        next += counts[digit];
        counts[digit] = begin;
    }
}

#endif
