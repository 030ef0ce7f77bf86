#include "casepulse/store/namespace.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "casepulse/base/assert.h"
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
#define CP_EVAL_WORDS_MAX 16
#define CP_KIND_UNKNOWN "unknown" /* scripts/take.lua: nothing says whose it is */

struct cp_namespace {
    struct cp_connection *connection;
    struct cp_keys keys;
    int64_t life_ms;
    struct cp_token token;
    bool is_ours;
    bool was_empty; /* when it was taken */
    char held_ms[CP_NUMBER_TEXT_MAX], heartbeat_ms[CP_NUMBER_TEXT_MAX];
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
    (void)snprintf(space->held_ms, sizeof(space->held_ms), "%d", CP_NAMESPACE_HELD_MS);
    (void)snprintf(space->heartbeat_ms, sizeof(space->heartbeat_ms), "%d", CP_HEARTBEAT_TTL_MS);
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

/* Sends a script with its keys and arguments, ended by NULL, and receives its answer. */
static enum cp_status cp_namespace_eval(struct cp_namespace *space, const char *script,
                                        const char *key_count, const char *const *words,
                                        struct cp_reply **out_reply, struct cp_failure *out_failure)
{
    const char *sent[CP_EVAL_WORDS_MAX] = {"EVAL", script, key_count};
    size_t sizes[CP_EVAL_WORDS_MAX];
    size_t count = 3;
    for (size_t i = 0; words[i] != NULL; i++) {
        CP_ASSERT(count < CP_EVAL_WORDS_MAX);
        sent[count++] = words[i];
    }
    for (size_t i = 0; i < count; i++) {
        sizes[i] = strlen(sent[i]);
    }
    cp_connection_send(space->connection, count, sent, sizes);
    return cp_connection_receive(space->connection, out_reply, out_failure);
}

/* `*out_kind`: whose it is, if it was refused; "" else. */
static enum cp_status cp_namespace_run_take(struct cp_namespace *space, int64_t wall_ms,
                                            bool is_empty, bool *out_is_busy,
                                            char out_kind[CP_NAMESPACE_TEXT_MAX],
                                            struct cp_failure *out_failure)
{
    char now[CP_NUMBER_TEXT_MAX], life[CP_NUMBER_TEXT_MAX];
    const int64_t life_ms = space->life_ms > 0 ? space->life_ms + CP_META_LONGER_MS : 0;
    (void)snprintf(now, sizeof(now), "%" PRId64, wall_ms);
    (void)snprintf(life, sizeof(life), "%" PRId64, life_ms);
    const char *words[] = {space->lease,
                           space->meta,
                           space->heartbeat,
                           space->lease_value,
                           space->held_ms,
                           space->heartbeat_ms,
                           now,
                           life,
                           is_empty ? "1" : "0",
                           NULL};
    struct cp_reply *reply = NULL;
    const enum cp_status status =
        cp_namespace_eval(space, cp_script_text_take, "3", words, &reply, out_failure);
    if (status != CP_OK) {
        return status;
    }
    const char *word = cp_reply_text(cp_reply_at(reply, 0));
    const bool is_foreign = strcmp(word, "FOREIGN") == 0;
    *out_is_busy = strcmp(word, "BUSY") == 0;
    space->is_ours = strcmp(word, "OK") == 0;
    (void)snprintf(out_kind, CP_NAMESPACE_TEXT_MAX, "%s",
                   is_foreign ? cp_reply_text(cp_reply_at(reply, 1)) : "");
    cp_reply_free(reply);
    return CP_OK;
}

/* Most are a replay's already, or hold a run; only where nothing says whose it is, all keys are
 * looked at. */
static enum cp_status cp_namespace_try_take(struct cp_namespace *space, int64_t wall_ms,
                                            bool *out_is_busy, struct cp_failure *out_failure)
{
    char kind[CP_NAMESPACE_TEXT_MAX];
    space->was_empty = false;
    enum cp_status status =
        cp_namespace_run_take(space, wall_ms, false, out_is_busy, kind, out_failure);
    if (status == CP_OK && strcmp(kind, CP_KIND_UNKNOWN) == 0) {
        status = cp_namespace_look(space, &space->was_empty, out_failure);
        if (status == CP_OK && space->was_empty) {
            status = cp_namespace_run_take(space, wall_ms, true, out_is_busy, kind, out_failure);
        }
    }
    return status == CP_OK && kind[0] != '\0' ? cp_namespace_refuse(space, kind, out_failure)
                                              : status;
}

enum cp_status cp_namespace_take(struct cp_namespace *space, int64_t wall_ms, bool *out_is_busy,
                                 struct cp_failure *out_failure)
{
    enum cp_status status = cp_namespace_connect(space, out_failure);
    if (status == CP_OK) {
        status = cp_namespace_try_take(space, wall_ms, out_is_busy, out_failure);
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
    return space->was_empty
               ? CP_OK
               : cp_namespace_end(space, cp_namespace_unlink(space, true, out_failure));
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
    char now[CP_NUMBER_TEXT_MAX];
    (void)snprintf(now, sizeof(now), "%" PRId64, wall_ms);
    const char *words[] = {space->lease,
                           space->heartbeat,
                           space->lease_value,
                           space->held_ms,
                           space->heartbeat_ms,
                           now,
                           NULL};
    struct cp_reply *reply = NULL;
    const enum cp_status status =
        cp_namespace_eval(space, cp_script_text_hold, "2", words, &reply, out_failure);
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
