#include "published_rows.h"

#include <stdlib.h>
#include <string.h>

#include "casepulse/base/assert.h"
#include "casepulse/base/memory.h"

#include "adoption.h"
#include "blank.h"
#include "fields.h"

/* In one transaction: some 0.15 s of Redis. */
#define CP_WINDOW_FIELDS_MAX 100000

struct cp_published_row {
    char name[CP_ROW_NAME_MAX];
    bool is_wide;
    bool is_moved; /* in the tick being written */
    uint64_t version;
    int64_t *cells;        /* [windows published][columns of the sheet] */
    uint32_t tables;       /* a bit for each window whose hash is known to be a table */
    size_t fresh_at;       /* its line among the fresh ones */
    size_t changed_fields; /* of the window being written */
};

struct cp_published_rows {
    const struct cp_keys *keys;
    int64_t min_denominator;
    struct cp_sheet *wide, *unit;
    struct cp_blank wide_blank, unit_blank;
    size_t unit_places[CP_WINDOW_COUNT];           /* of the windows that units have, among these */
    int64_t city[CP_WINDOW_COUNT][CP_RATIO_COUNT]; /* what shares of the city are shares of */
    bool is_city_moved[CP_WINDOW_COUNT];
    size_t count, capacity;
    struct cp_published_row *rows;
    size_t fresh_count, fresh_capacity;
    int64_t *fresh; /* a line for each row, of the window being written */
    int64_t *line;  /* one of the wide sheet, which is the wider */
};

struct cp_published_rows *cp_published_rows_create(const struct cp_keys *keys,
                                                   const struct cp_catalogue *catalogue,
                                                   int64_t min_denominator)
{
    struct cp_published_rows *rows = cp_allocate(1, sizeof(*rows));
    size_t unit_windows = 0;
    rows->keys = keys;
    rows->min_denominator = min_denominator;
    rows->wide = cp_sheet_create(catalogue, false);
    rows->unit = cp_sheet_create(catalogue, true);
    cp_blank_init(&rows->wide_blank, keys, rows->wide, "wide", true);
    cp_blank_init(&rows->unit_blank, keys, rows->unit, "unit", false);
    rows->line = cp_sheet_cells_create(rows->wide->column_count);
    for (int window = 0; window < CP_WINDOW_COUNT; window++) {
        rows->unit_places[window] = unit_windows;
        unit_windows += cp_windows[window].is_unit ? 1 : 0;
    }
    return rows;
}

void cp_published_rows_free(struct cp_published_rows *rows)
{
    if (rows == NULL) {
        return;
    }
    for (size_t row = 0; row < rows->count; row++) {
        free(rows->rows[row].cells);
    }
    cp_blank_done(&rows->unit_blank);
    cp_blank_done(&rows->wide_blank);
    free(rows->rows);
    free(rows->fresh);
    free(rows->line);
    cp_sheet_free(rows->unit);
    cp_sheet_free(rows->wide);
    free(rows);
}

bool cp_published_rows_fit(const struct cp_published_rows *rows, const struct cp_picture *picture)
{
    if (picture->row_count < rows->count) {
        return false;
    }
    for (size_t row = 0; row < rows->count; row++) {
        if (strcmp(rows->rows[row].name, picture->rows[row].name) != 0) {
            return false;
        }
    }
    return true;
}

static const struct cp_sheet *cp_published_row_sheet(const struct cp_published_rows *rows,
                                                     const struct cp_published_row *row)
{
    return row->is_wide ? rows->wide : rows->unit;
}

static size_t cp_published_row_place(const struct cp_published_rows *rows,
                                     const struct cp_published_row *row, enum cp_window window)
{
    return row->is_wide ? (size_t)window : rows->unit_places[window];
}

static int64_t *cp_published_row_line(const struct cp_published_rows *rows,
                                      const struct cp_published_row *row, enum cp_window window)
{
    return row->cells + cp_published_row_place(rows, row, window) *
                            cp_published_row_sheet(rows, row)->column_count;
}

/* Every hash has its first counter, 0 included. */
static bool cp_line_is_new(const int64_t *line)
{
    return line[0] == CP_CELL_NONE;
}

static void cp_published_row_init(struct cp_published_row *published,
                                  const struct cp_picture_row *row, const struct cp_sheet *sheet)
{
    size_t window_count = 0;
    for (int window = 0; window < CP_WINDOW_COUNT; window++) {
        window_count += row->is_wide || cp_windows[window].is_unit ? 1 : 0;
    }
    memcpy(published->name, row->name, sizeof(published->name));
    published->is_wide = row->is_wide;
    published->tables = 0;
    published->version = row->version - 1; /* any other: it was never written */
    published->cells = cp_sheet_cells_create(window_count * sheet->column_count);
}

static void cp_published_rows_take_new(struct cp_published_rows *rows,
                                       const struct cp_picture *picture)
{
    if (picture->row_count > rows->capacity) {
        rows->capacity = picture->row_count + picture->row_count / 2;
        rows->rows = cp_reallocate(rows->rows, rows->capacity, sizeof(*rows->rows));
    }
    while (rows->count < picture->row_count) {
        const struct cp_picture_row *row = &picture->rows[rows->count];
        struct cp_published_row *published = &rows->rows[rows->count++];
        const struct cp_sheet *sheet = row->is_wide ? rows->wide : rows->unit;
        cp_published_row_init(published, row, sheet);
        published->fresh_at = rows->fresh_count;
        rows->fresh_count += sheet->column_count;
    }
    if (rows->fresh_count > rows->fresh_capacity) {
        rows->fresh_capacity = rows->fresh_count + rows->fresh_count / 2;
        rows->fresh = cp_reallocate(rows->fresh, rows->fresh_capacity, sizeof(*rows->fresh));
    }
}

struct cp_rows_adoption {
    struct cp_published_rows *rows;
    int64_t seq_max;
};

/* Every field must be one that a tick would have written there. */
static bool cp_published_rows_take(void *context, size_t place, const struct cp_reply *hash)
{
    const struct cp_rows_adoption *adoption = context;
    struct cp_published_rows *rows = adoption->rows;
    const struct cp_published_row *row = &rows->rows[place / CP_WINDOW_COUNT];
    const struct cp_sheet *sheet = cp_published_row_sheet(rows, row);
    int64_t seq = 0;
    bool has_seq = false;
    cp_sheet_cells_clear(rows->line, sheet->column_count);
    for (size_t at = 0; at + 1 < cp_reply_count(hash); at += 2) {
        const char *field = cp_reply_text(cp_reply_at(hash, at));
        const char *text = cp_reply_text(cp_reply_at(hash, at + 1));
        size_t column = 0;
        if (strcmp(field, CP_FIELD_SEQ) == 0) {
            has_seq = cp_cell_parse(CP_CELL_INTEGER, text, &seq) && seq <= adoption->seq_max;
        } else if (!cp_sheet_find(sheet, field, &column) ||
                   !cp_cell_parse(sheet->columns[column].format, text, &rows->line[column])) {
            return false;
        }
    }
    if (!has_seq) {
        return false;
    }
    memcpy(cp_published_row_line(rows, row, (enum cp_window)(place % CP_WINDOW_COUNT)), rows->line,
           sheet->column_count * sizeof(*rows->line));
    return true;
}

enum cp_status cp_published_rows_adopt(struct cp_published_rows *rows,
                                       struct cp_connection *connection,
                                       const struct cp_picture *picture, int64_t seq,
                                       struct cp_sweep *sweep, struct cp_failure *out_failure)
{
    struct cp_rows_adoption taker = {rows, seq};
    struct cp_adoption adoption;
    enum cp_status status = CP_OK;
    cp_published_rows_take_new(rows, picture);
    cp_adoption_begin(&adoption, connection, sweep, cp_published_rows_take, &taker);
    for (size_t place = 0; place < rows->count * CP_WINDOW_COUNT && status == CP_OK; place++) {
        const struct cp_published_row *row = &rows->rows[place / CP_WINDOW_COUNT];
        const struct cp_window_row *window = &cp_windows[place % CP_WINDOW_COUNT];
        if (row->is_wide || window->is_unit) {
            char key[CP_KEY_MAX];
            cp_key_write(rows->keys, key, CP_KEY_FIG, row->name, window->name);
            status = cp_adoption_ask(&adoption, key, place, out_failure);
        }
    }
    return status == CP_OK ? cp_adoption_finish(&adoption, out_failure) : status;
}

/* A share of the city moves with the city though its own row stands still. */
static bool cp_published_rows_look_at_city(struct cp_published_rows *rows,
                                           const struct cp_picture *picture, enum cp_window window)
{
    bool is_moved = false;
    for (size_t place = 0; place < rows->wide->ratio_count; place++) {
        const enum cp_ratio ratio = (enum cp_ratio)rows->wide->ratios[place];
        int64_t numerator = 0;
        int64_t denominator = 0;
        if (cp_ratios[ratio].is_city) {
            cp_picture_ratio(picture, &picture->rows[CP_WIDE_ALL], window, ratio, &numerator,
                             &denominator);
            is_moved = is_moved || rows->city[window][place] != denominator;
            rows->city[window][place] = denominator;
        }
    }
    return is_moved;
}

void cp_published_rows_begin(struct cp_published_rows *rows, const struct cp_tick *tick)
{
    const struct cp_picture *picture = tick->picture;
    CP_ASSERT(picture->row_count >= picture->wide_count);
    for (int window = 0; window < CP_WINDOW_COUNT; window++) {
        rows->is_city_moved[window] =
            cp_published_rows_look_at_city(rows, picture, (enum cp_window)window);
    }
    cp_published_rows_take_new(rows, picture);
    for (size_t at = 0; at < rows->count; at++) {
        rows->rows[at].is_moved = rows->rows[at].version != picture->rows[at].version;
    }
}

static bool cp_published_row_is_due(const struct cp_published_rows *rows,
                                    const struct cp_published_row *row, enum cp_window window)
{
    const bool is_city = cp_published_row_sheet(rows, row)->is_city;
    const bool is_moved = row->is_moved || (is_city && rows->is_city_moved[window]);
    return is_moved && (row->is_wide || cp_windows[window].is_unit);
}

static size_t cp_lines_compare(const int64_t *left, const int64_t *right, size_t count)
{
    size_t different = 0;
    for (size_t cell = 0; cell < count; cell++) {
        different += left[cell] != right[cell] ? 1 : 0;
    }
    return different;
}

static const struct cp_blank *cp_published_row_blank(const struct cp_published_rows *rows,
                                                     const struct cp_published_row *row)
{
    return row->is_wide ? &rows->wide_blank : &rows->unit_blank;
}

/* A hash that is not there yet is written even if nothing stands out in it. */
static size_t cp_published_row_compare(const struct cp_published_rows *rows,
                                       const struct cp_published_row *row, enum cp_window window,
                                       const int64_t *fresh)
{
    const size_t column_count = cp_published_row_sheet(rows, row)->column_count;
    const int64_t *line = cp_published_row_line(rows, row, window);
    if (cp_line_is_new(line)) {
        const int64_t *blank = cp_published_row_blank(rows, row)->cells;
        return 1 + cp_lines_compare(fresh, blank, column_count);
    }
    return cp_lines_compare(fresh, line, column_count);
}

size_t cp_published_rows_look(struct cp_published_rows *rows, const struct cp_tick *tick,
                              enum cp_window window)
{
    const struct cp_picture *picture = tick->picture;
    size_t changed = 0;
    for (size_t at = 0; at < rows->count; at++) {
        struct cp_published_row *row = &rows->rows[at];
        row->changed_fields = 0;
        if (cp_published_row_is_due(rows, row, window)) {
            const struct cp_sheet *sheet = cp_published_row_sheet(rows, row);
            int64_t *fresh = rows->fresh + row->fresh_at;
            cp_sheet_fill(sheet, picture, &picture->rows[at], window, rows->min_denominator, fresh);
            row->changed_fields = cp_published_row_compare(rows, row, window, fresh);
        }
        changed += row->changed_fields;
    }
    return changed;
}

/* Of a wide row nearly every event moves fields in a dozen hashes of 400: they are tables, also if
 * the server read them back from its disk as lists. */
static void cp_published_rows_open_hash(struct cp_published_row *row, const struct cp_blank *blank,
                                        struct cp_transaction *transaction, enum cp_window window,
                                        const char *key, int64_t *line)
{
    const uint32_t bit = UINT32_C(1) << window;
    if (cp_line_is_new(line)) {
        cp_blank_copy(blank, transaction, key, line);
        row->tables |= blank->is_table ? bit : 0;
    }
    cp_hash_open(transaction, key);
    if (row->is_wide && (row->tables & bit) == 0) {
        cp_hash_make_table(transaction);
        row->tables |= bit;
    }
}

static void cp_published_rows_write_row(struct cp_published_rows *rows,
                                        struct cp_transaction *transaction,
                                        const struct cp_tick *tick, struct cp_published_row *row,
                                        enum cp_window window)
{
    char key[CP_KEY_MAX];
    int64_t *line = cp_published_row_line(rows, row, window);
    cp_key_write(rows->keys, key, CP_KEY_FIG, row->name, cp_windows[window].name);
    cp_published_rows_open_hash(row, cp_published_row_blank(rows, row), transaction, window, key,
                                line);
    cp_sheet_publish(cp_published_row_sheet(rows, row), transaction, rows->fresh + row->fresh_at,
                     line);
    cp_hash_set_integer(transaction, CP_FIELD_SEQ, tick->seq);
    (void)cp_hash_close(transaction);
}

/* What somebody else left there goes first, even if nothing comes in its place. */
static void cp_published_rows_sweep_row(const struct cp_published_rows *rows,
                                        struct cp_transaction *transaction,
                                        const struct cp_published_row *row, enum cp_window window,
                                        struct cp_sweep *sweep)
{
    char key[CP_KEY_MAX];
    if (sweep != NULL && cp_published_row_is_due(rows, row, window)) {
        cp_key_write(rows->keys, key, CP_KEY_FIG, row->name, cp_windows[window].name);
        cp_sweep_remove(sweep, transaction, key);
    }
}

enum cp_status cp_published_rows_write(struct cp_published_rows *rows,
                                       struct cp_transaction *transaction,
                                       const struct cp_tick *tick, enum cp_window window,
                                       struct cp_sweep *sweep, bool *out_is_wide_changed,
                                       struct cp_failure *out_failure)
{
    bool is_wide_changed = false;
    for (size_t at = 0; at < rows->count; at++) {
        struct cp_published_row *row = &rows->rows[at];
        cp_published_rows_sweep_row(rows, transaction, row, window, sweep);
        if (row->changed_fields == 0) {
            continue;
        }
        cp_published_rows_write_row(rows, transaction, tick, row, window);
        is_wide_changed = is_wide_changed || row->is_wide;
        const enum cp_status status =
            cp_transaction_relieve(transaction, 0, CP_WINDOW_FIELDS_MAX, out_failure);
        if (status != CP_OK) {
            return status;
        }
    }
    *out_is_wide_changed = is_wide_changed;
    return CP_OK;
}

void cp_published_rows_end(struct cp_published_rows *rows, const struct cp_tick *tick)
{
    for (size_t at = 0; at < rows->count; at++) {
        rows->rows[at].version = tick->picture->rows[at].version;
    }
}

const struct cp_sheet *cp_published_rows_sheet(const struct cp_published_rows *rows)
{
    return rows->wide;
}

const int64_t *cp_published_rows_line(const struct cp_published_rows *rows, size_t wide_row,
                                      enum cp_window window)
{
    CP_ASSERT(wide_row < rows->count && rows->rows[wide_row].is_wide);
    return cp_published_row_line(rows, &rows->rows[wide_row], window);
}
