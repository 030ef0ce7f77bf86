#include "sweep.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "casepulse/base/assert.h"
#include "casepulse/base/memory.h"

#include "fields.h"

#define CP_SCAN_STEP "1000"
#define CP_CURSOR_MAX 32

struct cp_found_key {
    char *text;
    bool is_done; /* removed already, or spared */
};

/* Names are gathered before the transaction begins: SCAN has no place inside a MULTI. */
struct cp_sweep {
    size_t count, capacity;
    struct cp_found_key *names; /* in the order of their bytes */
};

static void cp_sweep_add(struct cp_sweep *sweep, const char *name)
{
    if (sweep->count == sweep->capacity) {
        sweep->capacity = sweep->capacity == 0 ? 1024 : sweep->capacity * 2;
        sweep->names = cp_reallocate(sweep->names, sweep->capacity, sizeof(*sweep->names));
    }
    sweep->names[sweep->count++] = (struct cp_found_key){cp_copy_text(name), false};
}

void cp_sweep_free(struct cp_sweep *sweep)
{
    if (sweep == NULL) {
        return;
    }
    for (size_t at = 0; at < sweep->count; at++) {
        free(sweep->names[at].text);
    }
    free(sweep->names);
    free(sweep);
}

/* One SCAN: adds what it finds, moves the cursor. */
static enum cp_status cp_sweep_step(struct cp_connection *connection, const char *pattern,
                                    char cursor[CP_CURSOR_MAX], struct cp_sweep *sweep,
                                    struct cp_failure *out_failure)
{
    const char *scan[] = {"SCAN", cursor, "MATCH", pattern, "COUNT", CP_SCAN_STEP, NULL};
    struct cp_reply *reply = NULL;
    cp_connection_send_words(connection, scan);
    const enum cp_status status = cp_connection_receive(connection, &reply, out_failure);
    if (status != CP_OK) {
        return status;
    }
    CP_ASSERT(cp_reply_count(reply) == 2);
    (void)snprintf(cursor, CP_CURSOR_MAX, "%s", cp_reply_text(cp_reply_at(reply, 0)));
    const struct cp_reply *names = cp_reply_at(reply, 1);
    for (size_t at = 0; at < cp_reply_count(names); at++) {
        cp_sweep_add(sweep, cp_reply_text(cp_reply_at(names, at)));
    }
    cp_reply_free(reply);
    return CP_OK;
}

static enum cp_status cp_sweep_scan(struct cp_connection *connection, const struct cp_keys *keys,
                                    struct cp_sweep *sweep, struct cp_failure *out_failure)
{
    char pattern[CP_KEY_MAX];
    char cursor[CP_CURSOR_MAX] = "0";
    cp_key_write(keys, pattern, CP_KEY_ALL);
    do {
        const enum cp_status status =
            cp_sweep_step(connection, pattern, cursor, sweep, out_failure);
        if (status != CP_OK) {
            return status;
        }
    } while (strcmp(cursor, "0") != 0);
    return CP_OK;
}

static int cp_found_key_compare(const void *left, const void *right)
{
    const struct cp_found_key *const keys[] = {left, right};
    return strcmp(keys[0]->text, keys[1]->text);
}

/* SCAN may show a key twice: one of them is enough. */
static void cp_sweep_sort(struct cp_sweep *sweep)
{
    size_t kept = 0;
    if (sweep->count > 0) {
        qsort(sweep->names, sweep->count, sizeof(*sweep->names), cp_found_key_compare);
    }
    for (size_t at = 0; at < sweep->count; at++) {
        if (kept > 0 && strcmp(sweep->names[kept - 1].text, sweep->names[at].text) == 0) {
            free(sweep->names[at].text);
        } else {
            sweep->names[kept++] = sweep->names[at];
        }
    }
    sweep->count = kept;
}

static enum cp_status cp_sweep_find_seq(struct cp_connection *connection,
                                        const struct cp_keys *keys, int64_t *out_seq,
                                        struct cp_failure *out_failure)
{
    char key[CP_KEY_MAX];
    cp_key_write(keys, key, CP_KEY_META);
    const char *get[] = {"HGET", key, CP_FIELD_SEQ, NULL};
    struct cp_reply *reply = NULL;
    cp_connection_send_words(connection, get);
    const enum cp_status status = cp_connection_receive(connection, &reply, out_failure);
    if (status == CP_OK) {
        *out_seq = strtoll(cp_reply_text(reply), NULL, 10);
        cp_reply_free(reply);
    }
    return status;
}

enum cp_status cp_sweep_find(struct cp_connection *connection, const struct cp_keys *keys,
                             struct cp_sweep **out_sweep, int64_t *out_seq,
                             struct cp_failure *out_failure)
{
    struct cp_sweep *sweep = cp_allocate(1, sizeof(*sweep));
    enum cp_status status = cp_sweep_scan(connection, keys, sweep, out_failure);
    if (status == CP_OK) {
        status = cp_sweep_find_seq(connection, keys, out_seq, out_failure);
    }
    if (status != CP_OK) {
        cp_sweep_free(sweep);
        return status;
    }
    cp_sweep_sort(sweep);
    *out_sweep = sweep;
    return CP_OK;
}

/* The first name that is not before `text`; names stand in the order of their bytes. */
static size_t cp_sweep_place(const struct cp_sweep *sweep, const char *text)
{
    size_t from = 0;
    size_t to = sweep->count;
    while (from < to) {
        const size_t middle = from + (to - from) / 2;
        if (strcmp(sweep->names[middle].text, text) < 0) {
            from = middle + 1;
        } else {
            to = middle;
        }
    }
    return from;
}

bool cp_sweep_holds(const struct cp_sweep *sweep, const char *key)
{
    const size_t place = cp_sweep_place(sweep, key);
    return place < sweep->count && !sweep->names[place].is_done &&
           strcmp(sweep->names[place].text, key) == 0;
}

bool cp_sweep_spare(struct cp_sweep *sweep, const char *key)
{
    const size_t place = cp_sweep_place(sweep, key);
    if (place == sweep->count || strcmp(sweep->names[place].text, key) != 0) {
        return false;
    }
    sweep->names[place].is_done = true;
    return true;
}

static void cp_sweep_take(struct cp_sweep *sweep, struct cp_transaction *transaction, size_t place)
{
    if (!sweep->names[place].is_done) {
        cp_words_add(transaction, sweep->names[place].text);
        sweep->names[place].is_done = true;
    }
}

void cp_sweep_remove(struct cp_sweep *sweep, struct cp_transaction *transaction, const char *key)
{
    if (sweep == NULL) {
        return;
    }
    const size_t place = cp_sweep_place(sweep, key);
    if (place < sweep->count && strcmp(sweep->names[place].text, key) == 0) {
        cp_words_open(transaction, "UNLINK", NULL);
        cp_sweep_take(sweep, transaction, place);
        cp_words_close(transaction);
    }
}

void cp_sweep_remove_prefix(struct cp_sweep *sweep, struct cp_transaction *transaction,
                            const char *prefix)
{
    if (sweep == NULL) {
        return;
    }
    const size_t size = strlen(prefix);
    cp_words_open(transaction, "UNLINK", NULL);
    for (size_t place = cp_sweep_place(sweep, prefix);
         place < sweep->count && strncmp(sweep->names[place].text, prefix, size) == 0; place++) {
        cp_sweep_take(sweep, transaction, place);
    }
    cp_words_close(transaction);
}

void cp_sweep_remove_rest(struct cp_sweep *sweep, struct cp_transaction *transaction)
{
    cp_sweep_remove_prefix(sweep, transaction, "");
}
