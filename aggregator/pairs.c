#include "pairs.h"

#include <string.h>

#include "radix.h"

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
                             struct cp_digit digit)
{
    uint32_t places[CP_DIGITS];
    memset(places, 0, digit.count * sizeof(*places));
    for (size_t i = 0; i < count; i++) {
        places[cp_digit_of(digit, from[i].key)]++;
    }
    cp_digit_begin(digit, places);
    for (size_t i = 0; i < count; i++) {
        to[places[cp_digit_of(digit, from[i].key)]++] = from[i];
    }
}

struct cp_pair *cp_pairs_sort(struct cp_pair *pairs, struct cp_pair *spare, size_t count)
{
    if (count <= CP_INSERTED_MAX) {
        cp_pairs_insert(pairs, count);
        return pairs;
    }
    uint64_t differ = cp_pairs_differ(pairs, count);
    while (differ != 0) {
        const struct cp_digit digit = cp_digit_first(differ);
        cp_pairs_scatter(pairs, spare, count, digit);
        struct cp_pair *sorted = spare;
        spare = pairs;
        pairs = sorted;
        differ = cp_digit_above(digit, differ);
    }
    return pairs;
}

size_t cp_pairs_sum(struct cp_pair *pairs, size_t count)
{
    size_t last = 0;
    for (size_t i = 1; i < count; i++) {
        if (pairs[i].key == pairs[last].key) {
            pairs[last].value += pairs[i].value;
        } else {
            pairs[++last] = pairs[i];
        }
    }
    return count > 0 ? last + 1 : 0;
}
