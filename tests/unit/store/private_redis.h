/* A redis-server of a test's own: on a unix socket in a folder of its own, without a port and
 * without files, ended by its process id.
 *
 * Threads: one. Owns: the process and its folder. */
#ifndef CASEPULSE_TESTS_PRIVATE_REDIS_H
#define CASEPULSE_TESTS_PRIVATE_REDIS_H

#include <stdbool.h>
#include <sys/types.h>

#include "casepulse/store/redis.h"

struct private_redis {
    pid_t pid;
    char folder[64];
    char socket[96];
    char url[128];
    char log[96];
};

/* False if there is no redis-server on this machine; aborts if it does not answer within 10 s.
 * `config` NULL or further options, "--name value …" in words ended by NULL. */
bool private_redis_start(struct private_redis *redis, const char *const *config);

/* Ends the process and waits; the folder stays for another start on the same socket. */
void private_redis_halt(struct private_redis *redis);
void private_redis_restart(struct private_redis *redis);
void private_redis_stop(struct private_redis *redis);

/* Sends a command, words ended by NULL, and returns the answer as one line: parts of a list are
 * parted by blanks, an absent value is "(nil)", an error begins with '-'. Static storage. */
const char *private_redis_ask(const struct private_redis *redis, ...);

/* A field of a hash under "casepulse:v1:{test}:"; "(nil)" if absent. */
const char *private_redis_field(const struct private_redis *redis, const char *key,
                                const char *field);

#endif
