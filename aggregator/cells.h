/* The open counts of a batch: a slot for each (row, step of time, block) that was touched.
 *
 * Threads: the shard's. Owns: its tables. Bounded: CP_SLOTS_MAX slots, CP_POOL_MAX counts, and as
 * many touched counts as surely fit into CP_CELLS_MAX packed bytes. */
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

/* Adds to `count` columns of one block, in a row and step. One record may add to
 * CP_CELLS_SLOTS_PER_RECORD of them that cp_cells_room tells of: a move to two rows, by
 * day, hour and minute, in its block and that of subjects, with two days of backlogs each; and it
 * may be late and a retraction. */
void cp_cells_add(struct cp_cells *cells, uint32_t row, struct cp_step step,
                  const struct cp_touch *touches, int count);
#define CP_CELLS_SLOTS_PER_RECORD 22

/* How many records surely fit beside what is there; full: none. */
size_t cp_cells_room(const struct cp_cells *cells);
bool cp_cells_is_full(const struct cp_cells *cells);
bool cp_cells_is_empty(const struct cp_cells *cells);

/* Packs all counts that are not zero into `out_bytes[CP_CELLS_MAX]`, returns their size, and begins
 * anew. `row_numbers[row]` is the number that a row has in the batch. */
size_t cp_cells_pack(struct cp_cells *cells, const uint32_t *row_numbers, uint8_t *out_bytes);

/* Forgets all counts. */
void cp_cells_clear(struct cp_cells *cells);

#endif
