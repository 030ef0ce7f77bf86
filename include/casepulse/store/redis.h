/* Where figures are published, and the door to it.
 *
 * Threads: a connection belongs to one thread. Owns: its socket. SIGPIPE must be ignored. */
#ifndef CASEPULSE_STORE_REDIS_H
#define CASEPULSE_STORE_REDIS_H

#include "casepulse/base/status.h"

#define CP_NAMESPACE_MAX 64

struct cp_redis_settings {
    /* redis://[user[:password]@]host[:port][/database] or unix://[user[:password]@]/path; blanks
     * and reserved characters in user and password as %XX. */
    const char *url;
    const char *password_file;  /* first line = password; NULL or "": none */
    const char *namespace_name; /* [A-Za-z0-9][A-Za-z0-9._-]{0,63} */
};

/* CP_CONFIGURATION: url or namespace of another shape, a password in two places, a password file
 * that cannot be read; says what is allowed. */
enum cp_status cp_redis_check(const struct cp_redis_settings *settings,
                              struct cp_failure *out_failure) CP_MUST_USE;

#endif
