#include "casepulse/base/random.h"

#include <sys/random.h>
#include <sys/types.h>

#include "casepulse/base/assert.h"

void cp_random_bytes(void *out_bytes, size_t size)
{
    /* Up to 256 bytes come whole or not at all. */
    CP_ASSERT(size <= 256);
    const ssize_t filled = getrandom(out_bytes, size, 0);
    CP_ASSERT(filled == (ssize_t)size);
}
