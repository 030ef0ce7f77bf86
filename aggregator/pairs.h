/* Keys with a value each, and their order.
 *
 * Threads: any; pure. */
#ifndef CASEPULSE_PAIRS_H
#define CASEPULSE_PAIRS_H

#include <stddef.h>
#include <stdint.h>

struct cp_pair {
    uint64_t key;
    int64_t value;
};

/* Sorts by key, ascending; `spare` has room for as many and is left with anything. Returns where
 * the sorted ones are: `pairs` or `spare`. */
struct cp_pair *cp_pairs_sort(struct cp_pair *pairs, struct cp_pair *spare, size_t count);

/* Sums those of one key, which stand together, in place; returns how many keys there are. */
size_t cp_pairs_sum(struct cp_pair *pairs, size_t count);

#endif
