#include "casepulse/base/core.h"

#include <assert.h>
#include <errno.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>

#include "casepulse/base/assert.h"

static_assert(sizeof(struct cp_cores) == sizeof(cpu_set_t), "the system's set, without its macros");

/* "0 2 3", as much as fits. */
static void cp_cores_text(const struct cp_cores *cores, char *out_text, size_t size)
{
    size_t used = 0;
    out_text[0] = '\0';
    for (int core = 0; core < CP_CORES_MAX; core++) {
        if ((cores->mask[core / 64] >> core % 64 & 1) == 0) {
            continue;
        }
        const int length = snprintf(out_text + used, size - used, used > 0 ? " %d" : "%d", core);
        if (length < 0 || (size_t)length >= size - used) {
            return;
        }
        used += (size_t)length;
    }
}

enum cp_status cp_cores_get(struct cp_cores *out_cores, struct cp_failure *out_failure)
{
    cpu_set_t set;
    if (sched_getaffinity(0, sizeof(set), &set) != 0) {
        return cp_fail(out_failure, CP_RUNTIME, "the system does not tell the cores: %s",
                       strerror(errno));
    }
    memcpy(out_cores, &set, sizeof(set));
    return CP_OK;
}

enum cp_status cp_cores_set(const struct cp_cores *cores, struct cp_failure *out_failure)
{
    cpu_set_t set;
    memcpy(&set, cores, sizeof(set));
    if (sched_setaffinity(0, sizeof(set), &set) == 0) {
        return CP_OK;
    }
    char wanted[128];
    char allowed[128] = "unknown";
    struct cp_cores now;
    struct cp_failure unknown;
    const int error = errno;
    cp_cores_text(cores, wanted, sizeof(wanted));
    if (cp_cores_get(&now, &unknown) == CP_OK) {
        cp_cores_text(&now, allowed, sizeof(allowed));
    }
    return cp_fail(out_failure, CP_CONFIGURATION, "core %s: %s; this process runs on: %s", wanted,
                   strerror(error), allowed);
}

struct cp_cores cp_cores_one(int core)
{
    CP_ASSERT(core >= 0 && core < CP_CORES_MAX);
    struct cp_cores cores = {.mask = {0}};
    cores.mask[core / 64] = UINT64_C(1) << core % 64;
    return cores;
}
