/* Lamport's single-producer, single-consumer queue. `head` and `tail` count for ever; their
 * difference is the fill. Each side keeps a copy of the other's counter and looks again only when
 * the copy says full or empty, so that in the steady state the sides do not share a cache line. */
#include "casepulse/base/ring.h"

#include <stdalign.h>
#include <stdatomic.h>
#include <stdlib.h>

#include "casepulse/base/assert.h"
#include "casepulse/base/memory.h"

struct cp_ring {
    /* Written by the producer. */
    alignas(CP_CACHE_LINE) atomic_size_t tail;
    size_t head_seen;
    /* Written by the consumer. */
    alignas(CP_CACHE_LINE) atomic_size_t head;
    size_t tail_seen;
    /* Written by nobody after creation; the slots' contents follow `tail`. */
    alignas(CP_CACHE_LINE) size_t mask;
    void **slots;
};

struct cp_ring *cp_ring_create(size_t capacity)
{
    CP_ASSERT(capacity >= 1 && capacity <= 65536 && (capacity & (capacity - 1)) == 0);
    struct cp_ring *ring = cp_allocate_lines(1, sizeof(*ring));
    atomic_init(&ring->tail, 0);
    atomic_init(&ring->head, 0);
    ring->head_seen = 0;
    ring->tail_seen = 0;
    ring->mask = capacity - 1;
    ring->slots = cp_allocate(capacity, sizeof(void *));
    return ring;
}

void cp_ring_free(struct cp_ring *ring)
{
    if (ring == NULL) {
        return;
    }
    free(ring->slots);
    free(ring);
}

bool cp_ring_put(struct cp_ring *ring, void *item)
{
    CP_ASSERT(item != NULL);
    const size_t tail = atomic_load_explicit(&ring->tail, memory_order_relaxed);
    if (tail - ring->head_seen > ring->mask) {
        /* Pairs with the release in cp_ring_take: the slot is read before it is used again. */
        ring->head_seen = atomic_load_explicit(&ring->head, memory_order_acquire);
        if (tail - ring->head_seen > ring->mask) {
            return false;
        }
    }
    ring->slots[tail & ring->mask] = item;
    /* Pairs with the acquire in cp_ring_take: slot and pointee are written before they are seen. */
    atomic_store_explicit(&ring->tail, tail + 1, memory_order_release);
    return true;
}

void *cp_ring_take(struct cp_ring *ring)
{
    const size_t head = atomic_load_explicit(&ring->head, memory_order_relaxed);
    if (head == ring->tail_seen) {
        /* Pairs with the release in cp_ring_put. */
        ring->tail_seen = atomic_load_explicit(&ring->tail, memory_order_acquire);
        if (head == ring->tail_seen) {
            return NULL;
        }
    }
    void *item = ring->slots[head & ring->mask];
    /* Pairs with the acquire in cp_ring_put. */
    atomic_store_explicit(&ring->head, head + 1, memory_order_release);
    return item;
}
