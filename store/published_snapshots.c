#include "published_snapshots.h"

#include <stdlib.h>
#include <string.h>

#include "casepulse/base/json.h"
#include "casepulse/base/memory.h"

#include "fields.h"

#define CP_SNAPSHOT_EVERY_MS 1000

struct cp_snapshot {
    bool is_stale;      /* something changed since it was written */
    bool is_written;    /* at least once */
    int64_t written_ms; /* the tick's clock */
};

struct cp_published_snapshots {
    const struct cp_keys *keys;
    const struct cp_published_rows *rows;
    const struct cp_published_windows *windows;
    const struct cp_published_meta *meta;
    struct cp_snapshot states[CP_WINDOW_COUNT];
    struct cp_json columns; /* their names, as every snapshot lists them */
    char *line;             /* of a row, as JSON */
    struct cp_json json;
};

typedef void cp_json_add(struct cp_json *json, const char *key, const char *text);

/* How a value of a kind is written: numbers as they stand. */
#define CP_JSON_ADD_NUMBER cp_json_add_plain
#define CP_JSON_ADD_TEXT cp_json_add_text

struct cp_snapshot_field {
    const char *name;
    cp_json_add *add;
};

static const struct cp_snapshot_field cp_snapshot_meta[CP_META_COUNT] = {
#define X(name, text, kind, value) [CP_META_##name] = {text, CP_JSON_ADD_##value},
    CP_META_FIELDS(X)
#undef X
};

static const struct cp_snapshot_field cp_snapshot_win[CP_WIN_COUNT] = {
#define X(name, text, value) [CP_WIN_##name] = {text, CP_JSON_ADD_##value},
    CP_WIN_FIELDS(X)
#undef X
};

static void cp_snapshots_plan(struct cp_published_snapshots *snapshots)
{
    const struct cp_sheet *sheet = cp_published_rows_sheet(snapshots->rows);
    cp_json_open(&snapshots->columns, NULL, '[');
    for (size_t column = 0; column < sheet->column_count; column++) {
        cp_json_add_text(&snapshots->columns, NULL, sheet->columns[column].name);
    }
    cp_json_close(&snapshots->columns, ']');
    snapshots->line = cp_allocate(sheet->column_count + 1, CP_CELL_TEXT_MAX);
}

struct cp_published_snapshots *
cp_published_snapshots_create(const struct cp_keys *keys, const struct cp_published_rows *rows,
                              const struct cp_published_windows *windows,
                              const struct cp_published_meta *meta)
{
    struct cp_published_snapshots *snapshots = cp_allocate(1, sizeof(*snapshots));
    snapshots->keys = keys;
    snapshots->rows = rows;
    snapshots->windows = windows;
    snapshots->meta = meta;
    cp_json_init(&snapshots->json);
    cp_json_init(&snapshots->columns);
    cp_snapshots_plan(snapshots);
    return snapshots;
}

void cp_published_snapshots_free(struct cp_published_snapshots *snapshots)
{
    if (snapshots == NULL) {
        return;
    }
    cp_json_done(&snapshots->json);
    cp_json_done(&snapshots->columns);
    free(snapshots->line);
    free(snapshots);
}

static void cp_snapshot_add_bounds(struct cp_published_snapshots *snapshots, enum cp_window window)
{
    cp_json_open(&snapshots->json, "bounds", '{');
    for (int field = 0; field < CP_WIN_COUNT; field++) {
        cp_snapshot_win[field].add(
            &snapshots->json, cp_snapshot_win[field].name,
            cp_published_windows_text(snapshots->windows, window, (enum cp_win_field)field));
    }
    cp_json_close(&snapshots->json, '}');
}

static void cp_snapshot_add_meta(struct cp_published_snapshots *snapshots,
                                 const struct cp_tick *tick)
{
    cp_json_open(&snapshots->json, "meta", '{');
    for (int field = 0; field < CP_META_COUNT; field++) {
        char text[CP_META_TEXT_MAX];
        cp_published_meta_text(snapshots->meta, tick, (enum cp_meta_field)field, text);
        cp_snapshot_meta[field].add(&snapshots->json, cp_snapshot_meta[field].name, text);
    }
    cp_json_close(&snapshots->json, '}');
}

/* Numbers need no quotes and are most of a snapshot: they are put down one behind the other. */
static void cp_snapshot_add_row(struct cp_published_snapshots *snapshots, const char *name,
                                const int64_t *line)
{
    const struct cp_sheet *sheet = cp_published_rows_sheet(snapshots->rows);
    char *at = snapshots->line;
    for (size_t column = 0; column < sheet->column_count; column++) {
        *at++ = column == 0 ? '[' : ',';
        if (line[column] != CP_CELL_NONE) {
            at += cp_cell_text(sheet->columns[column].format, line[column], at);
        } else {
            memcpy(at, "null", 4);
            at += 4;
        }
    }
    memcpy(at, "]", sizeof("]"));
    cp_json_add_plain(&snapshots->json, name, snapshots->line);
}

static void cp_snapshot_compose(struct cp_published_snapshots *snapshots,
                                const struct cp_tick *tick, enum cp_window window)
{
    struct cp_json *json = &snapshots->json;
    cp_json_clear(json);
    cp_json_open(json, NULL, '{');
    cp_json_add_text(json, "window", cp_windows[window].name);
    cp_snapshot_add_bounds(snapshots, window);
    cp_snapshot_add_meta(snapshots, tick);
    cp_json_add_plain(json, "columns", snapshots->columns.text);
    cp_json_open(json, "rows", '{');
    for (size_t row = 0; row < tick->picture->wide_count; row++) {
        cp_snapshot_add_row(snapshots, tick->picture->rows[row].name,
                            cp_published_rows_line(snapshots->rows, row, window));
    }
    cp_json_close(json, '}');
    cp_json_close(json, '}');
}

/* The clock may step back: nobody waits for it to come again. */
static bool cp_snapshot_is_due(const struct cp_snapshot *snapshot, const struct cp_tick *tick)
{
    const int64_t passed_ms = tick->wall_ms - snapshot->written_ms;
    const bool may = !snapshot->is_written || passed_ms >= CP_SNAPSHOT_EVERY_MS || passed_ms < 0;
    return snapshot->is_stale && (may || tick->is_last);
}

void cp_published_snapshots_write(struct cp_published_snapshots *snapshots,
                                  struct cp_transaction *transaction, const struct cp_tick *tick,
                                  enum cp_window window, bool is_changed, struct cp_sweep *sweep)
{
    struct cp_snapshot *snapshot = &snapshots->states[window];
    snapshot->is_stale = snapshot->is_stale || is_changed;
    if (!cp_snapshot_is_due(snapshot, tick)) {
        return;
    }
    char key[CP_KEY_MAX];
    cp_key_write(snapshots->keys, key, CP_KEY_SNAPSHOT, cp_windows[window].name);
    cp_sweep_remove(sweep, transaction, key);
    cp_snapshot_compose(snapshots, tick, window);
    cp_words_open(transaction, "SET", key);
    cp_words_add(transaction, snapshots->json.text);
    cp_words_close(transaction);
    *snapshot = (struct cp_snapshot){.is_written = true, .written_ms = tick->wall_ms};
}
