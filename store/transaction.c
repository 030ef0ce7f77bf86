#include "transaction.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "casepulse/base/assert.h"
#include "casepulse/base/digits.h"
#include "casepulse/base/memory.h"

#include "keys.h"
#include "resp.h"

#define CP_COMMAND_WORDS_MAX (2 * CP_COMMAND_FIELDS_MAX)

#define CP_GUARD_VALUE_MAX 64

/* A value longer than a list may hold (hash-max-listpack-value, 64 unless the server is told
 * otherwise) turns a hash to a table, and a table stays one when the value has gone. */
#define CP_TABLE_FIELD "table"
#define CP_TABLE_VALUE "0123456789012345678901234567890123456789012345678901234567890123456789"

/* A command being gathered; what begins it is written when it is sent and its words are counted. */
struct cp_command {
    const char *verb;
    char key[CP_KEY_MAX]; /* "": none */
    size_t count;
    bool is_sent; /* some of it */
    struct cp_resp words;
};

struct cp_transaction {
    struct cp_connection *connection;
    size_t command_count; /* sent after MULTI */
    size_t field_count;   /* in them */
    struct cp_transaction_cost cost;
    bool is_used;               /* something was sent since begin */
    bool is_refused;            /* the guard did not hold */
    char guard_key[CP_KEY_MAX]; /* "": none */
    char guard_value[CP_GUARD_VALUE_MAX];
    bool is_hash_changed;
    struct cp_command set;    /* HSET of the open hash, or the open list of words */
    struct cp_command remove; /* HDEL of the open hash */
    struct cp_resp begin;     /* of the command being sent */
    size_t scratch_count;     /* keys that go before EXEC */
    char scratch[CP_SCRATCH_MAX][CP_KEY_MAX];
    int64_t guard_life_ms;
    int64_t life_ms;              /* of keys without an end; 0: they stay */
    void (*pulse)(void *context); /* see cp_transaction_set_pulse */
    void *pulse_context;
};

struct cp_transaction *cp_transaction_create(struct cp_connection *connection)
{
    struct cp_transaction *transaction = cp_allocate(1, sizeof(*transaction));
    transaction->connection = connection;
    return transaction;
}

void cp_transaction_free(struct cp_transaction *transaction)
{
    if (transaction == NULL) {
        return;
    }
    cp_resp_done(&transaction->set.words);
    cp_resp_done(&transaction->remove.words);
    cp_resp_done(&transaction->begin);
    free(transaction);
}

void cp_transaction_guard(struct cp_transaction *transaction, const char *key, const char *value,
                          int64_t life_ms)
{
    transaction->guard_life_ms = life_ms;
    transaction->guard_key[0] = '\0';
    if (value != NULL) {
        CP_ASSERT(strlen(key) < CP_KEY_MAX && strlen(value) < CP_GUARD_VALUE_MAX);
        memcpy(transaction->guard_key, key, strlen(key) + 1);
        memcpy(transaction->guard_value, value, strlen(value) + 1);
    }
}

bool cp_transaction_is_refused(const struct cp_transaction *transaction)
{
    return transaction->is_refused;
}

void cp_transaction_begin(struct cp_transaction *transaction)
{
    transaction->is_refused = false;
    transaction->command_count = 0;
    transaction->field_count = 0;
    transaction->cost = (struct cp_transaction_cost){0, 0};
    transaction->is_used = false;
    transaction->is_hash_changed = false;
    transaction->scratch_count = 0;
}

bool cp_transaction_is_empty(const struct cp_transaction *transaction)
{
    return !transaction->is_used;
}

static void cp_command_open(struct cp_command *command, const char *verb, const char *key)
{
    const size_t key_size = key == NULL ? 0 : strlen(key);
    CP_ASSERT(key_size < sizeof(command->key));
    command->verb = verb;
    memcpy(command->key, key == NULL ? "" : key, key_size + 1);
    command->count = 0;
    command->is_sent = false;
    cp_resp_clear(&command->words);
}

static void cp_command_add(struct cp_command *command, const char *word)
{
    CP_ASSERT(command->count < CP_COMMAND_WORDS_MAX);
    cp_resp_add(&command->words, word, strlen(word));
    command->count++;
}

static bool cp_transaction_is_guarded(const struct cp_transaction *transaction)
{
    return transaction->guard_key[0] != '\0';
}

static void cp_transaction_open(struct cp_transaction *transaction)
{
    const char *watch[] = {"WATCH", transaction->guard_key, NULL};
    const char *get[] = {"GET", transaction->guard_key, NULL};
    const char *multi[] = {"MULTI", NULL};
    if (cp_transaction_is_guarded(transaction)) {
        cp_connection_send_words(transaction->connection, watch);
        cp_connection_send_words(transaction->connection, get);
    }
    cp_connection_send_words(transaction->connection, multi);
}

static void cp_transaction_send(struct cp_transaction *transaction, struct cp_command *command)
{
    struct cp_resp *begin = &transaction->begin;
    const bool has_key = command->key[0] != '\0';
    if (command->count == 0) {
        return;
    }
    if (transaction->command_count == 0) {
        cp_transaction_open(transaction);
    }
    cp_resp_clear(begin);
    cp_resp_add_count(begin, (has_key ? 2u : 1u) + command->count);
    cp_resp_add(begin, command->verb, strlen(command->verb));
    if (has_key) {
        cp_resp_add(begin, command->key, strlen(command->key));
    }
    cp_connection_send_ready(transaction->connection, begin->text, begin->size);
    cp_connection_send_ready(transaction->connection, command->words.text, command->words.size);
    transaction->command_count++;
    transaction->is_used = true;
    command->is_sent = true;
    command->count = 0;
    cp_resp_clear(&command->words);
}

void cp_hash_open(struct cp_transaction *transaction, const char *key)
{
    cp_command_open(&transaction->set, "HSET", key);
    cp_command_open(&transaction->remove, "HDEL", key);
    transaction->is_hash_changed = false;
}

/* Makes room for one field more, and counts it. */
static struct cp_command *cp_hash_begin_field(struct cp_transaction *transaction)
{
    struct cp_command *command = &transaction->set;
    if (command->count + 2 > CP_COMMAND_WORDS_MAX) {
        cp_transaction_send(transaction, command);
    }
    transaction->field_count++;
    transaction->is_hash_changed = true;
    return command;
}

void cp_hash_set(struct cp_transaction *transaction, const char *field, const char *value)
{
    struct cp_command *command = cp_hash_begin_field(transaction);
    cp_command_add(command, field);
    cp_command_add(command, value);
}

void cp_hash_set_ready(struct cp_transaction *transaction, const char *field, size_t field_size,
                       const char *value, size_t value_size)
{
    struct cp_command *command = cp_hash_begin_field(transaction);
    cp_resp_add_ready(&command->words, field, field_size);
    cp_resp_add_ready(&command->words, value, value_size);
    command->count += 2;
}

void cp_hash_set_integer(struct cp_transaction *transaction, const char *field, int64_t value)
{
    char text[CP_DIGITS_MAX];
    (void)cp_digits_write(value, text);
    cp_hash_set(transaction, field, text);
}

void cp_hash_remove(struct cp_transaction *transaction, const char *field)
{
    struct cp_command *command = &transaction->remove;
    if (command->count + 1 > CP_COMMAND_FIELDS_MAX) {
        cp_transaction_send(transaction, command);
    }
    cp_command_add(command, field);
    transaction->field_count++;
    transaction->is_hash_changed = true;
}

bool cp_hash_is_changed(const struct cp_transaction *transaction)
{
    return transaction->is_hash_changed;
}

void cp_transaction_set_life(struct cp_transaction *transaction, int64_t life_ms)
{
    transaction->life_ms = life_ms;
}

/* NX: a key that has an end keeps it. */
static void cp_transaction_limit_life(struct cp_transaction *transaction)
{
    char life[24];
    struct cp_command *command = &transaction->set;
    const bool is_written = command->is_sent || transaction->remove.is_sent;
    if (transaction->life_ms == 0 || command->key[0] == '\0' || !is_written) {
        return;
    }
    (void)snprintf(life, sizeof(life), "%lld", (long long)transaction->life_ms);
    command->verb = "PEXPIRE";
    cp_command_add(command, life);
    cp_command_add(command, "NX");
    cp_transaction_send(transaction, command);
}

bool cp_hash_close(struct cp_transaction *transaction)
{
    cp_transaction_send(transaction, &transaction->set);
    cp_transaction_send(transaction, &transaction->remove);
    cp_transaction_limit_life(transaction);
    return transaction->is_hash_changed;
}

void cp_hash_copy(struct cp_transaction *transaction, const char *from, const char *key,
                  size_t weight)
{
    cp_command_open(&transaction->set, "COPY", from);
    transaction->remove.is_sent = false;
    cp_command_add(&transaction->set, key);
    cp_command_add(&transaction->set, "REPLACE");
    cp_transaction_send(transaction, &transaction->set);
    transaction->field_count += weight;
}

void cp_hash_make_table(struct cp_transaction *transaction)
{
    cp_hash_set(transaction, CP_TABLE_FIELD, CP_TABLE_VALUE);
    cp_hash_remove(transaction, CP_TABLE_FIELD);
}

bool cp_transaction_needs_scratch(struct cp_transaction *transaction, const char *key)
{
    for (size_t at = 0; at < transaction->scratch_count; at++) {
        if (strcmp(transaction->scratch[at], key) == 0) {
            return false;
        }
    }
    CP_ASSERT(transaction->scratch_count < CP_SCRATCH_MAX && strlen(key) < CP_KEY_MAX);
    memcpy(transaction->scratch[transaction->scratch_count++], key, strlen(key) + 1);
    return true;
}

static void cp_transaction_remove_scratch(struct cp_transaction *transaction)
{
    cp_command_open(&transaction->set, "UNLINK", NULL);
    for (size_t at = 0; at < transaction->scratch_count; at++) {
        cp_command_add(&transaction->set, transaction->scratch[at]);
    }
    cp_transaction_send(transaction, &transaction->set);
    transaction->scratch_count = 0;
}

bool cp_hash_set_changed(struct cp_transaction *transaction, const char *field, const char *value,
                         char *published, size_t capacity)
{
    char cut[CP_KEY_MAX];
    CP_ASSERT(capacity <= sizeof(cut));
    (void)snprintf(cut, capacity, "%s", value);
    if (strcmp(cut, published) == 0) {
        return false;
    }
    memcpy(published, cut, strlen(cut) + 1);
    cp_hash_set(transaction, field, cut);
    return true;
}

void cp_words_open(struct cp_transaction *transaction, const char *verb, const char *key)
{
    cp_command_open(&transaction->set, verb, key);
    transaction->remove.is_sent = false;
}

void cp_words_add(struct cp_transaction *transaction, const char *word)
{
    if (transaction->set.count >= CP_COMMAND_FIELDS_MAX) {
        cp_transaction_send(transaction, &transaction->set);
    }
    cp_command_add(&transaction->set, word);
}

void cp_words_close(struct cp_transaction *transaction)
{
    cp_transaction_send(transaction, &transaction->set);
    cp_transaction_limit_life(transaction);
}

static enum cp_status cp_transaction_refuse(struct cp_transaction *transaction,
                                            struct cp_failure *out_failure)
{
    transaction->is_refused = true;
    return cp_fail(out_failure, CP_RUNTIME, "redis %s: %s is not ours any more",
                   cp_connection_label(transaction->connection), transaction->guard_key);
}

/* The answers to WATCH and GET. After this nobody can take the key without EXEC noticing. */
static enum cp_status cp_transaction_check_guard(struct cp_transaction *transaction,
                                                 struct cp_failure *out_failure)
{
    struct cp_reply *reply = NULL;
    if (!cp_transaction_is_guarded(transaction)) {
        return CP_OK;
    }
    for (int at = 0; at < 2; at++) {
        cp_reply_free(reply);
        reply = NULL;
        const enum cp_status status =
            cp_connection_receive(transaction->connection, &reply, out_failure);
        if (status != CP_OK) {
            return status;
        }
    }
    const bool is_ours = strcmp(cp_reply_text(reply), transaction->guard_value) == 0;
    cp_reply_free(reply);
    return is_ours ? CP_OK : cp_transaction_refuse(transaction, out_failure);
}

static enum cp_status cp_transaction_check(struct cp_transaction *transaction,
                                           const struct cp_reply *reply,
                                           struct cp_failure *out_failure)
{
    if (cp_transaction_is_guarded(transaction) && cp_reply_kind(reply) == CP_REPLY_NOTHING) {
        return cp_transaction_refuse(transaction, out_failure);
    }
    if (cp_reply_count(reply) != transaction->command_count) {
        return cp_fail(out_failure, CP_RUNTIME, "redis %s: EXEC answered %zu of %zu commands",
                       cp_connection_label(transaction->connection), cp_reply_count(reply),
                       transaction->command_count);
    }
    for (size_t at = 0; at < cp_reply_count(reply); at++) {
        const enum cp_status status =
            cp_reply_check(transaction->connection, cp_reply_at(reply, at), out_failure);
        if (status != CP_OK) {
            return status;
        }
    }
    return CP_OK;
}

enum cp_status cp_transaction_commit(struct cp_transaction *transaction,
                                     struct cp_failure *out_failure)
{
    if (transaction->command_count == 0) {
        return CP_OK;
    }
    cp_transaction_remove_scratch(transaction);
    const enum cp_status guard = cp_transaction_check_guard(transaction, out_failure);
    if (guard != CP_OK) {
        return guard;
    }
    const char *exec[] = {"EXEC", NULL};
    cp_connection_send_words(transaction->connection, exec);
    struct cp_reply *reply = NULL;
    /* OK to MULTI, QUEUED to each command, then what EXEC answers. */
    for (size_t at = 0; at < transaction->command_count + 2; at++) {
        cp_reply_free(reply);
        reply = NULL;
        const enum cp_status status =
            cp_connection_receive(transaction->connection, &reply, out_failure);
        if (status != CP_OK) {
            return status;
        }
    }
    const enum cp_status status = cp_transaction_check(transaction, reply, out_failure);
    cp_reply_free(reply);
    transaction->cost.fields += transaction->field_count;
    transaction->cost.portions++;
    transaction->command_count = 0;
    transaction->field_count = 0;
    return status;
}

enum cp_status cp_transaction_renew_guard(struct cp_transaction *transaction,
                                          struct cp_failure *out_failure)
{
    char life[24];
    struct cp_reply *reply = NULL;
    if (!cp_transaction_is_guarded(transaction)) {
        return CP_OK;
    }
    CP_ASSERT(transaction->command_count == 0);
    (void)snprintf(life, sizeof(life), "%lld", (long long)transaction->guard_life_ms);
    const char *renew[] = {"PEXPIRE", transaction->guard_key, life, NULL};
    cp_connection_send_words(transaction->connection, renew);
    const enum cp_status status =
        cp_connection_receive(transaction->connection, &reply, out_failure);
    cp_reply_free(reply);
    return status;
}

struct cp_transaction_cost cp_transaction_cost(const struct cp_transaction *transaction)
{
    return transaction->cost;
}

enum cp_status cp_transaction_relieve(struct cp_transaction *transaction, size_t coming,
                                      size_t fields_max, struct cp_failure *out_failure)
{
    if (transaction->field_count == 0 || transaction->field_count + coming <= fields_max) {
        return CP_OK;
    }
    if (transaction->pulse != NULL) {
        transaction->pulse(transaction->pulse_context);
    }
    if (transaction->guard_key[0] != '\0') {
        char life[24];
        (void)snprintf(life, sizeof(life), "%lld", (long long)transaction->guard_life_ms);
        cp_words_open(transaction, "PEXPIRE", transaction->guard_key);
        cp_words_add(transaction, life);
        cp_words_close(transaction);
    }
    return cp_transaction_commit(transaction, out_failure);
}

void cp_transaction_set_pulse(struct cp_transaction *transaction, void (*pulse)(void *context),
                              void *context)
{
    transaction->pulse = pulse;
    transaction->pulse_context = context;
}
