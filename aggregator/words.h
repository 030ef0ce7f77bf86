/* Words of 64 bits whose upper bits are a key, and their order.
 *
 * Threads: any; pure. */
#ifndef CASEPULSE_WORDS_H
#define CASEPULSE_WORDS_H

#include <stddef.h>
#include <stdint.h>

/* Sorts by what is above `low_bits`, ascending; those of one key keep their order. `spare` has room
 * for as many and is left with anything. Returns where the sorted ones are: `words` or `spare`. */
uint64_t *cp_words_sort(uint64_t *words, uint64_t *spare, size_t count, unsigned low_bits);

#endif
