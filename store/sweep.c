#include "sweep.h"

#include <stdlib.h>
#include <stdio.h>
#include <string.h>

#include "casepulse/base/assert.h"
#include "casepulse/base/memory.h"

#include "fields.h"

#define CP_SCAN_STEP "1000"
#define CP_CURSOR_MAX 32

/* Names of keys, gathered before the transaction begins: SCAN has no place inside a MULTI. */
struct cp_name_list {
    size_t count, capacity;
    char **names;
};

static void cp_name_list_add(struct cp_name_list *list, const char *name)
{
    if (list->count == list->capacity) {
        list->capacity = list->capacity == 0 ? 1024 : list->capacity * 2;
        list->names = cp_reallocate(list->names, list->capacity, sizeof(*list->names));
    }
    list->names[list->count++] = cp_copy_text(name);
}

static void cp_name_list_free(struct cp_name_list *list)
{
    for (size_t at = 0; at < list->count; at++) {
        free(list->names[at]);
    }
    free(list->names);
}

/* One SCAN: adds what it finds, moves the cursor. */
static enum cp_status cp_sweep_step(struct cp_connection *connection, const char *pattern,
                                    char cursor[CP_CURSOR_MAX], struct cp_name_list *list,
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
        cp_name_list_add(list, cp_reply_text(cp_reply_at(names, at)));
    }
    cp_reply_free(reply);
    return CP_OK;
}

static enum cp_status cp_sweep_scan(struct cp_connection *connection, const struct cp_keys *keys,
                                    struct cp_name_list *list, struct cp_failure *out_failure)
{
    char pattern[CP_KEY_MAX];
    char cursor[CP_CURSOR_MAX] = "0";
    cp_key_write(keys, pattern, CP_KEY_ALL);
    do {
        const enum cp_status status =
            cp_sweep_step(connection, pattern, cursor, list, out_failure);
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

enum cp_status cp_sweep(struct cp_connection *connection, struct cp_transaction *transaction,
                        const struct cp_keys *keys, int64_t *out_seq,
                        struct cp_failure *out_failure)
{
    struct cp_name_list list = {0, 0, NULL};
    enum cp_status status = cp_sweep_scan(connection, keys, &list, out_failure);
    if (status == CP_OK) {
        status = cp_sweep_find_seq(connection, keys, out_seq, out_failure);
    }
    if (status == CP_OK && list.count > 0) {
        cp_words_open(transaction, "UNLINK", NULL);
        for (size_t at = 0; at < list.count; at++) {
            cp_words_add(transaction, list.names[at]);
        }
        cp_words_close(transaction);
    }
    cp_name_list_free(&list);
    return status;
}
