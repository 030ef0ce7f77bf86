/* The processor cores on which a thread may run. Threads that it makes inherit them, those that
 * exist already do not.
 *
 * Threads: any, each for itself. Owns: nothing. Bounded: machines of up to 1,024 cores. */
#ifndef CASEPULSE_BASE_CORE_H
#define CASEPULSE_BASE_CORE_H

#include <stdint.h>

#include "casepulse/base/status.h"

#define CP_CORES_MAX 1024

struct cp_cores {
    uint64_t mask[CP_CORES_MAX / 64];
};

/* The cores of the calling thread. */
enum cp_status cp_cores_get(struct cp_cores *out_cores, struct cp_failure *out_failure) CP_MUST_USE;

/* From now on the calling thread runs on these only; refused where the system allows none. */
enum cp_status cp_cores_set(const struct cp_cores *cores,
                            struct cp_failure *out_failure) CP_MUST_USE;

/* A single core, 0 to CP_CORES_MAX − 1. */
struct cp_cores cp_cores_one(int core);

#endif
