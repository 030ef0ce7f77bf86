/* The counts of one row at one resolution: by step of time (resolution.h), block and column. Days
 * are kept for good, hours and minutes as long as a window may reach them.
 *
 * A sorted, packed run (run.h) and an unsorted tail of newcomers; when the tail has
 * grown to its share of the run, both are merged, so that a count is moved a few times in its life
 * and the tails, at 16 bytes a count, stay about as small as the runs.
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
    size_t tail_summed; /* how many of the tail somebody who sums has seen */
    bool is_forgetful;
    int32_t first; /* what is before it goes, if so */
};

void cp_history_done(struct cp_history *history);

/* The tail may grow to a 1/2^share of the run: less memory, or fewer moves. */
#define CP_TAIL_SHARE 2
#define CP_TAIL_SHARE_LOADING 1

/* Adds to one count. */
void cp_history_add(struct cp_history *history, struct cp_history_count count, unsigned share);

/* True if the next ones that are added merge the tail into the run, and with it what was not summed
 * yet. */
bool cp_history_is_full(const struct cp_history *history, unsigned share);

/* Adds `count` more, which the caller writes before anything else is asked. */
struct cp_pair *cp_history_extend(struct cp_history *history, size_t count, unsigned share);

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

/* All counts, or those that were added since they were read last: from now on they count as read.
 */
struct cp_history_reader cp_history_read(struct cp_history *history);
struct cp_history_reader cp_history_read_news(struct cp_history *history);

/* The next count; false at the end. Counts of one (step, block, column) may come in two or more
 * parts: add them up. */
bool cp_history_next(struct cp_history_reader *reader, struct cp_history_count *out_count);

#endif
