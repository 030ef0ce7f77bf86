/* The counts of one row at one resolution: by step of time (resolution.h), block and column. Days
 * are kept for good, hours and minutes as long as a window may reach them.
 *
 * A sorted, packed run (run.h) and an unsorted tail of newcomers, as few events leave them: when it
 * has grown to its share of the run, both are merged, so that a count is moved a few times in its
 * life and the tails, at 16 bytes a count, stay smaller than the runs. Many newcomers are merged at
 * once.
 *
 * Threads: one. Owns: run and tail. Zero-initialise before use. */
#ifndef CASEPULSE_HISTORY_H
#define CASEPULSE_HISTORY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "run.h"

struct cp_history_count {
    int32_t at; /* the step of the resolution: a date, hour or minute */
    uint8_t block;
    uint8_t column;
    int64_t value;
};

struct cp_history {
    struct cp_run run;
    struct cp_pair *tail; /* by place (run.h) */
    size_t tail_count;
    size_t tail_capacity;
    bool is_forgetful;
    int32_t first; /* what is before it goes, if so */
};

void cp_history_done(struct cp_history *history);

/* The tail may grow to 1/2^CP_TAIL_SHARE of the run, or to CP_TAIL_MIN. */
#define CP_TAIL_SHARE 3
#define CP_TAIL_MIN 64

/* Adds to counts: sorted by place, each place once. */
void cp_history_add(struct cp_history *history, const struct cp_pair *newcomers, size_t count);

/* Steps before `first`, which never goes back, are not needed any more: they leave when the history
 * is packed next. */
void cp_history_forget_before(struct cp_history *history, int32_t first);

/* Moves everything into the run, and keeps no room for newcomers. */
void cp_history_pack(struct cp_history *history);

/* Takes a copy of a packed run; the history was empty. */
void cp_history_adopt(struct cp_history *history, const uint8_t *run, size_t size, size_t counts);

struct cp_history_reader {
    const struct cp_history *history;
    struct cp_run_reader run;
    size_t tail_at;
};

struct cp_history_reader cp_history_read(const struct cp_history *history);

/* The next count; false at the end. Counts of one (step, block, column) may come in two or more
 * parts: add them up. */
bool cp_history_next(struct cp_history_reader *reader, struct cp_history_count *out_count);

#endif
