/* Does the cluster answer? Read from librdkafka's statistics, so that asking costs no request.
 *
 * Threads: the polling thread's. */
#ifndef CASEPULSE_LIVENESS_H
#define CASEPULSE_LIVENESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct cp_liveness {
    int64_t answered_ms;  /* steady time of the last answer; 0: never */
    bool is_away;         /* said so in the log */
    int64_t first_bad_ms; /* steady time since when nobody answered; 0: somebody does */
};

/* Takes one statistics document (JSON of `size` bytes) at steady time `now_ms` and writes a line
 * when the cluster goes or comes back. `servers` is for that line. */
void cp_liveness_take(struct cp_liveness *liveness, const char *json, size_t size, int64_t now_ms,
                      const char *servers);

#endif
