#include "items.h"

#include <string.h>

static const char *cp_skip_blanks(const char *at)
{
    return at + strspn(at, " \t");
}

static const char *cp_item_take_quoted(const char *at, struct cp_item *out_item)
{
    size_t size = 0;
    for (at++; *at != '"' || at[1] == '"'; at++) {
        if (*at == '\0' || size == CP_ITEM_SIZE - 1) {
            return NULL;
        }
        at += *at == '"';
        out_item->text[size++] = *at;
    }
    out_item->text[size] = '\0';
    return cp_skip_blanks(at + 1);
}

static const char *cp_item_take_bare(const char *at, const char *separators,
                                     struct cp_item *out_item)
{
    const char *end = at + strcspn(at, separators);
    size_t size = (size_t)(end - at);
    while (size > 0 && (at[size - 1] == ' ' || at[size - 1] == '\t')) {
        size--;
    }
    if (size >= CP_ITEM_SIZE) {
        return NULL;
    }
    memcpy(out_item->text, at, size);
    out_item->text[size] = '\0';
    return end;
}

const char *cp_item_take(const char *at, const char *separators, struct cp_item *out_item)
{
    at = cp_skip_blanks(at);
    out_item->is_quoted = *at == '"';
    at = out_item->is_quoted ? cp_item_take_quoted(at, out_item)
                             : cp_item_take_bare(at, separators, out_item);
    const bool is_at_end = at != NULL && (*at == '\0' || strchr(separators, *at) != NULL);
    return is_at_end ? at : NULL;
}
