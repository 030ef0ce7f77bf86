/* A Redis url taken apart.
 *
 * Threads: any; pure but for the password file. Owns: nothing. Bounded: texts of the sizes below;
 * a longer part is refused. */
#ifndef CASEPULSE_STORE_ADDRESS_H
#define CASEPULSE_STORE_ADDRESS_H

#include <stdbool.h>

#include "casepulse/base/status.h"
#include "casepulse/store/redis.h"

#define CP_REDIS_PORT 6379

struct cp_redis_address {
    bool is_unix;
    char host[256]; /* or the socket's path */
    int port;
    int database;
    char user[128];     /* "": the default user */
    char password[512]; /* "": none */
    char label[320];    /* for people: host:port/database or path, never a secret */
};

enum cp_status cp_redis_address_parse(const char *url, struct cp_redis_address *out_address,
                                      struct cp_failure *out_failure) CP_MUST_USE;

/* The url of the settings, with the password of its file where there is one. */
enum cp_status cp_redis_address_resolve(const struct cp_redis_settings *settings,
                                        struct cp_redis_address *out_address,
                                        struct cp_failure *out_failure) CP_MUST_USE;

#endif
