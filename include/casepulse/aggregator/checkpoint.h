/* The totals as one value: what a publisher loads before the log entries behind it.
 *
 * Threads: the publisher's. Layout: docs/STATE.md. About 3 bytes a non-zero day count. */
#ifndef CASEPULSE_AGGREGATOR_CHECKPOINT_H
#define CASEPULSE_AGGREGATOR_CHECKPOINT_H

#include <stddef.h>
#include <stdint.h>

#include "casepulse/aggregator/codec.h"
#include "casepulse/aggregator/picture.h"

/* Everything counted so far; `*out_bytes` is the caller's to free. Returns its size. */
size_t cp_totals_save(struct cp_totals *totals, uint8_t **out_bytes);

/* Forgets everything and takes the checkpoint instead. On failure the totals are empty. */
enum cp_batch_decoding cp_totals_load(struct cp_totals *totals, const uint8_t *bytes, size_t size,
                                      const struct cp_column_map *map);

/* Forgets everything. */
void cp_totals_clear(struct cp_totals *totals);

#endif
