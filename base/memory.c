#include "casepulse/base/memory.h"

#include <malloc.h>
#include <stdlib.h>
#include <string.h>

#include "casepulse/base/assert.h"

void *cp_allocate(size_t count, size_t size)
{
    void *memory = calloc(count > 0 ? count : 1, size > 0 ? size : 1);
    CP_ASSERT(memory != NULL);
    return memory;
}

void *cp_reallocate(void *memory, size_t count, size_t size)
{
    void *grown = reallocarray(memory, count > 0 ? count : 1, size > 0 ? size : 1);
    CP_ASSERT(grown != NULL);
    return grown;
}

char *cp_copy_text(const char *text)
{
    char *copy = strdup(text);
    CP_ASSERT(copy != NULL);
    return copy;
}

void cp_clear(void *memory, size_t size)
{
    memset(memory, 0, size);
}

void cp_memory_give_back(void)
{
    (void)malloc_trim(0);
}
