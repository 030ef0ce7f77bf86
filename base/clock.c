#include "casepulse/base/clock.h"

#include <time.h>

static int64_t cp_clock_read_us(clockid_t id)
{
    struct timespec now;
    (void)clock_gettime(id, &now);
    return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

int64_t cp_clock_wall_ms(void)
{
    return cp_clock_read_us(CLOCK_REALTIME) / 1000;
}

int64_t cp_clock_steady_ms(void)
{
    return cp_clock_read_us(CLOCK_MONOTONIC) / 1000;
}

int64_t cp_clock_cpu_us(void)
{
    return cp_clock_read_us(CLOCK_PROCESS_CPUTIME_ID);
}

void cp_clock_sleep_ms(int64_t milliseconds)
{
    const struct timespec pause = {.tv_sec = milliseconds / 1000,
                                   .tv_nsec = (milliseconds % 1000) * 1000000};
    (void)nanosleep(&pause, NULL);
}
