/* The counts of one row at one resolution: by step of time (resolution.h), block and column. Days
 * are kept for good, hours and minutes as long as a window may reach them.
 *
 * A sorted, packed run (about 3 bytes a count) and an unsorted tail of newcomers; when the tail has
 * grown to its share of the run, both are merged, so that a count is moved a few times in its life
 * and the tails, at 16 bytes a count, stay about as small as the runs.
 *
 * Threads: one. Owns: run and tail. Zero-initialise before use. */
#ifndef CASEPULSE_HISTORY_H
#define CASEPULSE_HISTORY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct cp_history_count {
    int32_t at; /* the step of the resolution: a date, hour or minute */
    uint8_t block;
    uint8_t column;
    int64_t value;
};

/* One of the tail: its place in the order of runs, and what is added there. */
struct cp_history_newcomer {
    uint64_t place;
    int64_t value;
};

struct cp_history {
    uint8_t *run;
    size_t run_size;
    size_t run_counts;
    struct cp_history_newcomer *tail;
    size_t tail_count;
    size_t tail_capacity;
    bool is_forgetful;
    int32_t first; /* what is before it goes, if so */
};

void cp_history_done(struct cp_history *history);

/* The tail may grow to a 1/share of the run: less memory, or fewer moves. */
#define CP_TAIL_SHARE 4
#define CP_TAIL_SHARE_LOADING 2

/* Adds to one count. */
void cp_history_add(struct cp_history *history, struct cp_history_count count, size_t share);

/* Steps before `first`, which never goes back, are not needed any more: they leave when the history
 * is packed next. */
void cp_history_forget_before(struct cp_history *history, int32_t first);

/* Moves everything into the run, and keeps no room for newcomers. */
void cp_history_pack(struct cp_history *history);

/* Takes a copy of a packed run; the history was empty. */
void cp_history_adopt(struct cp_history *history, const uint8_t *run, size_t size, size_t counts);

struct cp_history_reader {
    const struct cp_history *history;
    const uint8_t *at;
    int32_t step;
    uint8_t block;
    uint8_t column;
    uint8_t columns_left;
    size_t tail_at;
};

struct cp_history_reader cp_history_read(const struct cp_history *history);

/* The next count; false at the end. Counts of one (step, block, column) may come in two or more
 * parts: add them up. */
bool cp_history_next(struct cp_history_reader *reader, struct cp_history_count *out_count);

#endif
