#include "published_rows.h"

#include <stdlib.h>
#include <string.h>

#include "casepulse/base/assert.h"
#include "casepulse/base/memory.h"

#include "fields.h"
#include "sheet.h"

/* `by` shows a counter or a ratio's value of all wide rows under one key. */
#define CP_BY_MAX (CP_HEADLINE_MAX + CP_RATIO_COUNT)

/* In one transaction: some 0.3 s of Redis. A city of 300 units has 170,000 at the first tick. */
#define CP_ROWS_FIELDS_MAX 200000

struct cp_published_row {
    char name[CP_ROW_NAME_MAX];
    bool is_wide;
    uint64_t version;
    int64_t *cells; /* [windows published][columns of the sheet] */
};

struct cp_by_figure {
    const char *id;
    enum cp_cell_format format;
    size_t column; /* in the wide sheet */
};

struct cp_published_rows {
    const struct cp_keys *keys;
    int64_t min_denominator;
    struct cp_sheet *wide, *unit;
    uint64_t city_version; /* of the row ALL when last written */
    size_t row_count, row_capacity;
    struct cp_published_row *rows;
    int64_t *line; /* one fresh line of the wide sheet, which is the wider */
    size_t by_count;
    struct cp_by_figure by[CP_BY_MAX];
    int64_t by_cells[CP_WINDOW_COUNT][CP_BY_MAX][CP_WIDE_COUNT];
};

static void cp_published_rows_plan_by(struct cp_published_rows *rows)
{
    for (int place = 0; place < cp_headline_count(); place++) {
        const uint16_t counter = cp_headline_counter(place);
        rows->by[rows->by_count++] = (struct cp_by_figure){
            cp_counters[counter].id, CP_CELL_INTEGER, cp_sheet_counter_column(rows->wide, counter)};
    }
    for (uint16_t ratio = 0; ratio < CP_RATIO_COUNT; ratio++) {
        rows->by[rows->by_count++] =
            (struct cp_by_figure){cp_ratios[ratio].id, CP_CELL_RATIO,
                                  cp_sheet_ratio_column(rows->wide, ratio, CP_RATIO_PART_VALUE)};
    }
    for (int window = 0; window < CP_WINDOW_COUNT; window++) {
        for (size_t figure = 0; figure < CP_BY_MAX; figure++) {
            for (size_t row = 0; row < CP_WIDE_COUNT; row++) {
                rows->by_cells[window][figure][row] = CP_CELL_NONE;
            }
        }
    }
}

struct cp_published_rows *cp_published_rows_create(const struct cp_keys *keys,
                                                   int64_t min_denominator)
{
    struct cp_published_rows *rows = cp_allocate(1, sizeof(*rows));
    rows->keys = keys;
    rows->min_denominator = min_denominator;
    rows->wide = cp_sheet_create(false);
    rows->unit = cp_sheet_create(true);
    rows->line = cp_sheet_cells_create(rows->wide->column_count);
    cp_published_rows_plan_by(rows);
    return rows;
}

void cp_published_rows_free(struct cp_published_rows *rows)
{
    if (rows == NULL) {
        return;
    }
    for (size_t row = 0; row < rows->row_count; row++) {
        free(rows->rows[row].cells);
    }
    free(rows->rows);
    free(rows->line);
    cp_sheet_free(rows->unit);
    cp_sheet_free(rows->wide);
    free(rows);
}

bool cp_published_rows_fit(const struct cp_published_rows *rows, const struct cp_picture *picture)
{
    if (picture->row_count < rows->row_count) {
        return false;
    }
    for (size_t row = 0; row < rows->row_count; row++) {
        if (strcmp(rows->rows[row].name, picture->rows[row].name) != 0) {
            return false;
        }
    }
    return true;
}

static bool cp_window_is_published(int window, bool is_wide)
{
    return is_wide || cp_windows[window].is_unit;
}

static void cp_published_row_init(struct cp_published_row *published,
                                  const struct cp_picture_row *row, const struct cp_sheet *sheet)
{
    size_t window_count = 0;
    for (int window = 0; window < CP_WINDOW_COUNT; window++) {
        window_count += cp_window_is_published(window, row->is_wide) ? 1 : 0;
    }
    memcpy(published->name, row->name, sizeof(published->name));
    published->is_wide = row->is_wide;
    published->version = row->version - 1; /* any other: it was never written */
    published->cells = cp_sheet_cells_create(window_count * sheet->column_count);
}

/* The unit's part of a row's name, or NULL for a wide row. */
static const char *cp_row_unit(const struct cp_picture_row *row)
{
    const char *slash = strchr(row->name, '/');
    return slash == NULL ? NULL : slash + 1;
}

static void cp_published_rows_write_units(const struct cp_published_rows *rows,
                                          struct cp_transaction *transaction,
                                          const struct cp_picture *picture, size_t first,
                                          uint8_t administration)
{
    char key[CP_KEY_MAX];
    cp_key_write(rows->keys, key, CP_KEY_UNITS, cp_administrations[administration].code);
    cp_words_open(transaction, "SADD", key);
    for (size_t at = first; at < picture->row_count; at++) {
        const struct cp_picture_row *row = &picture->rows[at];
        if (!row->is_wide && row->administration == administration) {
            cp_words_add(transaction, cp_row_unit(row));
        }
    }
    cp_words_close(transaction);
}

/* The rows from `first` on are new to the sets. */
static void cp_published_rows_write_names(const struct cp_published_rows *rows,
                                          struct cp_transaction *transaction,
                                          const struct cp_picture *picture, size_t first)
{
    char key[CP_KEY_MAX];
    cp_key_write(rows->keys, key, CP_KEY_INDEX);
    cp_words_open(transaction, "SADD", key);
    for (size_t at = first; at < picture->row_count; at++) {
        cp_words_add(transaction, picture->rows[at].name);
    }
    cp_words_close(transaction);
    for (uint8_t id = 0; id < CP_ADMINISTRATION_COUNT && first < picture->row_count; id++) {
        cp_published_rows_write_units(rows, transaction, picture, first, id);
    }
}

static void cp_published_rows_take_new(struct cp_published_rows *rows,
                                       const struct cp_picture *picture)
{
    if (picture->row_count > rows->row_capacity) {
        rows->row_capacity = picture->row_count + picture->row_count / 2;
        rows->rows = cp_reallocate(rows->rows, rows->row_capacity, sizeof(*rows->rows));
    }
    while (rows->row_count < picture->row_count) {
        const struct cp_picture_row *row = &picture->rows[rows->row_count];
        cp_published_row_init(&rows->rows[rows->row_count++], row,
                              row->is_wide ? rows->wide : rows->unit);
    }
}

static void cp_published_rows_write_fig(struct cp_published_rows *rows,
                                        struct cp_transaction *transaction,
                                        const struct cp_picture *picture, size_t at, int64_t seq)
{
    const struct cp_picture_row *row = &picture->rows[at];
    const struct cp_sheet *sheet = row->is_wide ? rows->wide : rows->unit;
    int64_t *published = rows->rows[at].cells;
    for (int window = 0; window < CP_WINDOW_COUNT; window++) {
        if (!cp_window_is_published(window, row->is_wide)) {
            continue;
        }
        char key[CP_KEY_MAX];
        cp_key_write(rows->keys, key, CP_KEY_FIG, row->name, cp_windows[window].name);
        cp_sheet_fill(sheet, picture, row, (enum cp_window)window, rows->min_denominator,
                      rows->line);
        cp_hash_open(transaction, key);
        cp_sheet_publish(sheet, transaction, rows->line, published);
        if (cp_hash_is_changed(transaction)) {
            cp_hash_set_integer(transaction, CP_FIELD_SEQ, seq);
        }
        (void)cp_hash_close(transaction);
        published += sheet->column_count;
    }
}

/* From the wide rows as just published: `by` never differs from `fig`. */
static void cp_published_rows_write_by(struct cp_published_rows *rows,
                                       struct cp_transaction *transaction,
                                       const struct cp_picture *picture, int window)
{
    for (size_t figure = 0; figure < rows->by_count; figure++) {
        const struct cp_by_figure *by = &rows->by[figure];
        char key[CP_KEY_MAX];
        cp_key_write(rows->keys, key, CP_KEY_BY, by->id, cp_windows[window].name);
        cp_hash_open(transaction, key);
        for (size_t row = 0; row < CP_WIDE_COUNT; row++) {
            const size_t at = (size_t)window * rows->wide->column_count + by->column;
            (void)cp_cell_publish(transaction, picture->rows[row].name, by->format,
                                  rows->rows[row].cells[at], &rows->by_cells[window][figure][row]);
        }
        (void)cp_hash_close(transaction);
    }
}

static void cp_published_rows_sweep(const struct cp_published_rows *rows, struct cp_sweep *sweep,
                                    struct cp_transaction *transaction, const char *name)
{
    char prefix[CP_KEY_MAX];
    cp_key_write(rows->keys, prefix, CP_KEY_FIG, name, "");
    cp_sweep_remove(sweep, transaction, prefix);
}

enum cp_status cp_published_rows_write(struct cp_published_rows *rows,
                                       struct cp_transaction *transaction,
                                       const struct cp_picture *picture, int64_t seq,
                                       struct cp_sweep *sweep, struct cp_failure *out_failure)
{
    CP_ASSERT(picture->row_count >= CP_WIDE_COUNT);
    const size_t known_count = rows->row_count;
    cp_published_rows_take_new(rows, picture);
    const uint64_t city_version = picture->rows[CP_WIDE_ALL].version;
    const bool is_city_moved = known_count == 0 || city_version != rows->city_version;
    bool is_wide_written = false;
    for (size_t at = 0; at < picture->row_count; at++) {
        const struct cp_picture_row *row = &picture->rows[at];
        const struct cp_sheet *sheet = row->is_wide ? rows->wide : rows->unit;
        if (row->version == rows->rows[at].version && !(sheet->is_city && is_city_moved)) {
            continue;
        }
        cp_published_rows_sweep(rows, sweep, transaction, row->name);
        cp_published_rows_write_fig(rows, transaction, picture, at, seq);
        rows->rows[at].version = row->version;
        is_wide_written = is_wide_written || row->is_wide;
        const enum cp_status status =
            cp_transaction_relieve(transaction, CP_ROWS_FIELDS_MAX, out_failure);
        if (status != CP_OK) {
            return status;
        }
    }
    rows->city_version = city_version;
    cp_sweep_remove(sweep, transaction, "");
    cp_published_rows_write_names(rows, transaction, picture, known_count);
    for (int window = 0; window < CP_WINDOW_COUNT && is_wide_written; window++) {
        cp_published_rows_write_by(rows, transaction, picture, window);
    }
    return CP_OK;
}
