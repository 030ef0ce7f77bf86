/* The names of all keys that readers see: docs/REDIS.md in one table.
 *
 * Threads: any; pure. Bounded: a key has less than CP_KEY_MAX bytes. */
#ifndef CASEPULSE_STORE_KEYS_H
#define CASEPULSE_STORE_KEYS_H

#include "casepulse/base/status.h"
#include "casepulse/store/redis.h"

#define CP_KEY_MAX 256
#define CP_KEY_SCHEMA "1"

/* What follows the prefix "casepulse:v1:{<namespace>}:". */
#define CP_KEY_FIG "fig:%s:%s"      /* row, window */
#define CP_KEY_WIN "win:%s"         /* window */
#define CP_KEY_BY "by:%s:%s"        /* headline or ratio, window */
#define CP_KEY_DAYS "days:%s:%s:%d" /* code, headline, year */
#define CP_KEY_DAYS_PREFIX "days:%s:%s:"
#define CP_KEY_SNAPSHOT "snapshot:%s" /* window */
#define CP_KEY_HIST "hist:%s"         /* code */
#define CP_KEY_OFFSETS "offsets"
#define CP_KEY_BOOKS "books"
#define CP_KEY_REFUSED "refused"
#define CP_KEY_SOURCES "sources"
#define CP_KEY_SOURCE "source:%s" /* a sender */
#define CP_KEY_META "meta"
#define CP_KEY_HEARTBEAT "heartbeat"
#define CP_KEY_INDEX "index"
#define CP_KEY_NAMES "names:%s"  /* "da" or "en" */
#define CP_KEY_UNITS "units:%s"  /* code */
#define CP_KEY_UPDATES "updates" /* the channel */
#define CP_KEY_BLANK "blank:%s"  /* a kind of row; no reader sees it, see blank.h */
#define CP_KEY_ALL "*"           /* the pattern of every key; namespaces hold no wildcard */

struct cp_keys {
    char prefix[CP_NAMESPACE_MAX + 32];
};

/* The namespace must have passed cp_redis_check. */
struct cp_keys cp_keys_of(const char *namespace_name);

/* Writes the full name. */
void cp_key_write(const struct cp_keys *keys, char out_key[CP_KEY_MAX], const char *format, ...)
    CP_PRINTF(3, 4);

#endif
