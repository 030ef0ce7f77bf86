/* The open counts of a batch: a slot for each (row, day, block) that was touched.
 *
 * Threads: the shard's. Owns: its tables. Bounded: CP_SLOTS_MAX slots, CP_POOL_MAX counts, and as
 * many touched counts as surely fit into CP_CELLS_MAX packed bytes. */
#ifndef CASEPULSE_CELLS_H
#define CASEPULSE_CELLS_H

#include <stdbool.h>
#include <stdint.h>

#include "casepulse/aggregator/increments.h"

struct cp_cells;

struct cp_cells *cp_cells_create(void);
void cp_cells_free(struct cp_cells *cells);

/* The counts of a block's columns in a row on a day, zero at first. Valid until cp_cells_pack. At
 * most CP_CELLS_SLOTS_PER_RECORD new slots between two looks at cp_cells_is_full. */
int32_t *cp_cells_find(struct cp_cells *cells, uint32_t row, int32_t day, uint8_t block);
#define CP_CELLS_SLOTS_PER_RECORD 4

bool cp_cells_is_full(const struct cp_cells *cells);
bool cp_cells_is_empty(const struct cp_cells *cells);

/* Packs all counts that are not zero into `out_bytes[CP_CELLS_MAX]`, returns their size, and begins
 * anew. `out_row(context, row)` gives the number that a row has in the batch. */
size_t cp_cells_pack(struct cp_cells *cells, uint32_t (*out_row)(void *context, uint32_t row),
                     void *context, uint8_t *out_bytes);

/* Forgets all counts. */
void cp_cells_clear(struct cp_cells *cells);

#endif
