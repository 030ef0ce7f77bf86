#include "cutting_proxy.h"

#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "casepulse/base/assert.h"

#define PIECE_MAX 65536
#define PATIENCE_MS 20

static struct sockaddr_un address_of(const char *path)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    CP_ASSERT(strlen(path) < sizeof(address.sun_path));
    memcpy(address.sun_path, path, strlen(path) + 1);
    return address;
}

static bool send_all(int to, const char *bytes, size_t size)
{
    size_t sent = 0;
    while (sent < size) {
        const ssize_t more = send(to, bytes + sent, size - sent, MSG_NOSIGNAL);
        if (more <= 0) {
            return false;
        }
        sent += (size_t)more;
    }
    return true;
}

static bool pass_request(struct cutting_proxy *proxy, int client, int server, bool *is_armed)
{
    char piece[PIECE_MAX];
    const ssize_t size = recv(client, piece, sizeof(piece), 0);
    if (size <= 0) {
        return false;
    }
    if (proxy->needle != NULL &&
        memmem(piece, (size_t)size, proxy->needle, strlen(proxy->needle)) != NULL) {
        *is_armed = true;
        if (proxy->before != NULL) {
            proxy->before(proxy->context);
            proxy->before = NULL;
        }
    }
    return send_all(server, piece, (size_t)size);
}

static bool pass_reply(struct cutting_proxy *proxy, int client, int server, bool is_armed)
{
    char piece[PIECE_MAX];
    const ssize_t size = recv(server, piece, sizeof(piece), 0);
    if (size <= 0) {
        return false;
    }
    if (is_armed && atomic_load(&proxy->cuts_left) > 0) {
        atomic_fetch_sub(&proxy->cuts_left, 1);
        atomic_fetch_add(&proxy->cut_count, 1);
        return false;
    }
    return send_all(client, piece, (size_t)size);
}

static void carry(struct cutting_proxy *proxy, int client, int server)
{
    bool is_armed = false;
    bool is_alive = true;
    while (is_alive && !atomic_load(&proxy->is_ending)) {
        struct pollfd ends[] = {{.fd = client, .events = POLLIN}, {.fd = server, .events = POLLIN}};
        (void)poll(ends, 2, PATIENCE_MS);
        if (ends[0].revents != 0) {
            is_alive = pass_request(proxy, client, server, &is_armed);
        }
        if (is_alive && ends[1].revents != 0) {
            is_alive = pass_reply(proxy, client, server, is_armed);
        }
    }
}

static void *run(void *context)
{
    struct cutting_proxy *proxy = context;
    while (!atomic_load(&proxy->is_ending)) {
        struct pollfd door = {.fd = proxy->listener, .events = POLLIN};
        if (poll(&door, 1, PATIENCE_MS) <= 0) {
            continue;
        }
        const int client = accept(proxy->listener, NULL, NULL);
        const int server = socket(AF_UNIX, SOCK_STREAM, 0);
        const struct sockaddr_un address = address_of(proxy->redis->socket);
        if (connect(server, (const struct sockaddr *)&address, sizeof(address)) == 0) {
            carry(proxy, client, server);
        }
        (void)close(server);
        (void)close(client);
    }
    return NULL;
}

void cutting_proxy_start(struct cutting_proxy *proxy, const struct private_redis *redis)
{
    *proxy = (struct cutting_proxy){.redis = redis};
    (void)snprintf(proxy->socket, sizeof(proxy->socket), "%s.cut", redis->socket);
    (void)snprintf(proxy->url, sizeof(proxy->url), "unix://%s", proxy->socket);
    const struct sockaddr_un address = address_of(proxy->socket);
    proxy->listener = socket(AF_UNIX, SOCK_STREAM, 0);
    CP_ASSERT(bind(proxy->listener, (const struct sockaddr *)&address, sizeof(address)) == 0);
    CP_ASSERT(listen(proxy->listener, 8) == 0);
    CP_ASSERT(pthread_create(&proxy->thread, NULL, run, proxy) == 0);
}

void cutting_proxy_stop(struct cutting_proxy *proxy)
{
    atomic_store(&proxy->is_ending, true);
    (void)pthread_join(proxy->thread, NULL);
    (void)close(proxy->listener);
    (void)unlink(proxy->socket);
}
