/* A bounded queue of pointers from one thread to one other, without locks.
 *
 * Threads: one producer (put) and one consumer (take); create and free with neither running.
 * Owns: its slots, never what they point to. Bounded: `capacity` pointers; a full ring refuses. */
#ifndef CASEPULSE_BASE_RING_H
#define CASEPULSE_BASE_RING_H

#include <stdbool.h>
#include <stddef.h>

struct cp_ring;

/* `capacity`: a power of two, 1 to 65,536. */
struct cp_ring *cp_ring_create(size_t capacity);
void cp_ring_free(struct cp_ring *ring);

/* False: full, nothing was put. `item` is not NULL. */
bool cp_ring_put(struct cp_ring *ring, void *item);

/* NULL: empty. Items come in the order in which they were put. */
void *cp_ring_take(struct cp_ring *ring);

#endif
