/* Batches and heads as bytes for the store: a format byte, varints, a checksum (base/checksum.h).
 *
 * A batch names the table of counters it was written with, by fingerprint; a map leads from an
 * older table to this program's counters. Threads: any; pure. The layout is docs/STATE.md. */
#ifndef CASEPULSE_AGGREGATOR_CODEC_H
#define CASEPULSE_AGGREGATOR_CODEC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "casepulse/aggregator/columns.h"
#include "casepulse/aggregator/increments.h"

/* 64 numbers of at most ten bytes, format and checksum. */
#define CP_HEAD_ENCODED_MAX 1024
#define CP_SOURCE_ENCODED_MAX 1024

size_t cp_head_encode(const struct cp_head *head, uint8_t out_bytes[CP_HEAD_ENCODED_MAX]);

/* False: checksum or shape is wrong. */
bool cp_head_decode(const uint8_t *bytes, size_t size, struct cp_head *out_head);

size_t cp_source_encode(const struct cp_source_line *line,
                        uint8_t out_bytes[CP_SOURCE_ENCODED_MAX]);
bool cp_source_decode(const uint8_t *bytes, size_t size, struct cp_source_line *out_line);

/* The log entry of a batch: rows, cells, heads and sources; not the appends and drops, which go to
 * keys of their own. `out_bytes` has room for cp_batch_encoded_max bytes. */
size_t cp_batch_encoded_max(const struct cp_increments *increments);
size_t cp_batch_encode(const struct cp_increments *increments, uint8_t *out_bytes);

enum cp_batch_decoding {
    CP_BATCH_OK,
    CP_BATCH_DAMAGED,         /* checksum or shape */
    CP_BATCH_UNKNOWN_COLUMNS, /* written with a table that neither this program nor the map has */
};

/* `map` may be NULL: only this program's own table. Counts of counters that this program does not
 * have are left out. */
enum cp_batch_decoding cp_batch_decode(const uint8_t *bytes, size_t size,
                                       const struct cp_column_map *map,
                                       struct cp_increments *out_increments);

#endif
