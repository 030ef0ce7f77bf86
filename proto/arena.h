/* Scratch memory handed out from front to back and taken back all at once.
 *
 * Threads: one at a time. Owns: one block, made at creation. Bounded: `size` bytes; a full arena
 * hands out NULL. */
#ifndef CASEPULSE_ARENA_H
#define CASEPULSE_ARENA_H

#include <stddef.h>

struct cp_arena {
    unsigned char *block;
    size_t size;
    size_t used;
};

void cp_arena_init(struct cp_arena *arena, size_t size);
void cp_arena_done(struct cp_arena *arena);

/* `size` bytes aligned to 16, not zeroed; NULL if there is no room. */
void *cp_arena_take(struct cp_arena *arena, size_t size);

/* All that was handed out is free again. */
void cp_arena_reset(struct cp_arena *arena);

#endif
