#include "casepulse/base/log.h"

#include <stdarg.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

#include "casepulse/base/clock.h"

#define CP_LOG_LINE_MAX 1024

static enum cp_log_level cp_log_level_min = CP_LOG_INFO;

static const char *const cp_log_level_names[] = {"debug", "info", "warning", "error"};

void cp_log_set_level(enum cp_log_level level)
{
    cp_log_level_min = level;
}

static size_t cp_log_write_stamp(char *line, size_t capacity, int64_t now_ms)
{
    const time_t seconds = (time_t)(now_ms / 1000);
    struct tm utc;
    (void)gmtime_r(&seconds, &utc);
    const size_t used = strftime(line, capacity, "%Y-%m-%dT%H:%M:%S", &utc);
    const int more = snprintf(line + used, capacity - used, ".%03dZ ", (int)(now_ms % 1000));
    return used + (size_t)more;
}

void cp_log(enum cp_log_level level, const char *format, ...)
{
    if (level < cp_log_level_min) {
        return;
    }
    char line[CP_LOG_LINE_MAX];
    size_t used = cp_log_write_stamp(line, sizeof(line), cp_clock_wall_ms());
    used += (size_t)snprintf(line + used, sizeof(line) - used, "%s: ", cp_log_level_names[level]);
    va_list arguments;
    va_start(arguments, format);
    const int more = vsnprintf(line + used, sizeof(line) - used, format, arguments);
    va_end(arguments);
    used += more > 0 ? (size_t)more : 0;
    if (used > sizeof(line) - 1) {
        used = sizeof(line) - 1;
    }
    line[used++] = '\n';
    /* One write keeps lines of several threads apart; a closed stderr is nobody's error. */
    const ssize_t written = write(STDERR_FILENO, line, used);
    (void)written;
}

bool cp_log_limit_pass(struct cp_log_limit *limit, int64_t now_ms, int64_t *out_suppressed)
{
    *out_suppressed = 0;
    const bool is_new_window =
        limit->passed == 0 || now_ms - limit->window_start_ms >= limit->window_ms;
    if (!is_new_window && limit->passed >= limit->burst) {
        limit->suppressed++;
        return false;
    }
    if (is_new_window) {
        limit->window_start_ms = now_ms;
        limit->passed = 0;
        *out_suppressed = limit->suppressed;
        limit->suppressed = 0;
    }
    limit->passed++;
    return true;
}

int64_t cp_log_limit_take_suppressed(struct cp_log_limit *limit, int64_t now_ms, bool is_over)
{
    if (!is_over && now_ms - limit->window_start_ms < limit->window_ms) {
        return 0;
    }
    const int64_t suppressed = limit->suppressed;
    limit->suppressed = 0;
    return suppressed;
}
