/* What generate tells people on stderr: what it is about to make, a line that moves (on a terminal
 * only, at most five times a second), and the summary.
 *
 * Threads: one. Owns: nothing. */
#ifndef CASEPULSE_FEEDER_GENERATE_PROGRESS_H
#define CASEPULSE_FEEDER_GENERATE_PROGRESS_H

#include <stdbool.h>
#include <stdint.h>

#include "casepulse/feeder/generate.h"

struct cp_generate_progress {
    bool is_terminal;
    bool is_line_open;
    int64_t start_ms; /* steady */
    int64_t start_cpu_us;
    int64_t shown_ms;
    int64_t shown_records; /* at the last look at the clock */
    int64_t every_records; /* between two looks */
};

/* Says the seed, so that the stream can be made again. */
void cp_generate_progress_start(struct cp_generate_progress *progress,
                                const struct cp_generate_options *options);

/* Moves the line, if it is time. */
void cp_generate_progress_show(struct cp_generate_progress *progress,
                               const struct cp_generate_report *report);

/* Takes the time into the report and prints the summary. */
void cp_generate_progress_end(struct cp_generate_progress *progress,
                              const struct cp_generate_options *options,
                              struct cp_generate_report *report);

#endif
