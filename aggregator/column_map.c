#include "casepulse/aggregator/columns.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "casepulse/aggregator/figures.h"
#include "casepulse/base/assert.h"
#include "casepulse/base/checksum.h"

#define CP_LINE_MAX 128

size_t cp_columns_text(char out_text[CP_COLUMNS_TEXT_MAX])
{
    size_t used = 0;
    for (uint16_t counter = 0; counter < CP_STORED_COUNT; counter++) {
        const uint8_t block = cp_counters[counter].block;
        const int size = snprintf(out_text + used, CP_COLUMNS_TEXT_MAX - used, "%d %d %s\n", block,
                                  counter - cp_block_first(block), cp_counters[counter].id);
        used += (size_t)size;
        CP_ASSERT(used < CP_COLUMNS_TEXT_MAX);
    }
    return used;
}

uint32_t cp_columns_fingerprint(const char *text, size_t size)
{
    return cp_checksum_more(CP_CHECKSUM_EMPTY, text, size);
}

uint32_t cp_columns_own_fingerprint(void)
{
    char text[CP_COLUMNS_TEXT_MAX];
    return cp_columns_fingerprint(text, cp_columns_text(text));
}

static bool cp_columns_parse_line(const char *line, struct cp_column_map *map)
{
    int block = 0;
    int column = 0;
    char id[CP_LINE_MAX];
    if (sscanf(line, "%d %d %127s", &block, &column, id) != 3) {
        return false;
    }
    if (block < 0 || block >= CP_MAP_BLOCKS || column < 0 || column > 255) {
        return false;
    }
    const int counter = cp_counter_find(id);
    map->counters[block][column] = (int16_t)(counter < CP_STORED_COUNT ? counter : -1);
    return true;
}

bool cp_columns_parse(const char *text, size_t size, struct cp_column_map *out_map)
{
    memset(out_map->counters, 0xFF, sizeof(out_map->counters));
    out_map->fingerprint = cp_columns_fingerprint(text, size);
    size_t at = 0;
    while (at < size) {
        const char *end = memchr(text + at, '\n', size - at);
        const size_t length = end != NULL ? (size_t)(end - (text + at)) : size - at;
        char line[CP_LINE_MAX];
        if (length >= sizeof(line)) {
            return false;
        }
        memcpy(line, text + at, length);
        line[length] = '\0';
        if (!cp_columns_parse_line(line, out_map)) {
            return false;
        }
        at += length + 1;
    }
    return true;
}
