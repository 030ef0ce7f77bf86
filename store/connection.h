/* The one door to hiredis: a connection to Redis, commands in a pipeline, their replies.
 *
 * Threads: one. Owns: the socket, a copy of the settings; a reply is freed by its taker.
 * Bounded: 1 s to connect, 5 s for an answer (less where a caller asks); 256 KiB of commands are
 * gathered before they are written. SIGPIPE must be ignored by the program. */
#ifndef CASEPULSE_STORE_CONNECTION_H
#define CASEPULSE_STORE_CONNECTION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "casepulse/base/status.h"
#include "casepulse/store/redis.h"

#define CP_CONNECT_TIMEOUT_MS 1000
#define CP_ANSWER_TIMEOUT_MS 5000

struct cp_connection;
struct cp_reply;

enum cp_reply_kind {
    CP_REPLY_NOTHING, /* no such key or field */
    CP_REPLY_TEXT,
    CP_REPLY_INTEGER,
    CP_REPLY_LIST,
    CP_REPLY_ERROR
};

struct cp_connection *cp_connection_create(const struct cp_redis_settings *settings,
                                           int answer_timeout_ms);
void cp_connection_free(struct cp_connection *connection);

/* Connects, signs in and selects the database; reads the password file anew. CP_UNREACHABLE: no
 * server answers or it is not ready; CP_CONFIGURATION: settings, password or rights are wrong. */
enum cp_status cp_connection_open(struct cp_connection *connection,
                                  struct cp_failure *out_failure) CP_MUST_USE;
void cp_connection_close(struct cp_connection *connection);
bool cp_connection_is_open(const struct cp_connection *connection);

/* Where it leads, without secrets. */
const char *cp_connection_label(const struct cp_connection *connection);

/* Adds a command to the pipeline. A broken connection is told by the next receive. */
void cp_connection_send(struct cp_connection *connection, size_t count, const char *const *words,
                        const size_t *sizes);

/* The same for a command that is written as resp.h does, or a part of it whose rest comes next. */
void cp_connection_send_ready(struct cp_connection *connection, const char *ready, size_t size);

/* The same for NUL-terminated words, at most 8, ended by NULL. */
void cp_connection_send_words(struct cp_connection *connection, const char *const *words);

/* Writes what was gathered; the next receive does so too. */
void cp_connection_flush(struct cp_connection *connection);

/* The next reply in order. An error reply is a failure: CP_CONFIGURATION for rights and passwords,
 * CP_UNREACHABLE for a server not ready, else CP_RUNTIME. After any failure close the connection:
 * replies may be outstanding. */
enum cp_status cp_connection_receive(struct cp_connection *connection, struct cp_reply **out_reply,
                                     struct cp_failure *out_failure) CP_MUST_USE;

void cp_reply_free(struct cp_reply *reply);
enum cp_reply_kind cp_reply_kind(const struct cp_reply *reply);

/* Of a text or an error, else "". */
const char *cp_reply_text(const struct cp_reply *reply);

/* Bytes of that text, which may hold any. */
size_t cp_reply_size(const struct cp_reply *reply);
int64_t cp_reply_integer(const struct cp_reply *reply);

/* Parts of a list, else 0. */
size_t cp_reply_count(const struct cp_reply *reply);
const struct cp_reply *cp_reply_at(const struct cp_reply *reply, size_t place);

/* CP_OK unless the reply is an error. */
enum cp_status cp_reply_check(const struct cp_connection *connection, const struct cp_reply *reply,
                              struct cp_failure *out_failure) CP_MUST_USE;

#endif
