/* A wall clock that is ahead, so that a benchmark need not wait for midnight:
 * CASEPULSE_BENCH_AHEAD_MS, read once. */
#include <stdlib.h>

#include "casepulse/base/clock.h"
#include "replaced.h"

CP_REPLACED(cp_clock_wall_ms);
__typeof__(cp_clock_wall_ms) cp_real_clock_wall_ms __asm__("__real_cp_clock_wall_ms");

static int64_t ahead_ms = -1;

int64_t cp_bench_cp_clock_wall_ms(void)
{
    if (ahead_ms < 0) { /* the main thread asks first, before there are others */
        const char *text = getenv("CASEPULSE_BENCH_AHEAD_MS");
        ahead_ms = text != NULL ? strtoll(text, NULL, 10) : 0;
    }
    return cp_real_clock_wall_ms() + ahead_ms;
}
