#include "casepulse/store/health.h"
#include "command.h"

static enum cp_status cp_healthcheck_run(const struct cp_invocation *invocation,
                                         struct cp_failure *out_failure)
{
    const struct cp_redis_settings redis = cp_command_redis(invocation->settings);
    return cp_healthcheck(&redis, out_failure);
}

const struct cp_command cp_command_healthcheck = {
    .name = "healthcheck",
    .summary = "end with 0 if a processor has published within 5 s",
    .needs_settings = true,
    .run = cp_healthcheck_run,
};
