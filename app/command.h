/* Subcommands: a table, and what each is told of its command line.
 *
 * Threads: main. */
#ifndef CASEPULSE_COMMAND_H
#define CASEPULSE_COMMAND_H

#include <stdbool.h>
#include <stddef.h>

#include "casepulse/aggregator/organisation.h"
#include "casepulse/base/status.h"
#include "casepulse/store/redis.h"
#include "settings.h"

#define CP_COMMAND_OPTIONS_MAX 24

/* One option of a subcommand beside those that all have. */
struct cp_option {
    const char *name;     /* long name, without dashes */
    char letter;          /* short one, or 0 */
    const char *argument; /* name of its argument in the help, NULL: it takes none */
    const char *help;
};

/* A command line taken apart. Owned by main, lent to the command. */
struct cp_invocation {
    const struct cp_settings *settings; /* NULL for commands that need none */
    /* By option in the order of the command's table: its argument, "" if it takes none, NULL if it
     * was not given. */
    const char *options[CP_COMMAND_OPTIONS_MAX];
    char *const *operands;
    size_t operand_count;
};

struct cp_command {
    const char *name;
    const char *operands; /* for the help; NULL: takes none */
    const char *summary;
    bool needs_settings;
    const struct cp_option *options; /* ends with a row whose name is NULL; NULL: none */
    enum cp_status (*run)(const struct cp_invocation *invocation, struct cp_failure *out_failure);
};

extern const struct cp_command cp_command_run;
extern const struct cp_command cp_command_feed;
extern const struct cp_command cp_command_generate;
extern const struct cp_command cp_command_top;
extern const struct cp_command cp_command_check;
extern const struct cp_command cp_command_healthcheck;
extern const struct cp_command cp_command_inspect;
extern const struct cp_command cp_command_accept;
extern const struct cp_command cp_command_replay;
extern const struct cp_command cp_command_version;

/* Where the settings say the figures go; lent like the settings. */
struct cp_redis_settings cp_command_redis(const struct cp_settings *settings);

/* What to read, as the settings say; lent like the settings. */
struct cp_kafka_settings cp_command_kafka(const struct cp_settings *settings);

/* The organisation that the settings name, or the one built in; `out_organisation` is owned by the
 * caller. CP_CONFIGURATION: the file cannot be right. */
enum cp_status cp_command_organisation(const struct cp_settings *settings,
                                       struct cp_organisation **out_organisation,
                                       struct cp_failure *out_failure) CP_MUST_USE;

/* Parses the command line (`arguments[0]` is the subcommand), loads the settings and runs the
 * command. CP_USAGE: an option or operand that there is not. */
enum cp_status cp_command_start(const struct cp_command *command, int count, char **arguments,
                                struct cp_failure *out_failure) CP_MUST_USE;

/* Help of one command to stdout. */
void cp_command_print_help(const struct cp_command *command);

#endif
