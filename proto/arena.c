#include "arena.h"

#include <stdlib.h>

#include "casepulse/base/memory.h"

#define CP_ARENA_ALIGNMENT 16

void cp_arena_init(struct cp_arena *arena, size_t size)
{
    *arena = (struct cp_arena){.block = cp_allocate(size, 1), .size = size};
}

void cp_arena_done(struct cp_arena *arena)
{
    free(arena->block);
    *arena = (struct cp_arena){0};
}

void *cp_arena_take(struct cp_arena *arena, size_t size)
{
    size_t left = arena->size - arena->used;
    size_t padded = (size + CP_ARENA_ALIGNMENT - 1) / CP_ARENA_ALIGNMENT * CP_ARENA_ALIGNMENT;
    if (padded < size || padded > left) {
        return NULL;
    }
    void *memory = arena->block + arena->used;
    arena->used += padded;
    return memory;
}

void cp_arena_reset(struct cp_arena *arena)
{
    arena->used = 0;
}
