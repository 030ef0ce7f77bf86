/* A thread that waits is woken by another one, or by the time.
 *
 * Threads: one waits, any ring. A ring while nobody waits ends the next wait at once; several count
 * as one. Owns: a descriptor. */
#ifndef CASEPULSE_BASE_BELL_H
#define CASEPULSE_BASE_BELL_H

#include <stdbool.h>
#include <stdint.h>

struct cp_bell {
    int descriptor;
};

void cp_bell_init(struct cp_bell *bell);
void cp_bell_done(struct cp_bell *bell);

void cp_bell_ring(const struct cp_bell *bell);

/* True: it was rung. False: so long it was not, or a signal came. */
bool cp_bell_wait(const struct cp_bell *bell, int64_t timeout_ms);

#endif
