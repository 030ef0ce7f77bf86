/* `casepulse top`: the live figures of a namespace in the terminal, or one picture of them.
 *
 * Threads: one. Owns: nothing beyond the call. Bounded: asks Redis four times a second, reads the
 * figures when they changed or once a second. */
#ifndef CASEPULSE_APP_TOP_H
#define CASEPULSE_APP_TOP_H

#include <stdbool.h>

#include "casepulse/base/status.h"
#include "casepulse/store/redis.h"

#include "top_choice.h"

struct cp_top_options {
    bool is_once;                /* one picture on stdout, without escape codes */
    bool is_json;                /* only with is_once: all published figures */
    struct cp_top_choice choice; /* what is shown first */
    bool (*is_stopping)(void);   /* asked at least four times a second; NULL: never */
};

/* Without is_once until `q` or is_stopping; waits for Redis for ever and says so on the screen.
 * With it CP_UNREACHABLE after 30 s without an answer, CP_RUNTIME if the namespace is empty,
 * CP_USAGE for a row that does not exist, or a screen asked for where there is no terminal. */
enum cp_status cp_top_run(const struct cp_redis_settings *settings,
                          const struct cp_top_options *options,
                          struct cp_failure *out_failure) CP_MUST_USE;

#endif
