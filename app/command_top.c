#include <string.h>

#include "casepulse/aggregator/windows.h"
#include "casepulse/base/stop.h"
#include "command.h"
#include "top.h"

enum { CP_TOP_ONCE, CP_TOP_JSON, CP_TOP_WINDOW };

static const struct cp_option cp_top_table[] = {
    [CP_TOP_ONCE] = {"once", 'o', NULL, "print one picture as text and end"},
    [CP_TOP_JSON] = {"json", 'j', NULL, "with --once: all published figures as JSON"},
    [CP_TOP_WINDOW] = {"window", 'w', "NAME",
                       "day, year, reportyear (default), each also with "
                       "-prev and -lastyear"},
    {NULL, 0, NULL, NULL},
};

static enum cp_status cp_top_read_options(const struct cp_invocation *invocation,
                                          struct cp_top_options *out_options,
                                          struct cp_failure *out_failure)
{
    const char *name = invocation->options[CP_TOP_WINDOW];
    const int window = cp_window_find(name != NULL ? name : "reportyear");
    if (window < 0) {
        return cp_fail(out_failure, CP_USAGE,
                       "there is no window \"%s\"; there are day, year, reportyear, each also with "
                       "-prev and -lastyear",
                       name);
    }
    if (invocation->operand_count > 1) {
        return cp_fail(out_failure, CP_USAGE, "one administration at a time, such as BIF");
    }
    *out_options = (struct cp_top_options){
        .is_once = invocation->options[CP_TOP_ONCE] != NULL,
        .is_json = invocation->options[CP_TOP_JSON] != NULL,
        .window = (enum cp_window)window,
        .row = invocation->operand_count == 1 ? invocation->operands[0] : NULL,
        .is_stopping = cp_stop_is_asked,
    };
    if (out_options->is_json && !out_options->is_once) {
        return cp_fail(out_failure, CP_USAGE, "--json goes with --once");
    }
    return CP_OK;
}

static enum cp_status cp_top(const struct cp_invocation *invocation, struct cp_failure *out_failure)
{
    struct cp_top_options options;
    const enum cp_status status = cp_top_read_options(invocation, &options, out_failure);
    if (status != CP_OK) {
        return status;
    }
    const struct cp_redis_settings redis = cp_command_redis(invocation->settings);
    return cp_top_run(&redis, &options, out_failure);
}

const struct cp_command cp_command_top = {
    .name = "top",
    .operands = "[ADMINISTRATION]",
    .summary = "show the live figures as a table",
    .needs_settings = true,
    .options = cp_top_table,
    .run = cp_top,
};
