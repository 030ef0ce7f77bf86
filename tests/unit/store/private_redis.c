#include "private_redis.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "casepulse/base/assert.h"
#include "casepulse/base/clock.h"

#include "connection.h"

#define OPTIONS_MAX 32
#define ANSWER_MAX (1 << 20)

static const char *const *private_options;

static void private_redis_exec(const struct private_redis *redis)
{
    const char *arguments[OPTIONS_MAX] = {
        "redis-server", "--port", "0",     "--unixsocket", redis->socket, "--save",  "",
        "--appendonly", "no",     "--dir", redis->folder,  "--logfile",   redis->log};
    size_t count = 13;
    for (const char *const *option = private_options; option != NULL && *option != NULL; option++) {
        arguments[count++] = *option;
    }
    union {
        const char **ours;
        char *const *theirs;
    } argv = {.ours = arguments};
    (void)execvp("redis-server", argv.theirs);
    _exit(127);
}

/* The socket's name is there a moment before anybody listens. */
static bool private_redis_listens(const struct private_redis *redis)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    CP_ASSERT(strlen(redis->socket) < sizeof(address.sun_path));
    memcpy(address.sun_path, redis->socket, strlen(redis->socket) + 1);
    const int probe = socket(AF_UNIX, SOCK_STREAM, 0);
    CP_ASSERT(probe >= 0);
    const bool is_there = connect(probe, (const struct sockaddr *)&address, sizeof(address)) == 0;
    (void)close(probe);
    return is_there;
}

static void private_redis_spawn(struct private_redis *redis)
{
    redis->pid = fork();
    CP_ASSERT(redis->pid >= 0);
    if (redis->pid == 0) {
        private_redis_exec(redis);
    }
    const int64_t end_ms = cp_clock_steady_ms() + 10000;
    while (!private_redis_listens(redis)) {
        CP_ASSERT(cp_clock_steady_ms() < end_ms);
        cp_clock_sleep_ms(10);
    }
}

static bool private_redis_is_installed(void)
{
    return system("command -v redis-server >/dev/null 2>&1") == 0;
}

bool private_redis_start(struct private_redis *redis, const char *const *config)
{
    if (!private_redis_is_installed()) {
        return false;
    }
    (void)signal(SIGPIPE, SIG_IGN);
    private_options = config;
    (void)snprintf(redis->folder, sizeof(redis->folder), "/tmp/casepulse-redis-XXXXXX");
    CP_ASSERT(mkdtemp(redis->folder) != NULL);
    (void)snprintf(redis->socket, sizeof(redis->socket), "%s/socket", redis->folder);
    (void)snprintf(redis->url, sizeof(redis->url), "unix://%s", redis->socket);
    (void)snprintf(redis->log, sizeof(redis->log), "%s/log", redis->folder);
    private_redis_spawn(redis);
    return true;
}

void private_redis_halt(struct private_redis *redis)
{
    if (redis->pid > 0) {
        (void)kill(redis->pid, SIGKILL);
        (void)waitpid(redis->pid, NULL, 0);
        (void)unlink(redis->socket);
    }
    redis->pid = 0;
}

void private_redis_restart(struct private_redis *redis)
{
    private_redis_halt(redis);
    private_redis_spawn(redis);
}

void private_redis_stop(struct private_redis *redis)
{
    private_redis_halt(redis);
    (void)unlink(redis->log);
    (void)rmdir(redis->folder);
}

static size_t private_reply_write(const struct cp_reply *reply, char *out, size_t capacity)
{
    int used = 0;
    switch (cp_reply_kind(reply)) {
    case CP_REPLY_NOTHING:
        used = snprintf(out, capacity, "(nil)");
        break;
    case CP_REPLY_INTEGER:
        used = snprintf(out, capacity, "%lld", (long long)cp_reply_integer(reply));
        break;
    case CP_REPLY_TEXT:
    case CP_REPLY_ERROR:
        used = snprintf(out, capacity, "%s", cp_reply_text(reply));
        break;
    case CP_REPLY_LIST: {
        size_t written = 0;
        for (size_t at = 0; at < cp_reply_count(reply); at++) {
            if (at > 0) {
                out[written++] = ' ';
            }
            written +=
                private_reply_write(cp_reply_at(reply, at), out + written, capacity - written);
        }
        out[written] = '\0';
        return written;
    }
    }
    CP_ASSERT(used >= 0 && (size_t)used < capacity);
    return (size_t)used;
}

static const char *private_redis_ask_words(const struct private_redis *redis,
                                           const char *const *words)
{
    static char answer[ANSWER_MAX];
    const struct cp_redis_settings settings = {redis->url, NULL, "test"};
    struct cp_connection *connection = cp_connection_create(&settings, CP_ANSWER_TIMEOUT_MS);
    struct cp_failure failure;
    struct cp_reply *reply = NULL;
    answer[0] = '\0';
    enum cp_status status = cp_connection_open(connection, &failure);
    if (status == CP_OK) {
        cp_connection_send_words(connection, words);
        status = cp_connection_receive(connection, &reply, &failure);
    }
    if (status == CP_OK) {
        (void)private_reply_write(reply, answer, sizeof(answer));
        cp_reply_free(reply);
    } else {
        (void)snprintf(answer, sizeof(answer), "-%s", failure.text);
    }
    cp_connection_free(connection);
    return answer;
}

const char *private_redis_ask(const struct private_redis *redis, ...)
{
    const char *words[8] = {NULL};
    va_list arguments;
    va_start(arguments, redis);
    for (size_t at = 0; at < 7; at++) {
        words[at] = va_arg(arguments, const char *);
        if (words[at] == NULL) {
            break;
        }
    }
    va_end(arguments);
    return private_redis_ask_words(redis, words);
}

const char *private_redis_field(const struct private_redis *redis, const char *key,
                                const char *field)
{
    char name[CP_NAMESPACE_MAX + 256];
    (void)snprintf(name, sizeof(name), "casepulse:v1:{test}:%s", key);
    return private_redis_ask(redis, "HGET", name, field, NULL);
}
