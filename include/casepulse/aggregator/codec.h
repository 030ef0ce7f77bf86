/* Batches, heads and totals as bytes for the store: little more than varints, each with a checksum
 * at its end (base/checksum.h) and with the ids of its columns or their fingerprint, so that a
 * program with other counters still reads them.
 *
 * Threads: any; pure. The layout is docs/STATE.md; its number is CP_STATE_FORMAT. */
#ifndef CASEPULSE_AGGREGATOR_CODEC_H
#define CASEPULSE_AGGREGATOR_CODEC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "casepulse/aggregator/increments.h"

#define CP_HEAD_ENCODED_MAX 1024
#define CP_SOURCE_ENCODED_MAX 1024

size_t cp_head_encode(const struct cp_head *head, uint8_t out_bytes[CP_HEAD_ENCODED_MAX]);
bool cp_head_decode(const uint8_t *bytes, size_t size, struct cp_head *out_head);

size_t cp_source_encode(const struct cp_source_line *line,
                        uint8_t out_bytes[CP_SOURCE_ENCODED_MAX]);
bool cp_source_decode(const uint8_t *bytes, size_t size, struct cp_source_line *out_line);

/* The log entry of a batch: rows, cells, heads and sources; not the appends and drops, which go to
 * keys of their own. `out_bytes` has cp_batch_encoded_max bytes. */
size_t cp_batch_encoded_max(const struct cp_increments *increments);
size_t cp_batch_encode(const struct cp_increments *increments, uint8_t *out_bytes);

/* False: the checksum or the shape is wrong. Columns that this program does not know are dropped. */
bool cp_batch_decode(const uint8_t *bytes, size_t size, struct cp_increments *out_increments);

#endif
