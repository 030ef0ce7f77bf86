#include "picture_rows.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "casepulse/base/assert.h"
#include "casepulse/base/hash.h"
#include "casepulse/base/memory.h"

#define CP_PLACE_FREE UINT32_MAX
#define CP_TABLE_FIRST 1024 /* a power of two; at most half full */
#define CP_CODE_LENGTH 3

static struct cp_picture_row *cp_picture_rows_append(struct cp_picture_rows *rows, const char *name,
                                                     uint8_t administration, bool is_wide)
{
    if (rows->count == rows->capacity) {
        rows->capacity = rows->capacity > 0 ? rows->capacity * 2 : 64;
        rows->rows = cp_reallocate(rows->rows, rows->capacity, sizeof(*rows->rows));
    }
    struct cp_picture_row *row = &rows->rows[rows->count++];
    *row =
        (struct cp_picture_row){.administration = administration, .is_wide = is_wide, .version = 1};
    (void)snprintf(row->name, sizeof(row->name), "%s", name);
    row->counts = cp_allocate(cp_picture_cells(is_wide), sizeof(*row->counts));
    return row;
}

static struct cp_row_shape cp_row_shape_of(const struct cp_picture_row *row)
{
    struct cp_row_shape shape = {0};
    memset(shape.places, -1, sizeof(shape.places));
    for (int window = 0; window < CP_WINDOW_COUNT; window++) {
        const int64_t *first = cp_picture_cell(row, (enum cp_window)window, CP_COUNTER_REV);
        shape.windows |= first != NULL ? UINT32_C(1) << window : 0;
        shape.offsets[window] = first != NULL ? (size_t)(first - row->counts) : 0;
    }
    for (uint16_t counter = 0; counter < CP_STORED_COUNT; counter++) {
        const int64_t *cell = cp_picture_cell(row, CP_WINDOW_DAY, counter);
        if (cell != NULL) {
            const size_t first = shape.offsets[CP_WINDOW_DAY];
            shape.places[counter] = (int16_t)((size_t)(cell - row->counts) - first);
            shape.stored_count++;
        }
    }
    return shape;
}

static void cp_picture_rows_clear_table(struct cp_picture_rows *rows)
{
    memset(rows->table, 0xFF, rows->table_size * sizeof(*rows->table));
}

void cp_picture_rows_init(struct cp_picture_rows *rows, const struct cp_organisation *organisation)
{
    *rows = (struct cp_picture_rows){.table_size = CP_TABLE_FIRST};
    rows->table = cp_allocate(rows->table_size, sizeof(*rows->table));
    cp_picture_rows_clear_table(rows);
    (void)cp_picture_rows_append(rows, "ALL", 0, true);
    const struct cp_administration_key *keys = NULL;
    const size_t count = cp_organisation_administrations(organisation, &keys);
    CP_ASSERT(count < CP_WIDE_MAX);
    for (size_t i = 0; i < count; i++) {
        rows->wide_of[keys[i].id] = (uint16_t)rows->count;
        rows->administrations[rows->count] = keys[i];
        (void)cp_picture_rows_append(rows, keys[i].code, keys[i].id, true);
    }
    rows->wide_count = rows->count;
    int64_t *unit_counts = cp_allocate(cp_picture_cells(false), sizeof(*unit_counts));
    rows->wide = cp_row_shape_of(&rows->rows[CP_WIDE_ALL]);
    rows->unit = cp_row_shape_of(&(struct cp_picture_row){.counts = unit_counts});
    free(unit_counts);
}

void cp_picture_rows_done(struct cp_picture_rows *rows)
{
    for (size_t i = 0; i < rows->count; i++) {
        free(rows->rows[i].counts);
    }
    free(rows->rows);
    free(rows->table);
    *rows = (struct cp_picture_rows){0};
}

uint32_t cp_picture_rows_wide(const struct cp_picture_rows *rows, uint8_t administration)
{
    CP_ASSERT(rows->wide_of[administration] != CP_WIDE_ALL);
    return rows->wide_of[administration];
}

/* The slot of a row's name: its own, or the free one where it would stand. */
static uint32_t *cp_picture_rows_slot(struct cp_picture_rows *rows, const char *name)
{
    size_t at = cp_hash_mix(cp_hash_bytes(name, strlen(name))) % rows->table_size;
    while (rows->table[at] != CP_PLACE_FREE &&
           strcmp(rows->rows[rows->table[at]].name, name) != 0) {
        at = (at + 1) % rows->table_size;
    }
    return &rows->table[at];
}

static void cp_picture_rows_grow_table(struct cp_picture_rows *rows)
{
    rows->table_size *= 2;
    rows->table = cp_reallocate(rows->table, rows->table_size, sizeof(*rows->table));
    cp_picture_rows_clear_table(rows);
    for (size_t i = rows->wide_count; i < rows->count; i++) {
        *cp_picture_rows_slot(rows, rows->rows[i].name) = (uint32_t)i;
    }
}

uint32_t cp_picture_rows_unit(struct cp_picture_rows *rows, uint8_t administration,
                              const struct cp_short_text *unit)
{
    const uint32_t wide = cp_picture_rows_wide(rows, administration);
    char name[CP_ROW_NAME_MAX];
    (void)snprintf(name, sizeof(name), "%s/%s", rows->administrations[wide].code, unit->bytes);
    uint32_t *slot = cp_picture_rows_slot(rows, name);
    if (*slot != CP_PLACE_FREE) {
        return *slot;
    }
    const uint32_t place = (uint32_t)rows->count;
    *slot = place;
    (void)cp_picture_rows_append(rows, name, administration, false);
    if (rows->count * 2 > rows->table_size) {
        cp_picture_rows_grow_table(rows);
    }
    return place;
}

void cp_picture_rows_add(struct cp_picture_rows *rows, uint32_t at, uint32_t windows,
                         uint16_t counter, int64_t delta)
{
    struct cp_picture_row *row = &rows->rows[at];
    const struct cp_row_shape *shape = row->is_wide ? &rows->wide : &rows->unit;
    const int place = shape->places[counter];
    if (place < 0) {
        return;
    }
    for (uint32_t left = windows & shape->windows; left != 0; left &= left - 1) {
        row->counts[shape->offsets[__builtin_ctz(left)] + (size_t)place] += delta;
        row->version++;
    }
}

static bool cp_counts_clear(int64_t *counts, size_t count)
{
    int64_t seen = 0;
    for (size_t i = 0; i < count; i++) {
        seen |= counts[i];
        counts[i] = 0;
    }
    return seen != 0;
}

void cp_picture_rows_zero(struct cp_picture_rows *rows, uint32_t windows)
{
    for (size_t i = 0; i < rows->count; i++) {
        struct cp_picture_row *row = &rows->rows[i];
        const struct cp_row_shape *shape = row->is_wide ? &rows->wide : &rows->unit;
        for (uint32_t left = windows & shape->windows; left != 0; left &= left - 1) {
            int64_t *counts = &row->counts[shape->offsets[__builtin_ctz(left)]];
            row->version += cp_counts_clear(counts, shape->stored_count) ? 1 : 0;
        }
    }
}

void cp_picture_rows_touch_all(struct cp_picture_rows *rows)
{
    for (size_t i = 0; i < rows->count; i++) {
        rows->rows[i].version++;
    }
}

bool cp_picture_rows_are_within(const struct cp_picture_rows *rows, struct cp_picture_rows *others)
{
    if (rows->wide_count != others->wide_count) {
        return false;
    }
    for (size_t i = 0; i < rows->wide_count; i++) {
        if (strcmp(rows->rows[i].name, others->rows[i].name) != 0 ||
            rows->rows[i].administration != others->rows[i].administration) {
            return false;
        }
    }
    for (size_t i = rows->wide_count; i < rows->count; i++) {
        if (*cp_picture_rows_slot(others, rows->rows[i].name) == CP_PLACE_FREE) {
            return false;
        }
    }
    return true;
}

const char *cp_picture_row_unit(const struct cp_picture_row *row)
{
    CP_ASSERT(!row->is_wide);
    return row->name + CP_CODE_LENGTH + 1;
}
