#include <stdio.h>

#include "command.h"
#include "versions.h"

static enum cp_status cp_version_run(const struct cp_invocation *invocation,
                                     struct cp_failure *out_failure)
{
    (void)invocation;
    (void)out_failure;
    (void)printf("casepulse %s\n", CP_VERSION);
    return CP_OK;
}

const struct cp_command cp_command_version = {
    .name = "version",
    .summary = "print the version",
    .run = cp_version_run,
};
