#include "casepulse/base/clock.h"

#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

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

int64_t cp_clock_thread_cpu_us(void)
{
    return cp_clock_read_us(CLOCK_THREAD_CPUTIME_ID);
}

/* Clock ticks from the machine's start to that of the process: the 22nd field of its state. The
 * second one, the program's name in parentheses, may hold blanks. */
static bool cp_clock_read_start(int64_t *out_ticks)
{
    char line[1024];
    FILE *file = fopen("/proc/self/stat", "re");
    if (file == NULL) {
        return false;
    }
    const char *read = fgets(line, sizeof(line), file);
    (void)fclose(file);
    const char *field = read == NULL ? NULL : strrchr(line, ')');
    for (int number = 2; number < 22 && field != NULL; number++) {
        field = strchr(field + 1, ' ');
    }
    return field != NULL && sscanf(field, "%" SCNd64, out_ticks) == 1;
}

int64_t cp_clock_started_ms(void)
{
    const int64_t now_ms = cp_clock_steady_ms();
    const int64_t ticks_a_second = sysconf(_SC_CLK_TCK);
    int64_t ticks = 0;
    if (ticks_a_second <= 0 || !cp_clock_read_start(&ticks)) {
        return now_ms;
    }
    const int64_t age_ms = cp_clock_read_us(CLOCK_BOOTTIME) / 1000 - ticks * 1000 / ticks_a_second;
    return age_ms > 0 ? now_ms - age_ms : now_ms;
}

void cp_clock_sleep_ms(int64_t milliseconds)
{
    const struct timespec pause = {.tv_sec = milliseconds / 1000,
                                   .tv_nsec = (milliseconds % 1000) * 1000000};
    (void)nanosleep(&pause, NULL);
}
