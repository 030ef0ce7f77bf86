/* Pauses between tries at a server that does not answer: doubling from 100 ms to 5 s, each with
 * jitter (a random half), so that a fleet does not come back in step.
 *
 * Threads: one at a time. Source: M. Brooker, "Exponential Backoff And Jitter" (equal jitter). */
#ifndef CASEPULSE_BASE_BACKOFF_H
#define CASEPULSE_BASE_BACKOFF_H

#include <stdint.h>

#define CP_BACKOFF_FIRST_MS 100
#define CP_BACKOFF_LAST_MS 5000

struct cp_backoff {
    int64_t next_ms; /* 0 at start and after success */
    uint64_t seed;   /* any; moves on with each pause */
};

/* The length of the next pause, in [half, whole] of the current step. */
int64_t cp_backoff_next_ms(struct cp_backoff *backoff);

/* The server answered: begin anew. */
void cp_backoff_reset(struct cp_backoff *backoff);

#endif
