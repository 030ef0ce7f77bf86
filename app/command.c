#include "command.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "casepulse/base/assert.h"
#include "casepulse/base/log.h"
#include "casepulse/base/memory.h"
#include "organisation_file.h"

/* Options that all commands with settings have; the letters are free in every command's own. */
static const struct cp_option cp_common_options[] = {
    {"config", 'c', "FILE", "settings file (default: casepulse.conf here, or in /etc/casepulse)"},
    {"set", 's', "SECTION.KEY=VALUE", "one setting"},
    {"property", 'X', "PROP=VALUE", "one property of librdkafka"},
    {"verbose", 'v', NULL, "also what only a developer wants to know"},
    {"help", 'h', NULL, "this help"},
    {NULL, 0, NULL, NULL},
};
#define CP_COMMON_COUNT 5
#define CP_OPTION_KEY 1000 /* getopt's number of an option of the command: this plus its place */

struct cp_parse {
    const struct cp_command *command;
    struct option longs[CP_COMMON_COUNT + CP_COMMAND_OPTIONS_MAX + 1];
    char shorts[3 * (CP_COMMON_COUNT + CP_COMMAND_OPTIONS_MAX) + 3];
    size_t long_count;
    const char **assignments;
    const char **properties;
    struct cp_settings_flags flags;
    struct cp_invocation invocation;
    bool wants_help;
};

struct cp_redis_settings cp_command_redis(const struct cp_settings *settings)
{
    return (struct cp_redis_settings){
        .url = cp_setting_text(settings, CP_SETTING_REDIS_URL),
        .password_file = cp_setting_text(settings, CP_SETTING_REDIS_PASSWORD_FILE),
        .namespace_name = cp_setting_text(settings, CP_SETTING_REDIS_NAMESPACE)};
}

struct cp_kafka_settings cp_command_kafka(const struct cp_settings *settings)
{
    return (struct cp_kafka_settings){
        .topic = cp_setting_text(settings, CP_SETTING_SOURCE_TOPIC),
        .group = cp_setting_text(settings, CP_SETTING_SOURCE_GROUP),
        .accept_create_time =
            cp_setting_number(settings, CP_SETTING_SOURCE_ACCEPT_CREATE_TIME) != 0,
        .properties = settings->kafka,
        .property_count = settings->kafka_count,
    };
}

enum cp_status cp_command_organisation(const struct cp_settings *settings,
                                       struct cp_organisation **out_organisation,
                                       struct cp_failure *out_failure)
{
    const char *path = cp_setting_text(settings, CP_SETTING_PICTURE_ORGANISATION);
    return cp_organisation_file_load(path, &settings->subjects, out_organisation, out_failure);
}

static void cp_print_options(const struct cp_option *options)
{
    for (const struct cp_option *option = options; option != NULL && option->name != NULL;
         option++) {
        char left[64];
        (void)snprintf(left, sizeof(left), "%c%c%c --%s%s%s", option->letter != 0 ? '-' : ' ',
                       option->letter != 0 ? option->letter : ' ', option->letter != 0 ? ',' : ' ',
                       option->name, option->argument != NULL ? " " : "",
                       option->argument != NULL ? option->argument : "");
        (void)printf("  %-32s %s\n", left, option->help);
    }
}

void cp_command_print_help(const struct cp_command *command)
{
    (void)printf("casepulse %s", command->name);
    (void)printf("%s%s%s\n\n%s.\n\n", command->needs_settings ? " [options]" : "",
                 command->operands != NULL ? " " : "",
                 command->operands != NULL ? command->operands : "", command->summary);
    cp_print_options(command->options);
    cp_print_options(command->needs_settings ? cp_common_options
                                             : &cp_common_options[CP_COMMON_COUNT - 1]);
}

static void cp_parse_add(struct cp_parse *parse, const struct cp_option *option, int number)
{
    parse->longs[parse->long_count++] =
        (struct option){.name = option->name,
                        .has_arg = option->argument != NULL ? required_argument : no_argument,
                        .val = number};
    if (option->letter != 0) {
        const size_t used = strlen(parse->shorts);
        (void)snprintf(parse->shorts + used, sizeof(parse->shorts) - used, "%c%s", option->letter,
                       option->argument != NULL ? ":" : "");
    }
}

static void cp_parse_prepare(struct cp_parse *parse)
{
    (void)snprintf(parse->shorts, sizeof(parse->shorts), ":");
    for (int i = 0; cp_common_options[i].name != NULL; i++) {
        cp_parse_add(parse, &cp_common_options[i], cp_common_options[i].letter);
    }
    const struct cp_option *options = parse->command->options;
    for (int i = 0; options != NULL && options[i].name != NULL; i++) {
        CP_ASSERT(i < CP_COMMAND_OPTIONS_MAX);
        cp_parse_add(parse, &options[i], CP_OPTION_KEY + i);
    }
}

/* A short option of the command has its letter as number: back to its place in the table. */
static void cp_parse_take_own(struct cp_parse *parse, int number, const char *argument)
{
    const struct cp_option *options = parse->command->options;
    int place = number - CP_OPTION_KEY;
    for (int i = 0; number < CP_OPTION_KEY && options[i].name != NULL; i++) {
        if (options[i].letter == number) {
            place = i;
        }
    }
    CP_ASSERT(place >= 0);
    parse->invocation.options[place] = argument != NULL ? argument : "";
}

static enum cp_status cp_parse_take(struct cp_parse *parse, int number, char **arguments,
                                    struct cp_failure *out_failure)
{
    switch (number) {
    case 'c':
        parse->flags.config_path = optarg;
        return CP_OK;
    case 's':
        parse->assignments[parse->flags.assignment_count++] = optarg;
        return CP_OK;
    case 'X':
        parse->properties[parse->flags.property_count++] = optarg;
        return CP_OK;
    case 'v':
        cp_log_set_level(CP_LOG_DEBUG);
        return CP_OK;
    case 'h':
        parse->wants_help = true;
        return CP_OK;
    case ':':
        return cp_fail(out_failure, CP_USAGE, "casepulse %s: %s needs an argument",
                       parse->command->name, arguments[optind - 1]);
    case '?':
        return cp_fail(out_failure, CP_USAGE,
                       "casepulse %s: there is no option %s; casepulse %s --help shows all",
                       parse->command->name, arguments[optind - 1], parse->command->name);
    default:
        cp_parse_take_own(parse, number, optarg);
        return CP_OK;
    }
}

static enum cp_status cp_parse_all(struct cp_parse *parse, int count, char **arguments,
                                   struct cp_failure *out_failure)
{
    cp_parse_prepare(parse);
    opterr = 0;
    optind = 1;
    for (;;) {
        const int number = getopt_long(count, arguments, parse->shorts, parse->longs, NULL);
        if (number == -1) {
            break;
        }
        const enum cp_status status = cp_parse_take(parse, number, arguments, out_failure);
        if (status != CP_OK) {
            return status;
        }
    }
    parse->invocation.operands = arguments + optind;
    parse->invocation.operand_count = (size_t)(count - optind);
    if (parse->command->operands == NULL && optind < count && !parse->wants_help) {
        return cp_fail(out_failure, CP_USAGE, "casepulse %s: takes no \"%s\"", parse->command->name,
                       arguments[optind]);
    }
    return CP_OK;
}

static enum cp_status cp_parse_run(struct cp_parse *parse, struct cp_failure *out_failure)
{
    const struct cp_command *command = parse->command;
    if (parse->wants_help) {
        cp_command_print_help(command);
        return CP_OK;
    }
    if (!command->needs_settings) {
        return command->run(&parse->invocation, out_failure);
    }
    struct cp_settings *settings = NULL;
    enum cp_status status = cp_settings_load(&parse->flags, &settings, out_failure);
    if (status == CP_OK) {
        parse->invocation.settings = settings;
        status = command->run(&parse->invocation, out_failure);
    }
    cp_settings_free(settings);
    return status;
}

enum cp_status cp_command_start(const struct cp_command *command, int count, char **arguments,
                                struct cp_failure *out_failure)
{
    struct cp_parse parse = {.command = command};
    parse.assignments = cp_allocate((size_t)count, sizeof(char *));
    parse.properties = cp_allocate((size_t)count, sizeof(char *));
    parse.flags.assignments = parse.assignments;
    parse.flags.properties = parse.properties;
    enum cp_status status = cp_parse_all(&parse, count, arguments, out_failure);
    if (status == CP_OK) {
        status = cp_parse_run(&parse, out_failure);
    }
    free(parse.assignments);
    free(parse.properties);
    return status;
}
