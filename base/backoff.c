#include "casepulse/base/backoff.h"

/* splitmix64 (S. Vigna, public domain): enough for jitter. */
static uint64_t cp_backoff_random(struct cp_backoff *backoff)
{
    backoff->seed += UINT64_C(0x9E3779B97F4A7C15);
    uint64_t mixed = backoff->seed;
    mixed = (mixed ^ (mixed >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
    mixed = (mixed ^ (mixed >> 27)) * UINT64_C(0x94D049BB133111EB);
    return mixed ^ (mixed >> 31);
}

int64_t cp_backoff_next_ms(struct cp_backoff *backoff)
{
    const int64_t whole_ms = backoff->next_ms > 0 ? backoff->next_ms : CP_BACKOFF_FIRST_MS;
    const int64_t doubled_ms = whole_ms * 2;
    backoff->next_ms = doubled_ms < CP_BACKOFF_LAST_MS ? doubled_ms : CP_BACKOFF_LAST_MS;
    const int64_t half_ms = whole_ms / 2;
    return half_ms + (int64_t)(cp_backoff_random(backoff) % (uint64_t)(half_ms + 1));
}

void cp_backoff_reset(struct cp_backoff *backoff)
{
    backoff->next_ms = 0;
}
