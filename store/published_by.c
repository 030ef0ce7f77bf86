#include "published_by.h"

#include <stdlib.h>

#include "casepulse/base/memory.h"

#define CP_BY_MAX (CP_HEADLINE_MAX + CP_RATIO_COUNT)

struct cp_published_by {
    const struct cp_keys *keys;
    const struct cp_published_rows *rows;
    size_t count;
    size_t columns[CP_BY_MAX]; /* in the sheet of the wide rows */
    size_t wide_count;
    int64_t *cells; /* [window][figure][wide row] */
    bool was_written[CP_WINDOW_COUNT];
};

/* Headline counters, and every ratio's value: its parts are in `fig`. */
static void cp_published_by_plan(struct cp_published_by *by)
{
    const struct cp_sheet *sheet = cp_published_rows_sheet(by->rows);
    for (size_t place = 0; place < sheet->headline_count; place++) {
        by->columns[by->count++] = sheet->headlines[place];
    }
    for (size_t place = 0; place < sheet->ratio_count; place++) {
        by->columns[by->count++] =
            cp_sheet_ratio_column(sheet, sheet->ratios[place], CP_RATIO_PART_VALUE);
    }
}

struct cp_published_by *cp_published_by_create(const struct cp_keys *keys,
                                               const struct cp_published_rows *rows,
                                               size_t wide_count)
{
    struct cp_published_by *by = cp_allocate(1, sizeof(*by));
    by->keys = keys;
    by->rows = rows;
    cp_published_by_plan(by);
    by->wide_count = wide_count;
    by->cells = cp_sheet_cells_create(CP_WINDOW_COUNT * by->count * wide_count);
    return by;
}

void cp_published_by_free(struct cp_published_by *by)
{
    if (by == NULL) {
        return;
    }
    free(by->cells);
    free(by);
}

/* One figure's hash; `cells` as published. */
static void cp_published_by_write_figure(const struct cp_published_by *by,
                                         struct cp_transaction *transaction,
                                         const struct cp_tick *tick, enum cp_window window,
                                         size_t at, int64_t *cells)
{
    const struct cp_column *column = &cp_published_rows_sheet(by->rows)->columns[at];
    char key[CP_KEY_MAX];
    cp_key_write(by->keys, key, CP_KEY_BY, column->name, cp_windows[window].name);
    cp_hash_open(transaction, key);
    for (size_t row = 0; row < by->wide_count; row++) {
        const int64_t *line = cp_published_rows_line(by->rows, row, window);
        (void)cp_cell_publish(transaction, tick->picture->rows[row].name, column->format, line[at],
                              &cells[row]);
    }
    (void)cp_hash_close(transaction);
}

static bool cp_published_by_differs(const struct cp_published_by *by, enum cp_window window,
                                    size_t at, const int64_t *cells)
{
    bool differs = false;
    for (size_t row = 0; row < by->wide_count; row++) {
        differs = differs || cp_published_rows_line(by->rows, row, window)[at] != cells[row];
    }
    return differs;
}

static void cp_published_by_sweep(const struct cp_published_by *by,
                                  struct cp_transaction *transaction, enum cp_window window,
                                  struct cp_sweep *sweep)
{
    const struct cp_sheet *sheet = cp_published_rows_sheet(by->rows);
    for (size_t place = 0; place < by->count && sweep != NULL; place++) {
        char key[CP_KEY_MAX];
        cp_key_write(by->keys, key, CP_KEY_BY, sheet->columns[by->columns[place]].name,
                     cp_windows[window].name);
        cp_sweep_remove(sweep, transaction, key);
    }
}

void cp_published_by_write(struct cp_published_by *by, struct cp_transaction *transaction,
                           const struct cp_tick *tick, enum cp_window window, bool is_changed,
                           struct cp_sweep *sweep)
{
    int64_t *cells = by->cells + (size_t)window * by->count * by->wide_count;
    if (!is_changed && by->was_written[window]) {
        return;
    }
    cp_published_by_sweep(by, transaction, window, sweep);
    for (size_t place = 0; place < by->count; place++, cells += by->wide_count) {
        if (cp_published_by_differs(by, window, by->columns[place], cells)) {
            cp_published_by_write_figure(by, transaction, tick, window, by->columns[place], cells);
        }
    }
    by->was_written[window] = true;
}
