/* The small grammar inside a mapping's values: items between separators, blanks around them left
 * off; an item with a separator in it stands in double quotes, a quote in it doubled.
 *
 * Threads: any. Bounded: an item has at most 1,023 bytes. */
#ifndef CASEPULSE_FEEDER_ITEMS_H
#define CASEPULSE_FEEDER_ITEMS_H

#include <stdbool.h>
#include <stddef.h>

#define CP_ITEM_SIZE 1024

struct cp_item {
    char text[CP_ITEM_SIZE];
    bool is_quoted;
};

/* Takes the item at `at` up to one of the `separators` or the end, and returns where that stands.
 * NULL: a quote is not closed, something follows a closing quote, or the item is too long. */
const char *cp_item_take(const char *at, const char *separators, struct cp_item *out_item);

#endif
