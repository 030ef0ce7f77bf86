#include "connection.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/time.h>

#include <hiredis/hiredis.h>

#include "casepulse/base/assert.h"
#include "casepulse/base/memory.h"

#include "address.h"

/* What the server reads at once: it parses while we still format. */
#define CP_PENDING_MAX ((size_t)16 * 1024)
#define CP_WORDS_MAX 8

struct cp_connection {
    char *url;
    char *password_file;
    char *namespace_name;
    int answer_timeout_ms;
    redisContext *context; /* NULL: closed */
    size_t pending;        /* bytes gathered and not written */
    char label[320];
};

/* What an error reply means for the program, by its first words. */
static const struct cp_error_row {
    const char *begins;
    enum cp_status status;
    const char *advice;
} cp_error_rows[] = {
    {"NOAUTH", CP_CONFIGURATION, "a password is needed: redis.url or redis.password_file"},
    {"WRONGPASS", CP_CONFIGURATION, "user or password is wrong: redis.url, redis.password_file"},
    {"NOPERM", CP_CONFIGURATION, "the user lacks a right; docs/REDIS.md lists those needed"},
    {"DENIED", CP_CONFIGURATION, "the server is in protected mode"},
    {"LOADING", CP_UNREACHABLE, "the server is not ready"},
    {"MASTERDOWN", CP_UNREACHABLE, "the server is not ready"},
    {"ERR max number of clients", CP_UNREACHABLE, "the server takes no more connections"},
    {"READONLY", CP_RUNTIME, "the server is a replica; redis.url must name the primary"},
    {"OOM", CP_RUNTIME, "the server has no memory left"},
    {"MISCONF", CP_RUNTIME, "the server cannot write to its disk"},
    {"", CP_RUNTIME, "the server refused a command"},
};

static struct timeval cp_timeval_of(int milliseconds)
{
    return (struct timeval){.tv_sec = milliseconds / 1000, .tv_usec = (milliseconds % 1000) * 1000};
}

struct cp_connection *cp_connection_create(const struct cp_redis_settings *settings,
                                           int answer_timeout_ms)
{
    struct cp_connection *connection = cp_allocate(1, sizeof(*connection));
    connection->url = cp_copy_text(settings->url == NULL ? "" : settings->url);
    connection->password_file =
        cp_copy_text(settings->password_file == NULL ? "" : settings->password_file);
    connection->namespace_name =
        cp_copy_text(settings->namespace_name == NULL ? "" : settings->namespace_name);
    connection->answer_timeout_ms = answer_timeout_ms;
    struct cp_redis_address address;
    struct cp_failure ignored;
    if (cp_redis_address_parse(connection->url, &address, &ignored) == CP_OK) {
        (void)snprintf(connection->label, sizeof(connection->label), "%s", address.label);
    }
    return connection;
}

void cp_connection_free(struct cp_connection *connection)
{
    if (connection == NULL) {
        return;
    }
    cp_connection_close(connection);
    free(connection->namespace_name);
    free(connection->password_file);
    free(connection->url);
    free(connection);
}

void cp_connection_close(struct cp_connection *connection)
{
    if (connection->context != NULL) {
        redisFree(connection->context);
    }
    connection->context = NULL;
    connection->pending = 0;
}

bool cp_connection_is_open(const struct cp_connection *connection)
{
    return connection->context != NULL;
}

const char *cp_connection_label(const struct cp_connection *connection)
{
    return connection->label;
}

/* A time-out arrives as EAGAIN, "Resource temporarily unavailable": say what it is. */
static enum cp_status cp_connection_fail(const struct cp_connection *connection,
                                         struct cp_failure *out_failure)
{
    const redisContext *context = connection->context;
    const bool is_late = context->err == REDIS_ERR_IO && (errno == EAGAIN || errno == EWOULDBLOCK);
    if (is_late) {
        return cp_fail(out_failure, CP_UNREACHABLE, "redis %s: no answer within %d ms",
                       connection->label, connection->answer_timeout_ms);
    }
    return cp_fail(out_failure, CP_UNREACHABLE, "redis %s: %s", connection->label,
                   context->errstr[0] == '\0' ? "connection lost" : context->errstr);
}

/* AUTH's refusal is told by its first word only: some servers repeat the arguments in it. */
static enum cp_status cp_connection_sign_in(struct cp_connection *connection,
                                            const struct cp_redis_address *address,
                                            struct cp_failure *out_failure)
{
    if (address->password[0] == '\0') {
        return CP_OK;
    }
    const char *with_user[] = {"AUTH", address->user, address->password, NULL};
    const char *without[] = {"AUTH", address->password, NULL};
    cp_connection_send_words(connection, address->user[0] == '\0' ? without : with_user);
    struct cp_reply *reply = NULL;
    struct cp_failure failure;
    const enum cp_status status = cp_connection_receive(connection, &reply, &failure);
    cp_reply_free(reply);
    if (status == CP_OK) {
        return CP_OK;
    }
    if (status == CP_UNREACHABLE) {
        *out_failure = failure;
        return status;
    }
    return cp_fail(out_failure, CP_CONFIGURATION,
                   "redis %s: sign-in as %s refused: user or password is wrong, or the server "
                   "asks for none",
                   connection->label, address->user[0] == '\0' ? "default user" : address->user);
}

/* Proves that the server answers us, in the database asked for. */
static enum cp_status cp_connection_greet(struct cp_connection *connection,
                                          const struct cp_redis_address *address,
                                          struct cp_failure *out_failure)
{
    char database[16];
    (void)snprintf(database, sizeof(database), "%d", address->database);
    const char *select[] = {"SELECT", database, NULL};
    const char *ping[] = {"PING", NULL};
    cp_connection_send_words(connection, address->database > 0 ? select : ping);
    struct cp_reply *reply = NULL;
    const enum cp_status status = cp_connection_receive(connection, &reply, out_failure);
    cp_reply_free(reply);
    if (status == CP_RUNTIME && address->database > 0) {
        return cp_fail(out_failure, CP_CONFIGURATION, "redis %s: there is no database %d",
                       connection->label, address->database);
    }
    return status;
}

static enum cp_status cp_connection_dial(struct cp_connection *connection,
                                         const struct cp_redis_address *address,
                                         struct cp_failure *out_failure)
{
    const struct timeval connect_timeout = cp_timeval_of(CP_CONNECT_TIMEOUT_MS);
    const struct timeval answer_timeout = cp_timeval_of(connection->answer_timeout_ms);
    connection->context =
        address->is_unix ? redisConnectUnixWithTimeout(address->host, connect_timeout)
                         : redisConnectWithTimeout(address->host, address->port, connect_timeout);
    if (connection->context == NULL) {
        return cp_fail(out_failure, CP_UNREACHABLE, "redis %s: no memory", connection->label);
    }
    if (connection->context->err != 0) {
        return cp_fail(out_failure, CP_UNREACHABLE, "redis %s: %s", connection->label,
                       connection->context->errstr);
    }
    return redisSetTimeout(connection->context, answer_timeout) == REDIS_OK
               ? CP_OK
               : cp_connection_fail(connection, out_failure);
}

enum cp_status cp_connection_open(struct cp_connection *connection, struct cp_failure *out_failure)
{
    cp_connection_close(connection);
    const struct cp_redis_settings settings = {connection->url, connection->password_file,
                                               connection->namespace_name};
    struct cp_redis_address address;
    enum cp_status status = cp_redis_check(&settings, out_failure);
    if (status == CP_OK) {
        status = cp_redis_address_resolve(&settings, &address, out_failure);
    }
    if (status != CP_OK) {
        return status;
    }
    status = cp_connection_dial(connection, &address, out_failure);
    if (status == CP_OK) {
        status = cp_connection_sign_in(connection, &address, out_failure);
    }
    if (status == CP_OK) {
        status = cp_connection_greet(connection, &address, out_failure);
    }
    explicit_bzero(&address, sizeof(address));
    if (status != CP_OK) {
        cp_connection_close(connection);
    }
    return status;
}

void cp_connection_flush(struct cp_connection *connection)
{
    int is_done = 0;
    while (!is_done && connection->context->err == 0) {
        (void)redisBufferWrite(connection->context, &is_done);
    }
    connection->pending = 0;
}

void cp_connection_send(struct cp_connection *connection, size_t count, const char *const *words,
                        const size_t *sizes)
{
    CP_ASSERT(connection->context != NULL);
    if (connection->context->err != 0) {
        return;
    }
    /* hiredis 0.14 forgot the const of the pointers; it only reads. */
    union {
        const char *const *ours;
        const char **theirs;
    } argv = {.ours = words};
    (void)redisAppendCommandArgv(connection->context, (int)count, argv.theirs, sizes);
    for (size_t at = 0; at < count; at++) {
        connection->pending += sizes[at];
    }
    if (connection->pending > CP_PENDING_MAX) {
        cp_connection_flush(connection);
    }
}

void cp_connection_send_ready(struct cp_connection *connection, const char *ready, size_t size)
{
    CP_ASSERT(connection->context != NULL);
    if (connection->context->err != 0) {
        return;
    }
    (void)redisAppendFormattedCommand(connection->context, ready, size);
    connection->pending += size;
    if (connection->pending > CP_PENDING_MAX) {
        cp_connection_flush(connection);
    }
}

void cp_connection_send_words(struct cp_connection *connection, const char *const *words)
{
    size_t sizes[CP_WORDS_MAX];
    size_t count = 0;
    while (words[count] != NULL) {
        CP_ASSERT(count < CP_WORDS_MAX);
        sizes[count] = strlen(words[count]);
        count++;
    }
    cp_connection_send(connection, count, words, sizes);
}

static enum cp_status cp_error_fail(const struct cp_connection *connection, const char *text,
                                    struct cp_failure *out_failure)
{
    const struct cp_error_row *row = cp_error_rows;
    while (strncmp(text, row->begins, strlen(row->begins)) != 0) {
        row++; /* the last begins every text */
    }
    return cp_fail(out_failure, row->status, "redis %s: %s (%.200s)", connection->label,
                   row->advice, text);
}

enum cp_status cp_connection_receive(struct cp_connection *connection, struct cp_reply **out_reply,
                                     struct cp_failure *out_failure)
{
    CP_ASSERT(connection->context != NULL);
    void *found = NULL;
    errno = 0;
    connection->pending = 0;
    if (connection->context->err != 0 || redisGetReply(connection->context, &found) != REDIS_OK ||
        found == NULL) {
        return cp_connection_fail(connection, out_failure);
    }
    struct cp_reply *reply = found;
    const enum cp_status status = cp_reply_check(connection, reply, out_failure);
    if (status != CP_OK) {
        cp_reply_free(reply);
        return status;
    }
    *out_reply = reply;
    return CP_OK;
}

static const redisReply *cp_reply_inside(const struct cp_reply *reply)
{
    return (const redisReply *)(const void *)reply;
}

void cp_reply_free(struct cp_reply *reply)
{
    if (reply != NULL) {
        freeReplyObject(reply);
    }
}

enum cp_reply_kind cp_reply_kind(const struct cp_reply *reply)
{
    switch (cp_reply_inside(reply)->type) {
    case REDIS_REPLY_STRING:
    case REDIS_REPLY_STATUS:
        return CP_REPLY_TEXT;
    case REDIS_REPLY_INTEGER:
        return CP_REPLY_INTEGER;
    case REDIS_REPLY_ARRAY:
        return CP_REPLY_LIST;
    case REDIS_REPLY_ERROR:
        return CP_REPLY_ERROR;
    default:
        return CP_REPLY_NOTHING;
    }
}

const char *cp_reply_text(const struct cp_reply *reply)
{
    const enum cp_reply_kind kind = cp_reply_kind(reply);
    return kind == CP_REPLY_TEXT || kind == CP_REPLY_ERROR ? cp_reply_inside(reply)->str : "";
}

size_t cp_reply_size(const struct cp_reply *reply)
{
    const enum cp_reply_kind kind = cp_reply_kind(reply);
    return kind == CP_REPLY_TEXT || kind == CP_REPLY_ERROR ? cp_reply_inside(reply)->len : 0;
}

int64_t cp_reply_integer(const struct cp_reply *reply)
{
    return cp_reply_kind(reply) == CP_REPLY_INTEGER ? cp_reply_inside(reply)->integer : 0;
}

size_t cp_reply_count(const struct cp_reply *reply)
{
    return cp_reply_kind(reply) == CP_REPLY_LIST ? cp_reply_inside(reply)->elements : 0;
}

const struct cp_reply *cp_reply_at(const struct cp_reply *reply, size_t place)
{
    CP_ASSERT(place < cp_reply_count(reply));
    return (const struct cp_reply *)(const void *)cp_reply_inside(reply)->element[place];
}

enum cp_status cp_reply_check(const struct cp_connection *connection, const struct cp_reply *reply,
                              struct cp_failure *out_failure)
{
    return cp_reply_kind(reply) == CP_REPLY_ERROR
               ? cp_error_fail(connection, cp_reply_text(reply), out_failure)
               : CP_OK;
}
