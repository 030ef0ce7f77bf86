/* Messages for people, one line each, on stderr: `2026-11-22T14:05:09.123Z warning: text`.
 *
 * Data goes to stdout and never through here. Nothing is logged per event: count it, or use a
 * limit. Threads: any (a line is one write). Bounded: a line is cut at 1,024 bytes. */
#ifndef CASEPULSE_BASE_LOG_H
#define CASEPULSE_BASE_LOG_H

#include <stdbool.h>
#include <stdint.h>

#include "casepulse/base/status.h"

enum cp_log_level { CP_LOG_DEBUG, CP_LOG_INFO, CP_LOG_WARNING, CP_LOG_ERROR };

/* Lines below the level are dropped; CP_LOG_INFO at start. Call before other threads start. */
void cp_log_set_level(enum cp_log_level level);

void cp_log(enum cp_log_level level, const char *format, ...) CP_PRINTF(2, 3);

/* Lets `burst` lines through per `window_ms`, then counts the suppressed ones. One per place;
 * threads: one at a time. Zero-initialise, with burst and window_ms set. */
struct cp_log_limit {
    int burst;
    int64_t window_ms;
    int64_t window_start_ms;
    int passed;
    int64_t suppressed;
};

/* True if a line may be written at `now_ms`. When a new window opens, `*out_suppressed` is the
 * number of lines held back since the last line that passed, else 0. */
bool cp_log_limit_pass(struct cp_log_limit *limit, int64_t now_ms, int64_t *out_suppressed);

/* What was held back and not told yet, once the window is over (or `is_over` says that nothing more
 * will come); then it is told: the next call gives 0. */
int64_t cp_log_limit_take_suppressed(struct cp_log_limit *limit, int64_t now_ms, bool is_over);

#endif
