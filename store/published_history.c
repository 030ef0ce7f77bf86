#include "published_history.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "casepulse/base/memory.h"
#include "casepulse/base/zone.h"

#define CP_HISTORY_ENTRIES "2880" /* two days of minutes; Redis may keep a few more */

struct cp_published_history {
    const struct cp_keys *keys;
    const struct cp_published_rows *rows;
    int64_t last_ms[CP_WIDE_MAX]; /* of the newest entry; 0: none */
};

struct cp_published_history *cp_published_history_create(const struct cp_keys *keys,
                                                         const struct cp_published_rows *rows)
{
    struct cp_published_history *history = cp_allocate(1, sizeof(*history));
    history->keys = keys;
    history->rows = rows;
    return history;
}

void cp_published_history_free(struct cp_published_history *history)
{
    free(history);
}

static enum cp_status cp_history_ask(struct cp_connection *connection, const char *const *words,
                                     struct cp_reply **out_reply, struct cp_failure *out_failure)
{
    cp_connection_send_words(connection, words);
    return cp_connection_receive(connection, out_reply, out_failure);
}

/* Of a stream that is there and has entries; else `*out_last_ms` stays. */
static enum cp_status cp_history_find_last(struct cp_connection *connection, const char *key,
                                           int64_t *out_last_ms, struct cp_failure *out_failure)
{
    const char *last[] = {"XREVRANGE", key, "+", "-", "COUNT", "1", NULL};
    struct cp_reply *reply = NULL;
    const enum cp_status status = cp_history_ask(connection, last, &reply, out_failure);
    if (status != CP_OK) {
        return status;
    }
    if (cp_reply_count(reply) == 1) {
        const struct cp_reply *id = cp_reply_at(cp_reply_at(reply, 0), 0);
        *out_last_ms = strtoll(cp_reply_text(id), NULL, 10);
    }
    cp_reply_free(reply);
    return CP_OK;
}

/* A key of another type is nothing of ours: the sweep removes it. */
static enum cp_status cp_history_is_stream(struct cp_connection *connection, const char *key,
                                           bool *out_is_stream, struct cp_failure *out_failure)
{
    const char *type[] = {"TYPE", key, NULL};
    struct cp_reply *reply = NULL;
    const enum cp_status status = cp_history_ask(connection, type, &reply, out_failure);
    if (status == CP_OK) {
        *out_is_stream = strcmp(cp_reply_text(reply), "stream") == 0;
        cp_reply_free(reply);
    }
    return status;
}

enum cp_status cp_published_history_find(struct cp_published_history *history,
                                         struct cp_connection *connection,
                                         const struct cp_picture *picture, struct cp_sweep *sweep,
                                         struct cp_failure *out_failure)
{
    enum cp_status status = CP_OK;
    for (size_t row = 0; row < picture->wide_count && status == CP_OK; row++) {
        char key[CP_KEY_MAX];
        bool is_stream = false;
        cp_key_write(history->keys, key, CP_KEY_HIST, picture->rows[row].name);
        status = cp_history_is_stream(connection, key, &is_stream, out_failure);
        if (status == CP_OK && is_stream && cp_sweep_spare(sweep, key)) {
            status = cp_history_find_last(connection, key, &history->last_ms[row], out_failure);
        }
    }
    return status;
}

static void cp_history_add_figures(const struct cp_published_history *history,
                                   struct cp_transaction *transaction, size_t row)
{
    const struct cp_sheet *sheet = cp_published_rows_sheet(history->rows);
    const int64_t *line = cp_published_rows_line(history->rows, row, CP_WINDOW_24H);
    for (size_t place = 0; place < sheet->headline_count; place++) {
        const size_t column = sheet->headlines[place];
        if (line[column] != CP_CELL_NONE) {
            char text[CP_CELL_TEXT_MAX];
            cp_cell_text(sheet->columns[column].format, line[column], text);
            cp_words_add(transaction, sheet->columns[column].name);
            cp_words_add(transaction, text);
        }
    }
}

void cp_published_history_write(struct cp_published_history *history,
                                struct cp_transaction *transaction, const struct cp_tick *tick)
{
    const int64_t as_of_ms = tick->picture->as_of_ms;
    for (size_t row = 0; row < tick->picture->wide_count; row++) {
        if (as_of_ms / CP_MS_PER_MINUTE <= history->last_ms[row] / CP_MS_PER_MINUTE) {
            continue;
        }
        char key[CP_KEY_MAX];
        char id[24];
        cp_key_write(history->keys, key, CP_KEY_HIST, tick->picture->rows[row].name);
        (void)snprintf(id, sizeof(id), "%lld", (long long)as_of_ms);
        cp_words_open(transaction, "XADD", key);
        cp_words_add(transaction, "MAXLEN");
        cp_words_add(transaction, "~");
        cp_words_add(transaction, CP_HISTORY_ENTRIES);
        cp_words_add(transaction, id);
        cp_history_add_figures(history, transaction, row);
        cp_words_close(transaction);
        history->last_ms[row] = as_of_ms;
    }
}
