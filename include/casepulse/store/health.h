/* Is somebody publishing? For a container's health check.
 *
 * Threads: any. Owns: nothing. Bounded: 4 s. */
#ifndef CASEPULSE_STORE_HEALTH_H
#define CASEPULSE_STORE_HEALTH_H

#include "casepulse/base/status.h"
#include "casepulse/store/redis.h"

/* CP_OK: the namespace's heartbeat lives; CP_RUNTIME: it does not; CP_UNREACHABLE: Redis does not
 * answer; CP_CONFIGURATION: settings or rights. */
enum cp_status cp_healthcheck(const struct cp_redis_settings *settings,
                              struct cp_failure *out_failure) CP_MUST_USE;

#endif
