#include "casepulse/base/nearest.h"

#include <ctype.h>
#include <string.h>

#define CP_WORD_MAX 63

static size_t cp_smallest(size_t a, size_t b, size_t c)
{
    const size_t ab = a < b ? a : b;
    return ab < c ? ab : c;
}

/* Levenshtein's distance by one row of his table; `size` is that of `to`. */
static size_t cp_word_distance(const char *from, const char *to, size_t size)
{
    size_t row[CP_WORD_MAX + 1];
    for (size_t i = 0; i <= size; i++) {
        row[i] = i;
    }
    for (size_t line = 1; *from != '\0'; from++, line++) {
        size_t diagonal = row[0];
        row[0] = line;
        for (size_t i = 1; i <= size; i++) {
            const int is_other = tolower((unsigned char)*from) != tolower((unsigned char)to[i - 1]);
            const size_t distance =
                cp_smallest(row[i] + 1, row[i - 1] + 1, diagonal + (size_t)is_other);
            diagonal = row[i];
            row[i] = distance;
        }
    }
    return row[size];
}

const char *cp_nearest_word(const char *word, const char *const *words, size_t count)
{
    const char *nearest = NULL;
    size_t nearest_distance = CP_WORD_MAX;
    for (size_t i = 0; i < count && strlen(word) <= CP_WORD_MAX; i++) {
        const size_t size = strlen(words[i]);
        if (size > CP_WORD_MAX) {
            continue;
        }
        const size_t distance = cp_word_distance(word, words[i], size);
        const size_t distance_max = size / 3 > 2 ? size / 3 : 2;
        if (distance <= distance_max && distance < nearest_distance) {
            nearest = words[i];
            nearest_distance = distance;
        }
    }
    return nearest;
}
