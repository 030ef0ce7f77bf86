/* The ledger's life and its one way to ask: the same bytes until there is an answer.
 *
 * An unknown outcome is no outcome: after a time-out the server may still execute what it was sent,
 * so nothing else may be sent in its place. The scripts know a request that comes again. */
#include "ledger_parts.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "casepulse/base/assert.h"
#include "casepulse/base/clock.h"
#include "casepulse/base/fault.h"
#include "casepulse/base/log.h"
#include "casepulse/base/memory.h"

#define CP_NAP_MS 50

static const char *const cp_script_texts[CP_SCRIPT_COUNT] = {
#define CP_SCRIPT_ROW(name, file) [CP_SCRIPT_##name] = cp_script_text_##file,
    CP_SCRIPTS(CP_SCRIPT_ROW)
#undef CP_SCRIPT_ROW
};

struct cp_ledger *cp_ledger_create(const struct cp_redis_settings *settings,
                                   const struct cp_state_identity *identity)
{
    struct cp_ledger *ledger = cp_allocate(1, sizeof(*ledger));
    ledger->keys = cp_ledger_keys_of(settings->namespace_name);
    ledger->fingerprint = cp_copy_text(identity->fingerprint);
    ledger->connection = cp_connection_create(settings, CP_ANSWER_TIMEOUT_MS);
    ledger->backoff.seed = (uint64_t)(uintptr_t)ledger;
    return ledger;
}

static void cp_ledger_release(struct cp_ledger *ledger)
{
    for (size_t i = 0; i < ledger->held_count; i++) {
        cp_reply_free(ledger->held[i]);
    }
    ledger->held_count = 0;
}

void cp_ledger_free(struct cp_ledger *ledger)
{
    if (ledger == NULL) {
        return;
    }
    cp_ledger_release(ledger);
    cp_request_done(&ledger->request);
    cp_connection_free(ledger->connection);
    free(ledger->held);
    free(ledger->ids);
    free(ledger->batch);
    free(ledger->fingerprint);
    free(ledger);
}

void cp_ledger_set_stopping(struct cp_ledger *ledger, bool (*is_stopping)(void))
{
    ledger->is_stopping = is_stopping;
}

int64_t cp_ledger_connection_count(const struct cp_ledger *ledger)
{
    return ledger->connection_count;
}

void cp_ledger_begin(struct cp_ledger *ledger)
{
    CP_ASSERT(ledger->committing == NULL); /* its answer comes first */
    cp_ledger_release(ledger);
    cp_request_begin(&ledger->request);
}

void cp_ledger_hold(struct cp_ledger *ledger, struct cp_reply *reply)
{
    if (ledger->held_count == ledger->held_capacity) {
        ledger->held_capacity = ledger->held_capacity == 0 ? 64 : ledger->held_capacity * 2;
        ledger->held =
            cp_reallocate(ledger->held, ledger->held_capacity, sizeof(struct cp_reply *));
    }
    ledger->held[ledger->held_count++] = reply;
}

void cp_ledger_add_key(struct cp_ledger *ledger, const char *format, ...)
{
    char name[CP_STATE_KEY_MAX];
    char key[CP_STATE_KEY_MAX];
    va_list arguments;
    va_start(arguments, format);
    (void)vsnprintf(name, sizeof(name), format, arguments);
    va_end(arguments);
    cp_ledger_key_write(&ledger->keys, key, "%s", name);
    cp_request_add(&ledger->request, key);
}

void cp_ledger_add_token(struct cp_ledger *ledger, const struct cp_token *token)
{
    char text[CP_TOKEN_TEXT_SIZE + 1];
    cp_token_write(token, text);
    cp_request_add(&ledger->request, text);
}

enum cp_status cp_ledger_damaged(const struct cp_ledger *ledger, struct cp_failure *out_failure,
                                 const char *key, const char *format, ...)
{
    char why[256];
    va_list arguments;
    va_start(arguments, format);
    (void)vsnprintf(why, sizeof(why), format, arguments);
    va_end(arguments);
    return cp_fail(out_failure, CP_DATA, "redis %s: the state is damaged: %s%s %s",
                   cp_connection_label(ledger->connection), ledger->keys.prefix, key, why);
}

enum cp_status cp_ledger_foreign(const struct cp_ledger *ledger, struct cp_failure *out_failure,
                                 const char *what, const char *found, const char *wanted)
{
    return cp_fail(
        out_failure, CP_DATA,
        "redis %s: the state in %s is foreign: %s: found \"%s\", this program has \"%s\"",
        cp_connection_label(ledger->connection), ledger->keys.prefix, what, found, wanted);
}

static enum cp_status cp_ledger_load_scripts(struct cp_ledger *ledger,
                                             struct cp_failure *out_failure)
{
    for (int script = 0; script < CP_SCRIPT_COUNT; script++) {
        const char *words[] = {"SCRIPT", "LOAD", cp_script_texts[script], NULL};
        cp_connection_send_words(ledger->connection, words);
    }
    for (int script = 0; script < CP_SCRIPT_COUNT; script++) {
        struct cp_reply *reply = NULL;
        const enum cp_status status =
            cp_connection_receive(ledger->connection, &reply, out_failure);
        if (status != CP_OK) {
            return status;
        }
        (void)snprintf(ledger->script_ids[script], sizeof(ledger->script_ids[script]), "%s",
                       cp_reply_text(reply));
        cp_reply_free(reply);
    }
    return CP_OK;
}

/* `script`: CP_SCRIPT_COUNT for a plain command. */
static void cp_ledger_send(struct cp_ledger *ledger, enum cp_script script)
{
    const bool is_script = script != CP_SCRIPT_COUNT;
    const char *first[] = {"EVALSHA", is_script ? ledger->script_ids[script] : ""};
    cp_request_send(&ledger->request, ledger->connection, first, is_script ? 2 : 0);
    if (script == CP_SCRIPT_COMMIT) {
        cp_connection_flush(ledger->connection);
        cp_fault_point(CP_FAULT_COMMIT_SENT);
    }
}

static enum cp_status cp_ledger_open(struct cp_ledger *ledger, struct cp_failure *out_failure)
{
    const enum cp_status status = cp_connection_open(ledger->connection, out_failure);
    if (status != CP_OK) {
        return status;
    }
    ledger->connection_count++;
    return cp_ledger_load_scripts(ledger, out_failure);
}

/* What was sent already is only waited for. */
static enum cp_status cp_ledger_try(struct cp_ledger *ledger, enum cp_script script,
                                    struct cp_reply **out_reply, struct cp_failure *out_failure)
{
    const bool is_sent = ledger->is_sent && cp_connection_is_open(ledger->connection);
    enum cp_status status = CP_OK;
    ledger->is_sent = false;
    if (!cp_connection_is_open(ledger->connection)) {
        status = cp_ledger_open(ledger, out_failure);
    }
    if (status == CP_OK && !is_sent) {
        cp_ledger_send(ledger, script);
    }
    if (status == CP_OK) {
        status = cp_connection_receive(ledger->connection, out_reply, out_failure);
    }
    if (status != CP_OK) {
        cp_connection_close(ledger->connection);
    }
    /* Of all refusals only this one cannot pass by itself. */
    const bool is_type_wrong =
        status == CP_RUNTIME && strstr(out_failure->text, "(WRONGTYPE ") != NULL;
    return is_type_wrong ? CP_DATA : status;
}

void cp_ledger_run_begin(struct cp_ledger *ledger, enum cp_script script)
{
    if (cp_connection_is_open(ledger->connection)) {
        cp_ledger_send(ledger, script);
        ledger->is_sent = true;
    }
}

static bool cp_ledger_is_stopping(const struct cp_ledger *ledger)
{
    return ledger->is_stopping != NULL && ledger->is_stopping();
}

/* False: somebody asked to stop. */
static bool cp_ledger_pause(struct cp_ledger *ledger)
{
    const int64_t end_ms = cp_clock_steady_ms() + cp_backoff_next_ms(&ledger->backoff);
    while (!cp_ledger_is_stopping(ledger)) {
        if (cp_clock_steady_ms() >= end_ms) {
            return true;
        }
        cp_clock_sleep_ms(CP_NAP_MS);
    }
    return false;
}

static void cp_ledger_note_down(struct cp_ledger *ledger, const struct cp_failure *failure)
{
    if (!ledger->is_down) {
        cp_log(CP_LOG_DEBUG, "state: %s; retrying", failure->text);
        ledger->is_down = true;
    }
}

static void cp_ledger_note_up(struct cp_ledger *ledger)
{
    cp_backoff_reset(&ledger->backoff);
    if (ledger->is_down) {
        cp_log(CP_LOG_DEBUG, "state: redis %s: back", cp_connection_label(ledger->connection));
        ledger->is_down = false;
    }
}

static enum cp_status cp_ledger_insist(struct cp_ledger *ledger, enum cp_script script,
                                       struct cp_reply **out_reply, struct cp_failure *out_failure)
{
    for (;;) {
        const enum cp_status status = cp_ledger_try(ledger, script, out_reply, out_failure);
        if (status == CP_OK) {
            cp_ledger_note_up(ledger);
            return CP_OK;
        }
        if (status == CP_CONFIGURATION || status == CP_DATA) {
            return status;
        }
        cp_ledger_note_down(ledger, out_failure);
        if (!cp_ledger_pause(ledger)) {
            return status;
        }
    }
}

enum cp_status cp_ledger_ask(struct cp_ledger *ledger, struct cp_reply **out_reply,
                             struct cp_failure *out_failure)
{
    return cp_ledger_insist(ledger, CP_SCRIPT_COUNT, out_reply, out_failure);
}

const char *cp_reply_word(const struct cp_reply *reply, size_t place)
{
    return place < cp_reply_count(reply) ? cp_reply_text(cp_reply_at(reply, place)) : "";
}

static enum cp_status cp_ledger_judge(const struct cp_ledger *ledger, const struct cp_reply *reply,
                                      struct cp_failure *out_failure)
{
    const char *label = cp_connection_label(ledger->connection);
    const char *word = cp_reply_word(reply, 0);
    if (strcmp(word, "DAMAGED") == 0) {
        return cp_fail(out_failure, CP_DATA, "redis %s: the state is damaged: %s %s", label,
                       cp_reply_word(reply, 1), cp_reply_word(reply, 2));
    }
    if (strcmp(word, "FOREIGN") == 0) {
        return cp_ledger_foreign(ledger, out_failure, cp_reply_word(reply, 1),
                                 cp_reply_word(reply, 2), cp_reply_word(reply, 3));
    }
    return CP_OK;
}

enum cp_status cp_ledger_run(struct cp_ledger *ledger, enum cp_script script,
                             struct cp_reply **out_reply, struct cp_failure *out_failure)
{
    struct cp_reply *reply = NULL;
    enum cp_status status = cp_ledger_insist(ledger, script, &reply, out_failure);
    if (status != CP_OK) {
        return status;
    }
    status = cp_ledger_judge(ledger, reply, out_failure);
    if (status != CP_OK) {
        cp_reply_free(reply);
        return status;
    }
    *out_reply = reply;
    return CP_OK;
}

enum cp_status cp_ledger_get(struct cp_ledger *ledger, const char *key, const char *field,
                             struct cp_ledger_bytes *out_bytes, struct cp_failure *out_failure)
{
    struct cp_reply *reply = NULL;
    cp_request_begin(&ledger->request);
    cp_request_add(&ledger->request, field != NULL ? "HGET" : "GET");
    cp_ledger_add_key(ledger, "%s", key);
    if (field != NULL) {
        cp_request_add(&ledger->request, field);
    }
    const enum cp_status status = cp_ledger_ask(ledger, &reply, out_failure);
    if (status == CP_DATA) {
        return cp_ledger_damaged(ledger, out_failure, key, "holds a value of another type");
    }
    if (status != CP_OK) {
        return status;
    }
    cp_ledger_hold(ledger, reply);
    const bool is_there = cp_reply_kind(reply) == CP_REPLY_TEXT;
    *out_bytes =
        (struct cp_ledger_bytes){.bytes = is_there ? (const uint8_t *)cp_reply_text(reply) : NULL,
                                 .size = cp_reply_size(reply)};
    return CP_OK;
}
