#include "published_by.h"

#include <stdlib.h>

#include "casepulse/base/memory.h"

#define CP_BY_MAX (CP_HEADLINE_MAX + CP_RATIO_COUNT)

struct cp_by_figure {
    const char *id;
    enum cp_cell_format format;
    size_t column; /* in the sheet of the wide rows */
};

struct cp_published_by {
    const struct cp_keys *keys;
    const struct cp_published_rows *rows;
    size_t count;
    struct cp_by_figure figures[CP_BY_MAX];
    int64_t *cells; /* [window][figure][wide row] */
};

/* Headline counters, and every ratio's value: its parts are in `fig`. */
static void cp_published_by_plan(struct cp_published_by *by, const struct cp_catalogue *catalogue)
{
    const struct cp_sheet *sheet = cp_published_rows_sheet(by->rows);
    for (int place = 0; place < cp_headline_count(); place++) {
        const uint16_t counter = cp_headline_counter(place);
        const char *id = cp_catalogue_counter_id(catalogue, counter);
        if (id != NULL) {
            by->figures[by->count++] =
                (struct cp_by_figure){id, CP_CELL_INTEGER, cp_sheet_counter_column(sheet, counter)};
        }
    }
    for (uint16_t ratio = 0; ratio < CP_RATIO_COUNT; ratio++) {
        const char *id = cp_catalogue_ratio_id(catalogue, ratio);
        if (id != NULL) {
            by->figures[by->count++] = (struct cp_by_figure){
                id, CP_CELL_RATIO, cp_sheet_ratio_column(sheet, ratio, CP_RATIO_PART_VALUE)};
        }
    }
}

struct cp_published_by *cp_published_by_create(const struct cp_keys *keys,
                                               const struct cp_catalogue *catalogue,
                                               const struct cp_published_rows *rows)
{
    struct cp_published_by *by = cp_allocate(1, sizeof(*by));
    by->keys = keys;
    by->rows = rows;
    cp_published_by_plan(by, catalogue);
    by->cells = cp_sheet_cells_create(CP_WINDOW_COUNT * by->count * CP_WIDE_COUNT);
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

void cp_published_by_write(struct cp_published_by *by, struct cp_transaction *transaction,
                           const struct cp_tick *tick, enum cp_window window,
                           struct cp_sweep *sweep)
{
    int64_t *cells = by->cells + (size_t)window * by->count * CP_WIDE_COUNT;
    for (size_t place = 0; place < by->count; place++, cells += CP_WIDE_COUNT) {
        const struct cp_by_figure *figure = &by->figures[place];
        char key[CP_KEY_MAX];
        cp_key_write(by->keys, key, CP_KEY_BY, figure->id, cp_windows[window].name);
        cp_sweep_remove(sweep, transaction, key);
        cp_hash_open(transaction, key);
        for (size_t row = 0; row < CP_WIDE_COUNT; row++) {
            const int64_t *line = cp_published_rows_line(by->rows, row, window);
            (void)cp_cell_publish(transaction, tick->picture->rows[row].name, figure->format,
                                  line[figure->column], &cells[row]);
        }
        (void)cp_hash_close(transaction);
    }
}
