/* A pass goes through all pairs once for each digit of 11 bits in which the keys differ at all:
 * rows, days and counters of a batch differ in few. What came in order by a lower digit stays in
 * order. A handful, as one live event gives, is inserted one by one. */
#include "pairs.h"

#include <string.h>

#define CP_DIGIT_BITS 11
#define CP_DIGITS (1u << CP_DIGIT_BITS)
#define CP_KEY_BITS 64
#define CP_INSERTED_MAX 48

static void cp_pairs_insert(struct cp_pair *pairs, size_t count)
{
    for (size_t i = 1; i < count; i++) {
        const struct cp_pair pair = pairs[i];
        size_t at = i;
        for (; at > 0 && pairs[at - 1].key > pair.key; at--) {
            pairs[at] = pairs[at - 1];
        }
        pairs[at] = pair;
    }
}

/* The bits in which keys differ; 0 as well if they stand in order already. */
static uint64_t cp_pairs_differ(const struct cp_pair *pairs, size_t count)
{
    uint64_t differ = 0;
    uint64_t is_unsorted = 0;
    for (size_t i = 1; i < count; i++) {
        differ |= pairs[i].key ^ pairs[i - 1].key;
        is_unsorted |= pairs[i].key < pairs[i - 1].key;
    }
    return is_unsorted != 0 ? differ : 0;
}

static void cp_pairs_scatter(const struct cp_pair *from, struct cp_pair *to, size_t count,
                             unsigned shift)
{
    uint32_t ends[CP_DIGITS] = {0};
    for (size_t i = 0; i < count; i++) {
        ends[from[i].key >> shift & (CP_DIGITS - 1)]++;
    }
    uint32_t next = 0;
    for (size_t digit = 0; digit < CP_DIGITS; digit++) {
        const uint32_t begin = next;
        next += ends[digit];
        ends[digit] = begin;
    }
    for (size_t i = 0; i < count; i++) {
        to[ends[from[i].key >> shift & (CP_DIGITS - 1)]++] = from[i];
    }
}

struct cp_pair *cp_pairs_sort(struct cp_pair *pairs, struct cp_pair *spare, size_t count)
{
    if (count <= CP_INSERTED_MAX) {
        cp_pairs_insert(pairs, count);
        return pairs;
    }
    uint64_t differ = cp_pairs_differ(pairs, count);
    while (differ != 0) { /* a digit begins at the lowest bit that is left */
        const unsigned shift = (unsigned)__builtin_ctzll(differ);
        cp_pairs_scatter(pairs, spare, count, shift);
        struct cp_pair *sorted = spare;
        spare = pairs;
        pairs = sorted;
        differ = shift + CP_DIGIT_BITS < CP_KEY_BITS
                     ? differ >> (shift + CP_DIGIT_BITS) << (shift + CP_DIGIT_BITS)
                     : 0;
    }
    return pairs;
}
