/* The names of all keys of the state: docs/STATE.md in one table; and tokens as text.
 *
 * Threads: any; pure. Bounded: a key has less than CP_STATE_KEY_MAX bytes. */
#ifndef CASEPULSE_STORE_LEDGER_KEYS_H
#define CASEPULSE_STORE_LEDGER_KEYS_H

#include <stdbool.h>
#include <stddef.h>

#include "casepulse/base/status.h"
#include "casepulse/store/ledger.h"

#define CP_STATE_KEY_MAX 256
#define CP_STATE_SCHEMA "1"

/* What follows the prefix "casepulse-state:1:{<namespace>}:". */
#define CP_STATE_SYS "sys"
#define CP_STATE_LOG "log"
#define CP_STATE_LEASE "lease"
#define CP_STATE_HEAD "head:%d"                /* partition; also a field of sys */
#define CP_STATE_UNITS "units:%d"              /* partition */
#define CP_STATE_IDS "ids:%d:%d:%u"            /* partition, day, chunk */
#define CP_STATE_CHECKPOINT "checkpoint:%s:%u" /* generation, chunk */

/* Fields of sys. */
#define CP_SYS_CHECKPOINT "checkpoint"
#define CP_SYS_COLUMNS "columns:%08x" /* fingerprint of the table of counters */
#define CP_SYS_COLUMNS_PREFIX "columns:"

/* Fields of a head. */
#define CP_HEAD_SOURCE_PREFIX "source:"
#define CP_HEAD_IDS "ids:%d:%u" /* day, chunk */
#define CP_HEAD_IDS_PREFIX "ids:"

struct cp_ledger_keys {
    char prefix[CP_NAMESPACE_MAX + 40];
};

/* The namespace must have passed cp_redis_check. */
struct cp_ledger_keys cp_ledger_keys_of(const char *namespace_name);

/* Writes the full name. */
void cp_ledger_key_write(const struct cp_ledger_keys *keys, char out_key[CP_STATE_KEY_MAX],
                         const char *format, ...) CP_PRINTF(3, 4);

/* Tokens stand in Redis as 32 hexadecimal digits. */
#define CP_TOKEN_TEXT_SIZE (2 * CP_TOKEN_SIZE)

void cp_token_write(const struct cp_token *token, char out_text[CP_TOKEN_TEXT_SIZE + 1]);
bool cp_token_read(const char *text, size_t size, struct cp_token *out_token);

#endif
