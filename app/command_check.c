#include "casepulse/consumer/kafka.h"
#include "command.h"

static enum cp_status cp_check_run(const struct cp_invocation *invocation,
                                   struct cp_failure *out_failure)
{
    const struct cp_kafka_settings kafka = cp_command_kafka(invocation->settings);
    const enum cp_status status = cp_kafka_check(&kafka, out_failure);
    if (status == CP_OK) {
        cp_settings_print(invocation->settings);
    }
    return status;
}

const struct cp_command cp_command_check = {
    .name = "check",
    .summary = "read the settings, print each value with its origin",
    .needs_settings = true,
    .run = cp_check_run,
};
