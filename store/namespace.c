#include "casepulse/store/namespace.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "casepulse/base/memory.h"
#include "casepulse/base/random.h"

#include "connection.h"
#include "keys.h"
#include "ledger_keys.h"
#include "ledger_scripts.h"
#include "namespace_keys.h"
#include "namespace_parts.h"
#include "published_meta.h"

#define CP_NUMBER_TEXT_MAX 24
#define CP_META_LONGER_MS 60000

struct cp_namespace {
    struct cp_connection *connection;
    struct cp_keys keys;
    int64_t life_ms;
    struct cp_token token;
    bool is_ours;
    char name[CP_NAMESPACE_MAX + 1];
    char meta[CP_KEY_MAX];
    char heartbeat[CP_KEY_MAX];
    char lease[CP_STATE_KEY_MAX];
    char lease_value[CP_TOKEN_TEXT_SIZE + 1];
    char all[CP_KEY_MAX];             /* pattern of the figures */
    char all_state[CP_STATE_KEY_MAX]; /* the same of the state */
};

struct cp_namespace *cp_namespace_create(const struct cp_redis_settings *settings, int64_t life_ms)
{
    struct cp_namespace *space = cp_allocate(1, sizeof(*space));
    const struct cp_ledger_keys state = cp_ledger_keys_of(settings->namespace_name);
    space->connection = cp_connection_create(settings, CP_ANSWER_TIMEOUT_MS);
    space->keys = cp_keys_of(settings->namespace_name);
    space->life_ms = life_ms;
    (void)snprintf(space->name, sizeof(space->name), "%s", settings->namespace_name);
    cp_random_bytes(&space->token, sizeof(space->token));
    cp_token_write(&space->token, space->lease_value);
    cp_key_write(&space->keys, space->meta, CP_KEY_META);
    cp_key_write(&space->keys, space->heartbeat, CP_KEY_HEARTBEAT);
    cp_key_write(&space->keys, space->all, CP_KEY_ALL);
    cp_ledger_key_write(&state, space->lease, CP_STATE_LEASE);
    cp_ledger_key_write(&state, space->all_state, CP_KEY_ALL);
    return space;
}

void cp_namespace_free(struct cp_namespace *space)
{
    if (space == NULL) {
        return;
    }
    cp_connection_free(space->connection);
    free(space);
}

const struct cp_token *cp_namespace_lease(const struct cp_namespace *space)
{
    return &space->token;
}

struct cp_connection *cp_namespace_connection(struct cp_namespace *space)
{
    return space->connection;
}

enum cp_status cp_namespace_connect(struct cp_namespace *space, struct cp_failure *out_failure)
{
    return cp_connection_is_open(space->connection)
               ? CP_OK
               : cp_connection_open(space->connection, out_failure);
}

enum cp_status cp_namespace_end(struct cp_namespace *space, enum cp_status status)
{
    if (status != CP_OK) {
        cp_connection_close(space->connection);
    }
    return status;
}

struct cp_counting {
    size_t count;
};

static enum cp_status cp_counting_visit(void *context, const struct cp_reply *keys,
                                        struct cp_failure *out_failure)
{
    (void)out_failure;
    struct cp_counting *counting = context;
    counting->count += cp_reply_count(keys);
    return CP_OK;
}

static enum cp_status cp_namespace_look(struct cp_namespace *space, bool *out_is_empty,
                                        struct cp_failure *out_failure)
{
    struct cp_counting counting = {0};
    const struct cp_key_visitor visitor = {&counting, cp_counting_visit};
    enum cp_status status = cp_keys_walk(space->connection, space->all, visitor, out_failure);
    if (status == CP_OK) {
        status = cp_keys_walk(space->connection, space->all_state, visitor, out_failure);
    }
    *out_is_empty = counting.count == 0;
    return status;
}

static enum cp_status cp_namespace_refuse(const struct cp_namespace *space, const char *kind,
                                          struct cp_failure *out_failure)
{
    return cp_fail(out_failure, CP_CONFIGURATION,
                   "redis %s: namespace \"%s\" is not empty and not a replay's (kind %s): choose "
                   "another for --into",
                   cp_connection_label(space->connection), space->name, kind);
}

static enum cp_status cp_namespace_run_take(struct cp_namespace *space, int64_t wall_ms,
                                            bool is_empty, bool *out_is_busy,
                                            struct cp_failure *out_failure)
{
    char held[CP_NUMBER_TEXT_MAX], heartbeat[CP_NUMBER_TEXT_MAX];
    char now[CP_NUMBER_TEXT_MAX], life[CP_NUMBER_TEXT_MAX];
    const int64_t life_ms = space->life_ms > 0 ? space->life_ms + CP_META_LONGER_MS : 0;
    (void)snprintf(held, sizeof(held), "%d", CP_NAMESPACE_HELD_MS);
    (void)snprintf(heartbeat, sizeof(heartbeat), "%d", CP_HEARTBEAT_TTL_MS);
    (void)snprintf(now, sizeof(now), "%" PRId64, wall_ms);
    (void)snprintf(life, sizeof(life), "%" PRId64, life_ms);
    const char *words[] = {"EVAL",
                           cp_script_text_take,
                           "3",
                           space->lease,
                           space->meta,
                           space->heartbeat,
                           space->lease_value,
                           held,
                           heartbeat,
                           now,
                           life,
                           is_empty ? "1" : "0"};
    size_t sizes[sizeof(words) / sizeof(words[0])];
    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
        sizes[i] = strlen(words[i]);
    }
    struct cp_reply *reply = NULL;
    cp_connection_send(space->connection, sizeof(words) / sizeof(words[0]), words, sizes);
    enum cp_status status = cp_connection_receive(space->connection, &reply, out_failure);
    if (status != CP_OK) {
        return status;
    }
    const char *word = cp_reply_text(cp_reply_at(reply, 0));
    *out_is_busy = strcmp(word, "BUSY") == 0;
    space->is_ours = strcmp(word, "OK") == 0;
    if (strcmp(word, "FOREIGN") == 0) {
        status = cp_namespace_refuse(space, cp_reply_text(cp_reply_at(reply, 1)), out_failure);
    }
    cp_reply_free(reply);
    return status;
}

enum cp_status cp_namespace_take(struct cp_namespace *space, int64_t wall_ms, bool *out_is_busy,
                                 struct cp_failure *out_failure)
{
    bool is_empty = false;
    enum cp_status status = cp_namespace_connect(space, out_failure);
    if (status == CP_OK) {
        status = cp_namespace_look(space, &is_empty, out_failure);
    }
    if (status == CP_OK) {
        status = cp_namespace_run_take(space, wall_ms, is_empty, out_is_busy, out_failure);
    }
    return cp_namespace_end(space, status);
}

static enum cp_status cp_namespace_unlink(struct cp_namespace *space, bool spares_meta,
                                          struct cp_failure *out_failure)
{
    struct cp_key_command command = {
        .connection = space->connection,
        .verb = "UNLINK",
        .spared = {spares_meta ? space->meta : NULL, spares_meta ? space->heartbeat : NULL}};
    const struct cp_key_visitor visitor = {&command, cp_keys_command};
    const enum cp_status status = cp_namespace_connect(space, out_failure);
    return status != CP_OK ? status
                           : cp_keys_walk(space->connection, space->all, visitor, out_failure);
}

enum cp_status cp_namespace_clean(struct cp_namespace *space, struct cp_failure *out_failure)
{
    return cp_namespace_end(space, cp_namespace_unlink(space, true, out_failure));
}

enum cp_status cp_namespace_remove(struct cp_namespace *space, struct cp_failure *out_failure)
{
    enum cp_status status = cp_namespace_unlink(space, true, out_failure);
    if (status == CP_OK) {
        status = cp_namespace_unlink(space, false, out_failure);
    }
    return cp_namespace_end(space, status);
}

enum cp_status cp_namespace_renew(struct cp_namespace *space, struct cp_failure *out_failure)
{
    char life[CP_NUMBER_TEXT_MAX], longer[CP_NUMBER_TEXT_MAX];
    if (space->life_ms == 0) {
        return CP_OK;
    }
    (void)snprintf(life, sizeof(life), "%" PRId64, space->life_ms);
    (void)snprintf(longer, sizeof(longer), "%" PRId64, space->life_ms + CP_META_LONGER_MS);
    const char *renew_meta[] = {"PEXPIRE", space->meta, longer, NULL};
    struct cp_key_command command = {.connection = space->connection,
                                     .verb = "PEXPIRE",
                                     .argument = life,
                                     .spared = {space->meta, space->heartbeat}};
    const struct cp_key_visitor visitor = {&command, cp_keys_command};
    struct cp_reply *reply = NULL;
    enum cp_status status = cp_namespace_connect(space, out_failure);
    if (status == CP_OK) {
        cp_connection_send_words(space->connection, renew_meta);
        status = cp_connection_receive(space->connection, &reply, out_failure);
        cp_reply_free(reply);
    }
    if (status == CP_OK) {
        status = cp_keys_walk(space->connection, space->all, visitor, out_failure);
    }
    return cp_namespace_end(space, status);
}

static enum cp_status cp_namespace_run_hold(struct cp_namespace *space, int64_t wall_ms,
                                            struct cp_failure *out_failure)
{
    char held[CP_NUMBER_TEXT_MAX], heartbeat[CP_NUMBER_TEXT_MAX], now[CP_NUMBER_TEXT_MAX];
    (void)snprintf(held, sizeof(held), "%d", CP_NAMESPACE_HELD_MS);
    (void)snprintf(heartbeat, sizeof(heartbeat), "%d", CP_HEARTBEAT_TTL_MS);
    (void)snprintf(now, sizeof(now), "%" PRId64, wall_ms);
    const char *words[] = {"EVAL",       cp_script_text_hold, "2",
                           space->lease, space->heartbeat,    space->lease_value,
                           held,         heartbeat,           now};
    size_t sizes[sizeof(words) / sizeof(words[0])];
    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
        sizes[i] = strlen(words[i]);
    }
    struct cp_reply *reply = NULL;
    cp_connection_send(space->connection, sizeof(words) / sizeof(words[0]), words, sizes);
    const enum cp_status status = cp_connection_receive(space->connection, &reply, out_failure);
    if (status != CP_OK) {
        return status;
    }
    space->is_ours = strcmp(cp_reply_text(cp_reply_at(reply, 0)), "OK") == 0;
    cp_reply_free(reply);
    return space->is_ours
               ? CP_OK
               : cp_fail(out_failure, CP_RUNTIME,
                         "namespace \"%s\" is not ours any more: another replay has taken it, or "
                         "this one stood still for more than %d s",
                         space->name, CP_NAMESPACE_HELD_MS / 1000);
}

enum cp_status cp_namespace_hold(struct cp_namespace *space, int64_t wall_ms,
                                 struct cp_failure *out_failure)
{
    enum cp_status status = cp_namespace_connect(space, out_failure);
    if (status == CP_OK) {
        status = cp_namespace_run_hold(space, wall_ms, out_failure);
    }
    return cp_namespace_end(space, status);
}

void cp_namespace_give_back(struct cp_namespace *space)
{
    struct cp_failure ignored;
    struct cp_reply *reply = NULL;
    /* What is not given back ends by itself. */
    if (!space->is_ours || cp_namespace_hold(space, 0, &ignored) != CP_OK) {
        return;
    }
    const char *unlink[] = {"UNLINK", space->lease, space->heartbeat, NULL};
    cp_connection_send_words(space->connection, unlink);
    if (cp_connection_receive(space->connection, &reply, &ignored) == CP_OK) {
        cp_reply_free(reply);
    }
    cp_connection_close(space->connection);
    space->is_ours = false;
}
