/* Stands between a client and a Redis and cuts the line at a bad moment: after a command was
 * executed and before its reply is read. Or does something just before a command goes through.
 *
 * Threads: one of its own. One connection at a time. */
#ifndef CASEPULSE_TESTS_CUTTING_PROXY_H
#define CASEPULSE_TESTS_CUTTING_PROXY_H

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>

#include "private_redis.h"

struct cutting_proxy {
    const struct private_redis *redis;
    char socket[112];
    char url[128];
    int listener;
    pthread_t thread;
    atomic_bool is_ending;
    /* A request that holds this text is meant; set before the client sends. */
    const char *needle;
    atomic_int cuts_left; /* replies to such requests that are still to be lost */
    atomic_int cut_count; /* that were lost */
    void (*before)(
        void *context); /* called once before such a request goes through; NULL: nothing */
    void *context;
};

void cutting_proxy_start(struct cutting_proxy *proxy, const struct private_redis *redis);
void cutting_proxy_stop(struct cutting_proxy *proxy);

#endif
