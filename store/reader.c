#include "casepulse/store/reader.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "casepulse/base/assert.h"
#include "casepulse/base/memory.h"

#include "connection.h"
#include "fields.h"
#include "keys.h"

#define CP_READER_ANSWER_TIMEOUT_MS 2000
#define CP_READINGS_MAX 10

struct cp_reader {
    struct cp_connection *connection;
    char *namespace_name;
};

struct cp_reader *cp_reader_create(const struct cp_redis_settings *settings)
{
    struct cp_reader *reader = cp_allocate(1, sizeof(*reader));
    reader->connection = cp_connection_create(settings, CP_READER_ANSWER_TIMEOUT_MS);
    reader->namespace_name = cp_copy_text(settings->namespace_name);
    return reader;
}

void cp_reader_free(struct cp_reader *reader)
{
    if (reader == NULL) {
        return;
    }
    cp_connection_free(reader->connection);
    free(reader->namespace_name);
    free(reader);
}

const char *cp_reader_label(const struct cp_reader *reader)
{
    return cp_connection_label(reader->connection);
}

/* The settings are checked here, so the namespace fits a key from then on. */
static enum cp_status cp_reader_open(struct cp_reader *reader, struct cp_keys *out_keys,
                                     struct cp_failure *out_failure)
{
    if (!cp_connection_is_open(reader->connection)) {
        const enum cp_status status = cp_connection_open(reader->connection, out_failure);
        if (status != CP_OK) {
            return status;
        }
    }
    *out_keys = cp_keys_of(reader->namespace_name);
    return CP_OK;
}

/* After a failure replies may be outstanding: the connection is of no more use. */
static enum cp_status cp_reader_receive(struct cp_reader *reader, struct cp_reply **out_reply,
                                        struct cp_failure *out_failure)
{
    const enum cp_status status = cp_connection_receive(reader->connection, out_reply, out_failure);
    if (status != CP_OK) {
        cp_connection_close(reader->connection);
    }
    return status;
}

static int cp_name_compare(const void *left, const void *right)
{
    return strcmp(*(char *const *)left, *(char *const *)right);
}

enum cp_status cp_reader_index(struct cp_reader *reader, struct cp_names *out_names,
                               struct cp_failure *out_failure)
{
    struct cp_keys keys;
    struct cp_reply *reply = NULL;
    enum cp_status status = cp_reader_open(reader, &keys, out_failure);
    if (status != CP_OK) {
        return status;
    }
    char key[CP_KEY_MAX];
    cp_key_write(&keys, key, CP_KEY_INDEX);
    const char *members[] = {"SMEMBERS", key, NULL};
    cp_connection_send_words(reader->connection, members);
    status = cp_reader_receive(reader, &reply, out_failure);
    if (status != CP_OK) {
        return status;
    }
    out_names->count = cp_reply_count(reply);
    out_names->names = cp_allocate(out_names->count + 1, sizeof(*out_names->names));
    for (size_t at = 0; at < out_names->count; at++) {
        out_names->names[at] = cp_copy_text(cp_reply_text(cp_reply_at(reply, at)));
    }
    qsort(out_names->names, out_names->count, sizeof(*out_names->names), cp_name_compare);
    cp_reply_free(reply);
    return CP_OK;
}

void cp_names_free(struct cp_names *names)
{
    for (size_t at = 0; at < names->count; at++) {
        free(names->names[at]);
    }
    free(names->names);
    *names = (struct cp_names){0, NULL};
}

enum cp_status cp_reader_pulse(struct cp_reader *reader, int64_t *out_seq, bool *out_has_writer,
                               struct cp_failure *out_failure)
{
    struct cp_keys keys;
    struct cp_reply *seq = NULL;
    struct cp_reply *heartbeat = NULL;
    enum cp_status status = cp_reader_open(reader, &keys, out_failure);
    if (status != CP_OK) {
        return status;
    }
    char meta_key[CP_KEY_MAX];
    char heartbeat_key[CP_KEY_MAX];
    cp_key_write(&keys, meta_key, CP_KEY_META);
    cp_key_write(&keys, heartbeat_key, CP_KEY_HEARTBEAT);
    const char *get[] = {"HGET", meta_key, CP_FIELD_SEQ, NULL};
    const char *exists[] = {"EXISTS", heartbeat_key, NULL};
    cp_connection_send_words(reader->connection, get);
    cp_connection_send_words(reader->connection, exists);
    status = cp_reader_receive(reader, &seq, out_failure);
    if (status == CP_OK) {
        status = cp_reader_receive(reader, &heartbeat, out_failure);
    }
    if (status == CP_OK) {
        *out_seq = strtoll(cp_reply_text(seq), NULL, 10);
        *out_has_writer = cp_reply_integer(heartbeat) == 1;
    }
    cp_reply_free(seq);
    cp_reply_free(heartbeat);
    return status;
}

static struct cp_values cp_values_of(const struct cp_reply *reply)
{
    struct cp_values values = {cp_reply_count(reply) / 2, NULL};
    values.entries = cp_allocate(values.count + 1, sizeof(*values.entries));
    for (size_t at = 0; at < values.count; at++) {
        values.entries[at].field = cp_reply_text(cp_reply_at(reply, 2 * at));
        values.entries[at].text = cp_reply_text(cp_reply_at(reply, 2 * at + 1));
    }
    return values;
}

/* Forgets the texts of the last reading; the rows stay. */
static void cp_view_drop(struct cp_view *view)
{
    for (size_t at = 0; at < view->reply_count; at++) {
        cp_reply_free(view->replies[at]);
        view->replies[at] = NULL;
    }
    struct cp_values *all[] = {&view->meta, &view->books, &view->window, &view->against,
                               &view->names};
    for (size_t at = 0; at < sizeof(all) / sizeof(all[0]); at++) {
        free(all[at]->entries);
        *all[at] = (struct cp_values){0, NULL};
    }
    for (size_t row = 0; row < view->row_count; row++) {
        free(view->rows[row].figures.entries);
        free(view->rows[row].against.entries);
        view->rows[row].figures = view->rows[row].against = (struct cp_values){0, NULL};
    }
}

static bool cp_view_is_torn(const struct cp_view *view)
{
    int64_t last = 0;
    (void)cp_values_integer(&view->meta, CP_FIELD_SEQ, &last);
    for (size_t row = 0; row < view->row_count; row++) {
        const struct cp_values *both[] = {&view->rows[row].figures, &view->rows[row].against};
        for (size_t at = 0; at < 2; at++) {
            int64_t seq = 0;
            if (cp_values_integer(both[at], CP_FIELD_SEQ, &seq) && seq > last) {
                return true;
            }
        }
    }
    return false;
}

/* One reading under way: the hashes asked for, in the order of their answers. */
struct cp_reading {
    struct cp_reader *reader;
    struct cp_keys keys;
    size_t asked_count;
    struct cp_values **hashes;
};

static void cp_reading_ask(struct cp_reading *reading, struct cp_values *out_hash, const char *key)
{
    const char *words[] = {"HGETALL", key, NULL};
    cp_connection_send_words(reading->reader->connection, words);
    reading->hashes[reading->asked_count++] = out_hash;
}

#define CP_VIEW_FIXED 6 /* most answers beside those of the rows */

/* `meta` before any row. */
static void cp_reading_ask_all(struct cp_reading *reading, const struct cp_view_query *query,
                               struct cp_view *view)
{
    const struct cp_keys *keys = &reading->keys;
    char key[CP_KEY_MAX];
    cp_key_write(keys, key, CP_KEY_META);
    cp_reading_ask(reading, &view->meta, key);
    cp_key_write(keys, key, CP_KEY_BOOKS);
    cp_reading_ask(reading, &view->books, key);
    cp_key_write(keys, key, CP_KEY_WIN, query->window);
    cp_reading_ask(reading, &view->window, key);
    if (query->against != NULL) {
        cp_key_write(keys, key, CP_KEY_WIN, query->against);
        cp_reading_ask(reading, &view->against, key);
    }
    if (query->language != NULL) {
        cp_key_write(keys, key, CP_KEY_NAMES, query->language);
        cp_reading_ask(reading, &view->names, key);
    }
    for (size_t row = 0; row < view->row_count; row++) {
        cp_key_write(keys, key, CP_KEY_FIG, view->rows[row].name, query->window);
        cp_reading_ask(reading, &view->rows[row].figures, key);
        if (query->against != NULL) {
            cp_key_write(keys, key, CP_KEY_FIG, view->rows[row].name, query->against);
            cp_reading_ask(reading, &view->rows[row].against, key);
        }
    }
    cp_key_write(keys, key, CP_KEY_HEARTBEAT);
    const char *exists[] = {"EXISTS", key, NULL};
    cp_connection_send_words(reading->reader->connection, exists);
}

static enum cp_status cp_reading_receive(const struct cp_reading *reading, struct cp_view *view,
                                         struct cp_failure *out_failure)
{
    view->reply_count = reading->asked_count + 1;
    for (size_t at = 0; at < view->reply_count; at++) {
        const enum cp_status status =
            cp_reader_receive(reading->reader, &view->replies[at], out_failure);
        if (status != CP_OK) {
            return status;
        }
    }
    for (size_t at = 0; at < reading->asked_count; at++) {
        *reading->hashes[at] = cp_values_of(view->replies[at]);
    }
    view->has_writer = cp_reply_integer(view->replies[reading->asked_count]) == 1;
    view->is_torn = cp_view_is_torn(view);
    return CP_OK;
}

enum cp_status cp_reader_view(struct cp_reader *reader, const struct cp_view_query *query,
                              struct cp_view *out_view, struct cp_failure *out_failure)
{
    struct cp_reading reading = {.reader = reader};
    enum cp_status status = cp_reader_open(reader, &reading.keys, out_failure);
    if (status != CP_OK) {
        return status;
    }
    const size_t answers_max = CP_VIEW_FIXED + 2 * query->row_count;
    struct cp_view view = {.row_count = query->row_count};
    view.rows = cp_allocate(query->row_count + 1, sizeof(*view.rows));
    view.replies = cp_allocate(answers_max, sizeof(*view.replies));
    reading.hashes = cp_allocate(answers_max, sizeof(*reading.hashes));
    for (size_t row = 0; row < query->row_count; row++) {
        view.rows[row].name = query->rows[row];
    }
    for (int times = 0; times < CP_READINGS_MAX; times++) {
        cp_view_drop(&view);
        reading.asked_count = 0;
        cp_reading_ask_all(&reading, query, &view);
        status = cp_reading_receive(&reading, &view, out_failure);
        if (status != CP_OK || !view.is_torn) {
            break;
        }
    }
    free(reading.hashes);
    if (status != CP_OK) {
        cp_view_free(&view);
        return status;
    }
    *out_view = view;
    return CP_OK;
}

void cp_view_free(struct cp_view *view)
{
    cp_view_drop(view);
    free(view->rows);
    free(view->replies);
    *view = (struct cp_view){.has_writer = false};
}

const char *cp_values_text(const struct cp_values *values, const char *field)
{
    for (size_t at = 0; at < values->count; at++) {
        if (strcmp(values->entries[at].field, field) == 0) {
            return values->entries[at].text;
        }
    }
    return NULL;
}

bool cp_values_integer(const struct cp_values *values, const char *field, int64_t *out_value)
{
    const char *text = cp_values_text(values, field);
    if (text == NULL || text[0] == '\0') {
        return false;
    }
    char *end = NULL;
    errno = 0;
    const long long value = strtoll(text, &end, 10);
    if (*end != '\0' || errno != 0) {
        return false;
    }
    *out_value = value;
    return true;
}
