/* What feed tells people on stderr: a line that moves (on a terminal only, at most five times a
 * second), refused rows, and the summary.
 *
 * Threads: one. Owns: nothing. */
#ifndef CASEPULSE_FEEDER_PROGRESS_H
#define CASEPULSE_FEEDER_PROGRESS_H

#include <stdbool.h>
#include <stdint.h>

#include "casepulse/feeder/feed.h"

struct cp_progress {
    bool is_terminal;
    bool is_line_open; /* something stands on the moving line */
    int64_t start_ms;  /* steady */
    int64_t start_cpu_us;
    int64_t shown_ms;
    int64_t shown_rows;  /* rows at the last look at the clock */
    int64_t bytes_total; /* of all files, −1: not known */
};

void cp_progress_start(struct cp_progress *progress);

/* Moves the line, if it is time. `bytes_done` of all files. */
void cp_progress_show(struct cp_progress *progress, const struct cp_feed_report *report,
                      int64_t bytes_done);

/* A whole line of its own. */
void cp_progress_say(struct cp_progress *progress, const char *text);

/* Takes the times into the report and prints the summary. */
void cp_progress_end(struct cp_progress *progress, const struct cp_feed_options *options,
                     struct cp_feed_report *report);

#endif
