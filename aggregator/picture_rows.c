#include "picture_rows.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "casepulse/base/memory.h"

static struct cp_picture_row *cp_picture_rows_add(struct cp_picture_rows *rows)
{
    if (rows->count == rows->capacity) {
        rows->capacity = rows->capacity > 0 ? rows->capacity * 2 : 64;
        rows->rows = cp_reallocate(rows->rows, rows->capacity, sizeof(*rows->rows));
    }
    struct cp_picture_row *row = &rows->rows[rows->count++];
    *row = (struct cp_picture_row){.version = 1};
    row->counts = cp_allocate(CP_WINDOW_COUNT, sizeof(*row->counts));
    return row;
}

void cp_picture_rows_init(struct cp_picture_rows *rows)
{
    *rows = (struct cp_picture_rows){0};
    struct cp_picture_row *all = cp_picture_rows_add(rows);
    all->is_wide = true;
    (void)snprintf(all->name, sizeof(all->name), "ALL");
    for (uint8_t id = 0; id < CP_ADMINISTRATION_COUNT; id++) {
        struct cp_picture_row *row = cp_picture_rows_add(rows);
        row->is_wide = true;
        row->administration = id;
        (void)snprintf(row->name, sizeof(row->name), "%s", cp_administrations[id].code);
    }
}

void cp_picture_rows_done(struct cp_picture_rows *rows)
{
    for (size_t i = 0; i < rows->count; i++) {
        free(rows->rows[i].counts);
    }
    free(rows->rows);
    *rows = (struct cp_picture_rows){0};
}

void cp_picture_rows_zero(struct cp_picture_rows *rows)
{
    for (size_t i = 0; i < rows->count; i++) {
        memset(rows->rows[i].counts, 0, CP_WINDOW_COUNT * sizeof(*rows->rows[i].counts));
    }
}

uint32_t cp_picture_rows_wide(uint8_t administration)
{
    return CP_WIDE_ALL + 1 + (uint32_t)administration;
}

/* Called once for each row as sent, so a walk over all rows is cheap enough. */
uint32_t cp_picture_rows_unit(struct cp_picture_rows *rows, uint8_t administration,
                              const struct cp_short_text *unit)
{
    char name[CP_ROW_NAME_MAX];
    (void)snprintf(name, sizeof(name), "%s/%s", cp_administrations[administration].code,
                   unit->bytes);
    for (size_t i = CP_WIDE_COUNT; i < rows->count; i++) {
        if (strcmp(rows->rows[i].name, name) == 0) {
            return (uint32_t)i;
        }
    }
    struct cp_picture_row *row = cp_picture_rows_add(rows);
    row->administration = administration;
    memcpy(row->name, name, sizeof(name));
    return (uint32_t)(rows->count - 1);
}
