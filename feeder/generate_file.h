/* An archive: records with partition, time, key and value in one file; docs/GENERATE.md shows its
 * bytes.
 *
 * Threads: one. Owns: nothing; the stream is lent. */
#ifndef CASEPULSE_FEEDER_GENERATE_FILE_H
#define CASEPULSE_FEEDER_GENERATE_FILE_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "casepulse/feeder/generate.h"

#define CP_ARCHIVE_MAGIC "casepulse records 1\n"

void cp_archive_write_header(FILE *stream);

/* Errors stay with the stream. */
void cp_archive_write(FILE *stream, const struct cp_generated *generated);

/* The partition of a key, as producers place it (Java's, and ours). */
int32_t cp_archive_partition(const void *key, size_t key_size, int32_t partition_count);

#endif
