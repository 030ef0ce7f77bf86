#include "casepulse/base/assert.h"

#include <stdio.h>
#include <stdlib.h>

void cp_assert_failed(const char *file, int line, const char *condition)
{
    (void)fprintf(stderr, "casepulse: bug at %s:%d: %s\n", file, line, condition);
    abort();
}
