#include "words.h"

#include <string.h>

#include "radix.h"

static void cp_words_insert(uint64_t *words, size_t count, unsigned low_bits)
{
    for (size_t i = 1; i < count; i++) {
        const uint64_t word = words[i];
        size_t at = i;
        for (; at > 0 && words[at - 1] >> low_bits > word >> low_bits; at--) {
            words[at] = words[at - 1];
        }
        words[at] = word;
    }
}

/* The bits in which keys differ. */
static uint64_t cp_words_differ(const uint64_t *words, size_t count, unsigned low_bits)
{
    uint64_t differ = 0;
    for (size_t i = 1; i < count; i++) {
        differ |= words[i] ^ words[0];
    }
    return differ >> low_bits << low_bits;
}

static void cp_words_scatter(const uint64_t *from, uint64_t *to, size_t count,
                             struct cp_digit digit)
{
    uint32_t places[CP_DIGITS];
    memset(places, 0, digit.count * sizeof(*places));
    for (size_t i = 0; i < count; i++) {
        places[cp_digit_of(digit, from[i])]++;
    }
    cp_digit_begin(digit, places);
    for (size_t i = 0; i < count; i++) {
        to[places[cp_digit_of(digit, from[i])]++] = from[i];
    }
}

uint64_t *cp_words_sort(uint64_t *words, uint64_t *spare, size_t count, unsigned low_bits)
{
    if (count <= CP_INSERTED_MAX) {
        cp_words_insert(words, count, low_bits);
        return words;
    }
    uint64_t differ = cp_words_differ(words, count, low_bits);
    while (differ != 0) {
        const struct cp_digit digit = cp_digit_first(differ);
        cp_words_scatter(words, spare, count, digit);
        uint64_t *sorted = spare;
        spare = words;
        words = sorted;
        differ = cp_digit_above(digit, differ);
    }
    return words;
}
