#include "sweep.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "casepulse/base/assert.h"
#include "casepulse/base/memory.h"

#include "fields.h"

#define CP_SCAN_STEP "1000"
#define CP_CURSOR_MAX 32

/* Names are gathered before the transaction begins: SCAN has no place inside a MULTI. */
struct cp_sweep {
    size_t count, capacity;
    char **names; /* NULL where the key was removed already */
};

static void cp_sweep_add(struct cp_sweep *sweep, const char *name)
{
    if (sweep->count == sweep->capacity) {
        sweep->capacity = sweep->capacity == 0 ? 1024 : sweep->capacity * 2;
        sweep->names = cp_reallocate(sweep->names, sweep->capacity, sizeof(*sweep->names));
    }
    sweep->names[sweep->count++] = cp_copy_text(name);
}

void cp_sweep_free(struct cp_sweep *sweep)
{
    if (sweep == NULL) {
        return;
    }
    for (size_t at = 0; at < sweep->count; at++) {
        free(sweep->names[at]);
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
    *out_sweep = sweep;
    return CP_OK;
}

void cp_sweep_remove(struct cp_sweep *sweep, struct cp_transaction *transaction, const char *prefix)
{
    if (sweep == NULL) {
        return;
    }
    const size_t size = strlen(prefix);
    cp_words_open(transaction, "UNLINK", NULL);
    for (size_t at = 0; at < sweep->count; at++) {
        if (sweep->names[at] != NULL && strncmp(sweep->names[at], prefix, size) == 0) {
            cp_words_add(transaction, sweep->names[at]);
            free(sweep->names[at]);
            sweep->names[at] = NULL;
        }
    }
    cp_words_close(transaction);
}
