/* casepulse: a table of subcommands. */
#include <stdio.h>
#include <string.h>

#include "casepulse/base/nearest.h"
#include "casepulse/base/memory.h"
#include "casepulse/base/stop.h"
#include "command.h"

static const struct cp_command *const cp_commands[] = {
    &cp_command_run,         &cp_command_feed,    &cp_command_generate, &cp_command_replay,
    &cp_command_top,         &cp_command_check,   &cp_command_inspect,  &cp_command_accept,
    &cp_command_healthcheck, &cp_command_version,
};
#define CP_COMMAND_COUNT (sizeof(cp_commands) / sizeof(cp_commands[0]))

static void cp_print_overview(FILE *stream)
{
    (void)fprintf(stream, "casepulse: live, exact and repeatable figures from case events\n\n"
                          "usage: casepulse COMMAND [options] [operands]\n\n");
    for (size_t i = 0; i < CP_COMMAND_COUNT; i++) {
        (void)fprintf(stream, "  %-12s %s\n", cp_commands[i]->name, cp_commands[i]->summary);
    }
    (void)fprintf(stream, "\ncasepulse COMMAND --help tells more. Exit codes: 0 ok, 1 runtime, "
                          "2 usage,\n3 configuration, 4 cannot connect, 5 data errors.\n");
}

static enum cp_status cp_refuse_command(const char *name, struct cp_failure *out_failure)
{
    const char *names[CP_COMMAND_COUNT];
    for (size_t i = 0; i < CP_COMMAND_COUNT; i++) {
        names[i] = cp_commands[i]->name;
    }
    const char *nearest = cp_nearest_word(name, names, CP_COMMAND_COUNT);
    return cp_fail(out_failure, CP_USAGE,
                   "there is no command \"%s\"%s%s%s; casepulse --help shows all", name,
                   nearest != NULL ? "; did you mean \"" : "", nearest != NULL ? nearest : "",
                   nearest != NULL ? "\"?" : "");
}

static enum cp_status cp_main(int count, char **arguments, struct cp_failure *out_failure)
{
    for (size_t i = 0; i < CP_COMMAND_COUNT; i++) {
        if (strcmp(arguments[1], cp_commands[i]->name) == 0) {
            return cp_command_start(cp_commands[i], count - 1, arguments + 1, out_failure);
        }
    }
    return cp_refuse_command(arguments[1], out_failure);
}

int main(int count, char **arguments)
{
    if (count < 2) {
        cp_print_overview(stderr);
        return cp_status_exit_code(CP_USAGE);
    }
    if (strcmp(arguments[1], "--help") == 0 || strcmp(arguments[1], "-h") == 0) {
        cp_print_overview(stdout);
        return cp_status_exit_code(CP_OK);
    }
    if (strcmp(arguments[1], "--version") == 0) {
        arguments[1] += 2;
    }
    cp_stop_on_signals();
    cp_memory_tune();
    struct cp_failure failure = {.text = ""};
    const enum cp_status status = cp_main(count, arguments, &failure);
    if (status != CP_OK && failure.text[0] != '\0') {
        (void)fprintf(stderr, "casepulse: %s\n", failure.text);
    }
    return cp_status_exit_code(status);
}
