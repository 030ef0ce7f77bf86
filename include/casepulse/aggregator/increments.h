/* One sealed batch: what a shard adds to the figures, with the heads of the partitions it read.
 *
 * Left of it nobody knows windows, right of it nobody knows events. The increments are packed as
 * groups (row, step of time, block) of (column, delta) pairs; cp_cells_next reads them. A step is a
 * local date, and again a UTC hour and minute, of the event (resolution.h): whoever wants days
 * reads only those. A batch names its own rows: it needs nothing from earlier ones.
 *
 * Threads: filled by the shard, then read by whoever took it from the ring; never both.
 * Bounded: a batch is at most CP_BATCH_BYTES_MAX, of which CP_CELLS_MAX may be cells,
 * CP_ROW_BYTES_MAX row names, CP_APPEND_BYTES_MAX appends, and CP_BATCH_LINES_MAX heads and source
 * lines (some 300 bytes each, opened partitions without records apart). */
#ifndef CASEPULSE_AGGREGATOR_INCREMENTS_H
#define CASEPULSE_AGGREGATOR_INCREMENTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "casepulse/aggregator/figures.h"
#include "casepulse/aggregator/memory.h"
#include "casepulse/aggregator/resolution.h"
#include "casepulse/proto/event.h"
#include "casepulse/proto/verdict.h"

#define CP_BATCH_BYTES_MAX ((size_t)1 << 20)
#define CP_CELLS_MAX ((size_t)448 << 10)
#define CP_ROW_BYTES_MAX ((size_t)64 << 10)
#define CP_APPEND_BYTES_MAX ((size_t)840 << 10)
#define CP_BATCH_LINES_MAX 400
#define CP_BATCH_LINE_BYTES 300
#define CP_BATCH_ROWS_MAX 65536
#define CP_PARTITIONS_MAX 1024
#define CP_DAY_NONE INT32_MAX

/* A row as sent: the unit and the administration that the sender named. */
struct cp_row_key {
    struct cp_short_text unit; /* or "_none", "_other" */
    uint8_t administration;    /* 0 = none named */
    bool is_turned_away; /* no row: a partition has no place for this unit any more, and counts
                            it in "_other" (counting rule 8); no cells name it */
};

/* Where a partition stands and what became of its records. Sums since `start`, so a later head of
 * the same partition replaces an earlier one. The books balance when
 * offset − start = Σ verdicts + gaps + lost. */
struct cp_head {
    int32_t partition;
    int64_t previous;           /* offset at the seal before: the batch covers [previous, offset) */
    int64_t start;              /* offset of the first record that was to be read */
    int64_t offset;             /* next offset: everything below is in the figures */
    int64_t largest_arrival_ms; /* Kafka timestamp, of all records read; INT64_MIN: none */
    int64_t last_arrival_ms;    /* of the last record read; INT64_MIN: none */
    int64_t verdicts[CP_VERDICT_COUNT];
    int64_t gaps;         /* offsets without a record */
    int64_t lost;         /* offsets that an operator accepted as lost */
    int64_t altered;      /* some of the duplicates: other content under a known id */
    int64_t contradicted; /* some of those counted: originals that differ from their earlier
                             retraction */
    int64_t refused[CP_REASON_END]; /* by reason */
    /* The last record that was read, to know the log by: a topic made anew has another there. */
    int64_t anchor_offset; /* −1: none yet */
    int64_t anchor_arrival_ms;
    uint32_t anchor_hash; /* base/checksum.h of its value */
};

/* What one source sent to a partition (counting rule 25). A later line of the same partition and
 * source replaces an earlier one. */
struct cp_source_line {
    int32_t partition;
    char source[CP_SOURCE_MAX + 1]; /* "_none", "_other" for those beyond the first 64 */
    int64_t verdicts[CP_VERDICT_COUNT];
    int64_t refused[CP_REASON_END];
    uint64_t first, last; /* smallest and largest source_seq; 0: none */
    int64_t sequenced;    /* counted and retracted records with a source_seq */
    int64_t last_arrival_ms;
};
#define CP_SOURCES_PER_PARTITION 66 /* 64 named ones, _none, _other */

/* True if every offset between start and offset is accounted for. */
bool cp_head_is_balanced(const struct cp_head *head);

struct cp_increments {
    uint32_t columns;  /* the table that its cells are of: this program's (columns.h) */
    int32_t first_day; /* earliest date of a counted event in the batch; CP_DAY_NONE: none */
    size_t row_count;
    struct cp_row_key *rows;
    size_t cells_size;
    uint8_t *cells;
    size_t head_count;
    struct cp_head *heads; /* of the partitions that moved since the seal before */
    size_t source_count;
    struct cp_source_line *sources; /* the same */
    size_t append_count;
    struct cp_append *appends;
    size_t append_size;
    uint8_t *append_bytes;
    size_t drop_count;
    struct cp_drop *drops;
};
#define CP_APPENDS_MAX 4096
#define CP_DROPS_MAX 4096
#define CP_SOURCE_LINES_MAX CP_BATCH_LINES_MAX

/* Empty, with room for the limits above. */
struct cp_increments *cp_increments_create(void);
void cp_increments_free(struct cp_increments *increments);

/* One group of the packed cells. */
struct cp_cell_group {
    uint32_t row; /* index into rows */
    enum cp_resolution resolution;
    int32_t at; /* the step of that resolution */
    uint8_t block;
    int count; /* 1 to CP_BLOCK_WIDTH_MAX */
    uint8_t columns[CP_BLOCK_WIDTH_MAX];
    int64_t deltas[CP_BLOCK_WIDTH_MAX];
};

struct cp_cells_reader {
    const uint8_t *at;
    const uint8_t *end;
    int32_t step_at[CP_RESOLUTION_COUNT]; /* of the group before */
};

struct cp_cells_reader cp_cells_read(const struct cp_increments *increments);

/* The next group; false at the end. */
bool cp_cells_next(struct cp_cells_reader *reader, struct cp_cell_group *out_group);

/* Groups behind one another that are of one row and resolution. */
struct cp_cells_span {
    uint32_t row;
    enum cp_resolution resolution;
    int32_t step_before; /* what the first group's step is told from */
    const uint8_t *groups;
    size_t size;
    size_t group_count;
    size_t counts; /* (column, delta) in all groups */
};

/* The next groups, all that stand together, unread; false at the end. */
bool cp_cells_next_span(struct cp_cells_reader *reader, struct cp_cells_span *out_span);

#endif
