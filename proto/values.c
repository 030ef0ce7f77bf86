#include "casepulse/proto/values.h"

#include <stddef.h>
#include <strings.h>

#include "casepulse/base/assert.h"

/* One array of texts a set; index = value, 0 = unknown. */
#define X(name, text) text,
#define SET(prefix, table, text)                                                                   \
    static const char *const cp_texts_##prefix[] = {"unknown", table(X)};
CP_VALUE_SETS(SET)
#undef SET
#undef X

struct cp_value_table {
    const char *const *texts;
    int count; /* without "unknown" */
};

static const struct cp_value_table cp_value_tables[CP_SET_END] = {
#define SET(prefix, table, text)                                                                   \
    [CP_SET_##prefix] = {cp_texts_##prefix,                                                        \
                         (int)(sizeof(cp_texts_##prefix) / sizeof(cp_texts_##prefix[0])) - 1},
    CP_VALUE_SETS(SET)
#undef SET
};

int cp_value_count(enum cp_value_set set)
{
    CP_ASSERT((size_t)set < CP_SET_END);
    return cp_value_tables[set].count;
}

const char *cp_value_text(enum cp_value_set set, int value)
{
    if (value < 0 || value > cp_value_count(set)) {
        return NULL;
    }
    return cp_value_tables[set].texts[value];
}

int cp_value_find(enum cp_value_set set, const char *text)
{
    /* Texts are lower case; the contract's names are the same in upper case. */
    for (int value = 0; value <= cp_value_count(set); value++) {
        if (strcasecmp(cp_value_tables[set].texts[value], text) == 0) {
            return value;
        }
    }
    return -1;
}
