/* What Redis says about its own load: INFO, asked now and then.
 *
 * Threads: one. Owns: its connection. Bounded: 1 s to connect, 2 s for an answer; after a failure
 * the next reading connects anew. Needs the right to INFO, which readers of figures do not have. */
#ifndef CASEPULSE_STORE_LOAD_H
#define CASEPULSE_STORE_LOAD_H

#include <stdint.h>

#include "casepulse/base/status.h"
#include "casepulse/store/redis.h"

#define CP_LOAD_VERSION_MAX 64
#define CP_LOAD_UNKNOWN INT64_MIN

struct cp_load {
    char version[CP_LOAD_VERSION_MAX]; /* "Redis 7.0.15", "Valkey 8.0.1"; "": not told */
    /* CP_LOAD_UNKNOWN: not told. */
    int64_t command_count; /* since it started, without the questions of this connection */
    int64_t cpu_us;        /* of its main thread; before Redis 6.2 of all threads */
    int64_t memory_bytes;
    int64_t memory_max_bytes; /* 0: no limit */
};

struct cp_load_reader;

/* Settings are copied. Does not connect yet. */
struct cp_load_reader *cp_load_reader_create(const struct cp_redis_settings *settings);
void cp_load_reader_free(struct cp_load_reader *reader);

/* CP_UNREACHABLE: no answer; CP_CONFIGURATION: no right to ask. */
enum cp_status cp_load_read(struct cp_load_reader *reader, struct cp_load *out_load,
                            struct cp_failure *out_failure) CP_MUST_USE;

#endif
