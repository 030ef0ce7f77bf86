/* What each source sent to a partition: the books by sender (counting rule 25).
 *
 * Threads: the shard's. Owns: its lines. Bounded: CP_SOURCES_PER_PARTITION lines: the first 64
 * names in the order of the log, "_other" for later ones, "_none" for records without one. */
#ifndef CASEPULSE_SOURCES_H
#define CASEPULSE_SOURCES_H

#include <stddef.h>
#include <stdint.h>

#include "casepulse/aggregator/increments.h"

#define CP_SOURCE_HINTS 128 /* a power of two */

struct cp_sources {
    size_t count, capacity;
    size_t named;                   /* lines that are not ours */
    uint8_t hints[CP_SOURCE_HINTS]; /* by hash of a name: the line found for it last */
    struct cp_source_line *lines;
};

void cp_sources_init(struct cp_sources *sources);
void cp_sources_done(struct cp_sources *sources);

/* A line as it was; each source once. */
void cp_sources_restore(struct cp_sources *sources, const struct cp_source_line *line);

/* The number of the line that a record of `partition` belongs to. `event` may be NULL: none could
 * be read. */
size_t cp_sources_find(struct cp_sources *sources, int32_t partition, const struct cp_event *event);

/* Books one record with its verdict; `reason` is NONE or why it was refused. */
void cp_source_line_book(struct cp_source_line *line, enum cp_verdict verdict,
                         enum cp_reason reason, const struct cp_event *event, int64_t arrival_ms);

#endif
