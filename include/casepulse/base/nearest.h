/* "Did you mean …?": the known word that a misspelt one is nearest to.
 *
 * Threads: any. Bounded: words longer than 63 bytes have no nearest one. */
#ifndef CASEPULSE_BASE_NEAREST_H
#define CASEPULSE_BASE_NEAREST_H

#include <stddef.h>

/* The word among `count` ones that takes the fewest changed, added or dropped letters, case aside;
 * NULL if even the best takes more than a third of its letters (at least two). */
const char *cp_nearest_word(const char *word, const char *const *words, size_t count);

#endif
