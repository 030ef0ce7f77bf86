/* Heads and source lines inside larger blobs.
 *
 * Threads: any; pure. */
#ifndef CASEPULSE_HEAD_CODEC_H
#define CASEPULSE_HEAD_CODEC_H

#include "blob.h"
#include "casepulse/aggregator/increments.h"

void cp_head_put(struct cp_blob_writer *writer, const struct cp_head *head);
void cp_head_take(struct cp_blob_reader *reader, struct cp_head *out_head);
void cp_source_put(struct cp_blob_writer *writer, const struct cp_source_line *line);
void cp_source_take(struct cp_blob_reader *reader, struct cp_source_line *out_line);

/* A row's unit and administration. */
void cp_row_key_put(struct cp_blob_writer *writer, const struct cp_row_key *key);
void cp_row_key_take(struct cp_blob_reader *reader, struct cp_row_key *out_key);

#endif
