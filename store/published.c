#include "published.h"

#include <stdlib.h>

#include "casepulse/base/memory.h"

#include "published_books.h"
#include "published_by.h"
#include "published_days.h"
#include "published_history.h"
#include "published_meta.h"
#include "published_names.h"
#include "published_rows.h"
#include "published_snapshots.h"
#include "published_sources.h"
#include "published_windows.h"

/* In one transaction: 10 to 35 ms of Redis. */
#define CP_PORTION_FIELDS_MAX 20000

struct cp_published {
    uint64_t generation;
    size_t wide_count;
    struct cp_published_days *days;
    struct cp_published_rows *rows;
    struct cp_published_by *by;
    struct cp_published_windows *windows;
    struct cp_published_names *names;
    struct cp_published_books *books;
    struct cp_published_sources *sources;
    struct cp_published_meta *meta;
    struct cp_published_snapshots *snapshots;
    struct cp_published_history *history;
};

struct cp_published *cp_published_create(const struct cp_keys *keys, const char *version,
                                         int64_t min_denominator, const struct cp_picture *picture)
{
    struct cp_published *published = cp_allocate(1, sizeof(*published));
    published->generation = picture->generation;
    published->wide_count = picture->wide_count;
    published->days = cp_published_days_create(keys, picture->catalogue);
    published->rows = cp_published_rows_create(keys, picture->catalogue, min_denominator);
    published->by = cp_published_by_create(keys, published->rows, picture->wide_count);
    published->windows = cp_published_windows_create(keys);
    published->names = cp_published_names_create(keys);
    published->books = cp_published_books_create(keys);
    published->sources = cp_published_sources_create(keys);
    published->meta = cp_published_meta_create(keys, version);
    published->snapshots =
        cp_published_snapshots_create(keys, published->rows, published->windows, published->meta);
    published->history = cp_published_history_create(keys, published->rows);
    return published;
}

void cp_published_free(struct cp_published *published)
{
    if (published == NULL) {
        return;
    }
    cp_published_history_free(published->history);
    cp_published_snapshots_free(published->snapshots);
    cp_published_meta_free(published->meta);
    cp_published_sources_free(published->sources);
    cp_published_books_free(published->books);
    cp_published_names_free(published->names);
    cp_published_windows_free(published->windows);
    cp_published_by_free(published->by);
    cp_published_rows_free(published->rows);
    cp_published_days_free(published->days);
    free(published);
}

enum cp_status cp_published_find(struct cp_published *published, struct cp_connection *connection,
                                 const struct cp_picture *picture, struct cp_sweep *sweep,
                                 struct cp_failure *out_failure)
{
    return cp_published_history_find(published->history, connection, picture, sweep, out_failure);
}

enum cp_status cp_published_adopt(struct cp_published *published, struct cp_connection *connection,
                                  const struct cp_picture *picture, int64_t seq,
                                  struct cp_sweep *sweep, struct cp_failure *out_failure)
{
    const enum cp_status status =
        cp_published_days_adopt(published->days, connection, picture, sweep, out_failure);
    return status != CP_OK ? status
                           : cp_published_rows_adopt(published->rows, connection, picture, seq,
                                                     sweep, out_failure);
}

bool cp_published_fits(const struct cp_published *published, const struct cp_picture *picture)
{
    return published->generation == picture->generation &&
           published->wide_count == picture->wide_count &&
           cp_published_rows_fit(published->rows, picture) &&
           cp_published_books_fit(published->books, picture) &&
           cp_published_sources_fit(published->sources, picture);
}

/* All keys of a window, in one transaction. */
static enum cp_status cp_published_write_window(struct cp_published *published,
                                                struct cp_transaction *transaction,
                                                const struct cp_tick *tick, enum cp_window window,
                                                struct cp_sweep *sweep,
                                                struct cp_failure *out_failure)
{
    const size_t coming = cp_published_rows_look(published->rows, tick, window);
    bool is_wide_changed = false;
    enum cp_status status =
        cp_transaction_relieve(transaction, coming, CP_PORTION_FIELDS_MAX, out_failure);
    if (status != CP_OK) {
        return status;
    }
    const bool is_window_changed =
        cp_published_windows_write(published->windows, transaction, tick, window, sweep);
    status = cp_published_rows_write(published->rows, transaction, tick, window, sweep,
                                     &is_wide_changed, out_failure);
    if (status != CP_OK) {
        return status;
    }
    cp_published_by_write(published->by, transaction, tick, window, is_wide_changed, sweep);
    cp_published_snapshots_write(published->snapshots, transaction, tick, window,
                                 is_window_changed || is_wide_changed, sweep);
    return CP_OK;
}

enum cp_status cp_published_write(struct cp_published *published,
                                  struct cp_transaction *transaction, const struct cp_tick *tick,
                                  struct cp_sweep *sweep, struct cp_failure *out_failure)
{
    enum cp_status status = cp_published_days_write(published->days, transaction, tick->picture,
                                                    CP_PORTION_FIELDS_MAX, sweep, out_failure);
    cp_published_rows_begin(published->rows, tick);
    for (int window = 0; window < CP_WINDOW_COUNT && status == CP_OK; window++) {
        status = cp_published_write_window(published, transaction, tick, (enum cp_window)window,
                                           sweep, out_failure);
    }
    if (status != CP_OK) {
        return status;
    }
    cp_published_rows_end(published->rows, tick);
    cp_sweep_remove_rest(sweep, transaction);
    cp_published_names_write(published->names, transaction, tick);
    cp_published_books_write(published->books, transaction, tick->picture, tick->seq);
    cp_published_sources_write(published->sources, transaction, tick->picture);
    cp_published_history_write(published->history, transaction, tick);
    return CP_OK;
}

bool cp_published_is_news(const struct cp_published *published, const struct cp_tick *tick)
{
    return cp_published_meta_is_news(published->meta, tick);
}

void cp_published_close(struct cp_published *published, struct cp_transaction *transaction,
                        const struct cp_tick *tick)
{
    cp_published_meta_write(published->meta, transaction, tick);
}

void cp_published_pulse(struct cp_published *published, struct cp_transaction *transaction,
                        int64_t wall_ms)
{
    cp_published_meta_pulse(published->meta, transaction, wall_ms);
}
