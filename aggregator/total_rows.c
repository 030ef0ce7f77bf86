#include "total_rows.h"

#include <stdlib.h>
#include <string.h>

#include "casepulse/base/hash.h"
#include "casepulse/base/memory.h"

#define CP_PLACE_FREE UINT32_MAX
#define CP_TABLE_FIRST 1024 /* a power of two; at most half full */

static void cp_total_rows_clear_table(struct cp_total_rows *rows)
{
    memset(rows->table, 0xFF, rows->table_size * sizeof(*rows->table));
}

void cp_total_rows_init(struct cp_total_rows *rows)
{
    *rows = (struct cp_total_rows){.table_size = CP_TABLE_FIRST};
    rows->table = cp_allocate(rows->table_size, sizeof(*rows->table));
    cp_total_rows_clear_table(rows);
}

void cp_total_rows_done(struct cp_total_rows *rows)
{
    for (size_t i = 0; i < rows->count; i++) {
        cp_filing_done(&rows->rows[i].filing);
        for (int resolution = 0; resolution < CP_RESOLUTION_COUNT; resolution++) {
            cp_history_done(&rows->rows[i].histories[resolution]);
        }
    }
    free(rows->rows);
    free(rows->table);
    *rows = (struct cp_total_rows){0};
}

static uint64_t cp_row_key_hash(const struct cp_row_key *key)
{
    return cp_hash_mix(cp_hash_bytes(key->unit.bytes, key->unit.size) ^ key->administration);
}

static bool cp_row_key_equals(const struct cp_row_key *a, const struct cp_row_key *b)
{
    return a->administration == b->administration && a->unit.size == b->unit.size &&
           memcmp(a->unit.bytes, b->unit.bytes, a->unit.size) == 0;
}

/* The slot of a key: its own, or the free one where it would stand. */
static uint32_t *cp_total_rows_slot(struct cp_total_rows *rows, const struct cp_row_key *key)
{
    size_t at = cp_row_key_hash(key) % rows->table_size;
    while (rows->table[at] != CP_PLACE_FREE &&
           !cp_row_key_equals(&rows->rows[rows->table[at]].key, key)) {
        at = (at + 1) % rows->table_size;
    }
    return &rows->table[at];
}

static void cp_total_rows_grow_table(struct cp_total_rows *rows)
{
    rows->table_size *= 2;
    rows->table = cp_reallocate(rows->table, rows->table_size, sizeof(*rows->table));
    cp_total_rows_clear_table(rows);
    for (size_t i = 0; i < rows->count; i++) {
        *cp_total_rows_slot(rows, &rows->rows[i].key) = (uint32_t)i;
    }
}

uint32_t cp_total_rows_find(struct cp_total_rows *rows, const struct cp_row_key *key)
{
    uint32_t *slot = cp_total_rows_slot(rows, key);
    if (*slot != CP_PLACE_FREE) {
        return *slot;
    }
    if (rows->count == rows->capacity) {
        rows->capacity = rows->capacity > 0 ? rows->capacity * 2 : 64;
        rows->rows = cp_reallocate(rows->rows, rows->capacity, sizeof(*rows->rows));
    }
    const uint32_t place = (uint32_t)rows->count++;
    rows->rows[place] = (struct cp_total_row){.key = *key};
    *slot = place;
    if (rows->count * 2 > rows->table_size) {
        cp_total_rows_grow_table(rows);
    }
    return place;
}
