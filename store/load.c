#include "casepulse/store/load.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "casepulse/base/memory.h"

#include "connection.h"

#define CP_LOAD_ANSWER_TIMEOUT_MS 2000
#define CP_LOAD_TEXT_MAX 64

struct cp_load_reader {
    struct cp_connection *connection;
    int64_t asked_count; /* of this server, as far as known: questions are no load */
};

struct cp_load_reader *cp_load_reader_create(const struct cp_redis_settings *settings)
{
    struct cp_load_reader *reader = cp_allocate(1, sizeof(*reader));
    reader->connection = cp_connection_create(settings, CP_LOAD_ANSWER_TIMEOUT_MS);
    return reader;
}

void cp_load_reader_free(struct cp_load_reader *reader)
{
    if (reader == NULL) {
        return;
    }
    cp_connection_free(reader->connection);
    free(reader);
}

/* The value of a line `name:value`; "" if there is no such line. */
static void cp_load_find(const char *info, const char *name, char out_text[CP_LOAD_TEXT_MAX])
{
    const size_t size = strlen(name);
    const char *line = info;
    out_text[0] = '\0';
    while (line != NULL) {
        if (strncmp(line, name, size) == 0 && line[size] == ':') {
            const char *value = line + size + 1;
            (void)snprintf(out_text, CP_LOAD_TEXT_MAX, "%.*s", (int)strcspn(value, "\r\n"), value);
            return;
        }
        line = strchr(line, '\n');
        line = line == NULL ? NULL : line + 1;
    }
}

static int64_t cp_load_integer(const char *info, const char *name)
{
    char text[CP_LOAD_TEXT_MAX];
    cp_load_find(info, name, text);
    return text[0] == '\0' ? CP_LOAD_UNKNOWN : strtoll(text, NULL, 10);
}

/* User and system time, told in seconds with six decimals. */
static int64_t cp_load_cpu_us(const char *info, const char *user, const char *system)
{
    char user_text[CP_LOAD_TEXT_MAX];
    char system_text[CP_LOAD_TEXT_MAX];
    cp_load_find(info, user, user_text);
    cp_load_find(info, system, system_text);
    if (user_text[0] == '\0' || system_text[0] == '\0') {
        return CP_LOAD_UNKNOWN;
    }
    return (int64_t)((strtod(user_text, NULL) + strtod(system_text, NULL)) * 1e6);
}

static void cp_load_version(const char *info, char out_text[CP_LOAD_VERSION_MAX])
{
    static const struct {
        const char *field, *server;
    } versions[] = {{"valkey_version", "Valkey"}, {"redis_version", "Redis"}};
    char text[CP_LOAD_TEXT_MAX] = "";
    out_text[0] = '\0';
    for (size_t at = 0; at < sizeof(versions) / sizeof(versions[0]) && text[0] == '\0'; at++) {
        cp_load_find(info, versions[at].field, text);
        if (text[0] != '\0') {
            (void)snprintf(out_text, CP_LOAD_VERSION_MAX, "%s %.40s", versions[at].server, text);
        }
    }
}

static struct cp_load cp_load_of(const char *info, int64_t asked_count)
{
    struct cp_load load = {
        .command_count = cp_load_integer(info, "total_commands_processed"),
        .cpu_us = cp_load_cpu_us(info, "used_cpu_user_main_thread", "used_cpu_sys_main_thread"),
        .memory_bytes = cp_load_integer(info, "used_memory"),
        .memory_max_bytes = cp_load_integer(info, "maxmemory"),
    };
    if (load.command_count != CP_LOAD_UNKNOWN) {
        load.command_count -= asked_count;
    }
    if (load.cpu_us == CP_LOAD_UNKNOWN) {
        load.cpu_us = cp_load_cpu_us(info, "used_cpu_user", "used_cpu_sys");
    }
    cp_load_version(info, load.version);
    return load;
}

enum cp_status cp_load_read(struct cp_load_reader *reader, struct cp_load *out_load,
                            struct cp_failure *out_failure)
{
    struct cp_reply *reply = NULL;
    enum cp_status status = CP_OK;
    if (!cp_connection_is_open(reader->connection)) {
        status = cp_connection_open(reader->connection, out_failure);
    }
    if (status != CP_OK) {
        return status;
    }
    cp_connection_send_words(reader->connection, (const char *const[]){"INFO", NULL});
    status = cp_connection_receive(reader->connection, &reply, out_failure);
    if (status != CP_OK) {
        cp_connection_close(reader->connection);
        return status;
    }
    /* A command is counted once it is done: this question is not in its own answer. */
    *out_load = cp_load_of(cp_reply_text(reply), reader->asked_count++);
    cp_reply_free(reply);
    return CP_OK;
}
