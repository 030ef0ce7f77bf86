/* The open counts of a batch: what was touched, by (row, step of time, counter).
 *
 * Threads: the shard's. Owns: its notes. Bounded: 131,072 touches, and as many as surely fit into
 * CP_CELLS_MAX packed bytes. */
#ifndef CASEPULSE_CELLS_H
#define CASEPULSE_CELLS_H

#include <stdbool.h>
#include <stdint.h>

#include "casepulse/aggregator/increments.h"
#include "columns.h"

struct cp_cells;

struct cp_cells *cp_cells_create(void);
void cp_cells_free(struct cp_cells *cells);

struct cp_step {
    enum cp_resolution resolution;
    int32_t at;
};

/* Adds to `count` counters, in a row of the batch and a step. One record may add to
 * CP_CELLS_TOUCHES_PER_RECORD of them that cp_cells_room tells of: a move to two rows, by day, hour
 * and minute, with two days of backlogs each. */
void cp_cells_add(struct cp_cells *cells, uint32_t row, struct cp_step step,
                  const struct cp_touch *touches, int count);
#define CP_CELLS_TOUCHES_PER_RECORD (2 * (CP_RESOLUTION_COUNT * CP_TOUCHES_MAX + 2))

/* The most that the packed counts take so far, and that one record adds. */
size_t cp_cells_bytes(const struct cp_cells *cells);
#define CP_CELLS_BYTES_PER_RECORD (CP_CELLS_TOUCHES_PER_RECORD * (size_t)21)

/* How many records surely fit beside what is there; full: none. */
size_t cp_cells_room(const struct cp_cells *cells);
bool cp_cells_is_full(const struct cp_cells *cells);
bool cp_cells_is_empty(const struct cp_cells *cells);

/* Packs all counts that are not zero into `out_bytes[CP_CELLS_MAX]`, by row, resolution, step and
 * column, returns their size, and begins anew. */
size_t cp_cells_pack(struct cp_cells *cells, uint8_t *out_bytes);

/* Forgets all counts. */
void cp_cells_clear(struct cp_cells *cells);

#endif
