#include "namespace_keys.h"

#include <stdio.h>
#include <string.h>

#include "casepulse/base/assert.h"

#define CP_SCAN_STEP "1000"
#define CP_CURSOR_MAX 32

enum cp_status cp_keys_walk(struct cp_connection *connection, const char *pattern,
                            struct cp_key_visitor visitor, struct cp_failure *out_failure)
{
    char cursor[CP_CURSOR_MAX] = "0";
    enum cp_status status = CP_OK;
    do {
        const char *scan[] = {"SCAN", cursor, "MATCH", pattern, "COUNT", CP_SCAN_STEP, NULL};
        struct cp_reply *reply = NULL;
        cp_connection_send_words(connection, scan);
        status = cp_connection_receive(connection, &reply, out_failure);
        if (status != CP_OK) {
            return status;
        }
        CP_ASSERT(cp_reply_count(reply) == 2);
        (void)snprintf(cursor, sizeof(cursor), "%s", cp_reply_text(cp_reply_at(reply, 0)));
        const struct cp_reply *keys = cp_reply_at(reply, 1);
        if (cp_reply_count(keys) > 0) {
            status = visitor.visit(visitor.context, keys, out_failure);
        }
        cp_reply_free(reply);
    } while (status == CP_OK && strcmp(cursor, "0") != 0);
    return status;
}

static bool cp_key_is_spared(const struct cp_key_command *command, const char *key)
{
    bool is_spared = false;
    for (size_t i = 0; i < sizeof(command->spared) / sizeof(command->spared[0]); i++) {
        is_spared |= command->spared[i] != NULL && strcmp(command->spared[i], key) == 0;
    }
    return is_spared;
}

enum cp_status cp_keys_command(void *context, const struct cp_reply *keys,
                               struct cp_failure *out_failure)
{
    const struct cp_key_command *command = context;
    size_t sent = 0;
    for (size_t i = 0; i < cp_reply_count(keys); i++) {
        const char *key = cp_reply_text(cp_reply_at(keys, i));
        const char *words[] = {command->verb, key, command->argument, NULL};
        if (!cp_key_is_spared(command, key)) {
            cp_connection_send_words(command->connection, words);
            sent++;
        }
    }
    for (; sent > 0; sent--) {
        struct cp_reply *reply = NULL;
        const enum cp_status status =
            cp_connection_receive(command->connection, &reply, out_failure);
        if (status != CP_OK) {
            return status;
        }
        cp_reply_free(reply);
    }
    return CP_OK;
}
