/* How far a replay is, in one line on a terminal's stderr; elsewhere nothing.
 *
 * Threads: the replay's. Owns: nothing. */
#ifndef CASEPULSE_REPLAY_PROGRESS_H
#define CASEPULSE_REPLAY_PROGRESS_H

#include <stdbool.h>
#include <stdint.h>

#include "casepulse/base/zone.h"

struct cp_replay_progress {
    const struct cp_zone *zone; /* for the simulated time */
    bool is_shown;
    bool has_line;
    int64_t total;    /* offsets to read */
    int64_t begun_ms; /* steady */
    int64_t next_ms;  /* steady; next line */
};

void cp_replay_progress_begin(struct cp_replay_progress *progress, const struct cp_zone *zone,
                              int64_t total);

/* `left`: offsets still to read; `at_ms`: the simulated time, INT64_MIN: none yet. */
void cp_replay_progress_show(struct cp_replay_progress *progress, int64_t left, int64_t at_ms);

/* Takes the line away. */
void cp_replay_progress_end(struct cp_replay_progress *progress);

#endif
