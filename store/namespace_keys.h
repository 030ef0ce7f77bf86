/* A walk over the keys of the database by a pattern, in pages of some thousand.
 *
 * Threads: one. */
#ifndef CASEPULSE_STORE_NAMESPACE_KEYS_H
#define CASEPULSE_STORE_NAMESPACE_KEYS_H

#include <stddef.h>

#include "casepulse/base/status.h"
#include "connection.h"

/* Called with each page; the replies are lent for the call. It may use the connection. */
struct cp_key_visitor {
    void *context;
    enum cp_status (*visit)(void *context, const struct cp_reply *keys,
                            struct cp_failure *out_failure);
};

/* Every key that stays there during the walk is shown at least once. */
enum cp_status cp_keys_walk(struct cp_connection *connection, const char *pattern,
                            struct cp_key_visitor visitor,
                            struct cp_failure *out_failure) CP_MUST_USE;

/* A visitor's context: `verb` goes to each key but those spared, and all answers are waited for. */
struct cp_key_command {
    struct cp_connection *connection;
    const char *verb;
    const char *argument;  /* NULL: none */
    const char *spared[2]; /* keys that are left alone; NULL: none */
};

enum cp_status cp_keys_command(void *context, const struct cp_reply *keys,
                               struct cp_failure *out_failure) CP_MUST_USE;

#endif
