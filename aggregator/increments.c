#include "casepulse/aggregator/increments.h"

#include <stdlib.h>

#include "casepulse/aggregator/columns.h"
#include "casepulse/base/assert.h"
#include "casepulse/base/memory.h"
#include "counts.h"
#include "pack.h"
#include "tag.h"

bool cp_head_is_balanced(const struct cp_head *head)
{
    int64_t accounted = head->gaps + head->lost;
    for (int verdict = 0; verdict < CP_VERDICT_COUNT; verdict++) {
        accounted += head->verdicts[verdict];
    }
    return head->offset - head->start == accounted;
}

struct cp_increments *cp_increments_create(void)
{
    struct cp_increments *increments = cp_allocate(1, sizeof(*increments));
    increments->columns = cp_columns_own_fingerprint(); /* dear: a checksum of all ids */
    increments->first_day = CP_DAY_NONE;
    increments->rows = cp_allocate(CP_BATCH_ROWS_MAX, sizeof(*increments->rows));
    increments->cells = cp_allocate(CP_CELLS_MAX, 1);
    increments->heads = cp_allocate(CP_PARTITIONS_MAX, sizeof(*increments->heads));
    increments->sources = cp_allocate(CP_SOURCE_LINES_MAX, sizeof(*increments->sources));
    increments->appends = cp_allocate(CP_APPENDS_MAX, sizeof(*increments->appends));
    increments->append_bytes = cp_allocate(CP_APPEND_BYTES_MAX, 1);
    increments->drops = cp_allocate(CP_DROPS_MAX, sizeof(*increments->drops));
    return increments;
}

void cp_increments_free(struct cp_increments *increments)
{
    if (increments == NULL) {
        return;
    }
    free(increments->rows);
    free(increments->cells);
    free(increments->heads);
    free(increments->sources);
    free(increments->appends);
    free(increments->append_bytes);
    free(increments->drops);
    free(increments);
}

struct cp_cells_reader cp_cells_read(const struct cp_increments *increments)
{
    return (struct cp_cells_reader){.at = increments->cells,
                                    .end = increments->cells + increments->cells_size};
}

/* What stands before the counts of a group. */
struct cp_cells_head {
    uint32_t row;
    int32_t step; /* its difference to the group before */
    uint8_t tag;
    uint8_t count;
    const uint8_t *counts;
};

static inline struct cp_cells_head cp_cells_head_at(const uint8_t *at)
{
    struct cp_cells_head head = {.row = (uint32_t)cp_unpack(&at)};
    head.step = (int32_t)cp_unpack_signed(&at);
    head.tag = *at++;
    head.count = *at++;
    head.counts = at;
    return head;
}

bool cp_cells_next(struct cp_cells_reader *reader, struct cp_cell_group *out_group)
{
    if (reader->at == reader->end) {
        return false;
    }
    CP_ASSERT(reader->at < reader->end);
    const struct cp_cells_head head = cp_cells_head_at(reader->at);
    out_group->row = head.row;
    out_group->resolution = cp_tag_resolution(head.tag);
    out_group->block = cp_tag_block(head.tag);
    CP_ASSERT(out_group->resolution < CP_RESOLUTION_COUNT);
    reader->step_at[out_group->resolution] += head.step;
    out_group->at = reader->step_at[out_group->resolution];
    out_group->count = head.count;
    struct cp_counts_reader counts = cp_counts_read(head.counts, head.count);
    for (int i = 0; cp_counts_next(&counts, &out_group->deltas[i]); i++) {
        out_group->columns[i] = counts.column;
    }
    reader->at = counts.at;
    return true;
}

bool cp_cells_next_span(struct cp_cells_reader *reader, struct cp_cells_span *out_span)
{
    if (reader->at == reader->end) {
        return false;
    }
    CP_ASSERT(reader->at < reader->end);
    struct cp_cells_head head = cp_cells_head_at(reader->at);
    const enum cp_resolution resolution = cp_tag_resolution(head.tag);
    const uint32_t row = head.row;
    CP_ASSERT(resolution < CP_RESOLUTION_COUNT);
    *out_span = (struct cp_cells_span){.row = row,
                                       .resolution = resolution,
                                       .step_before = reader->step_at[resolution],
                                       .groups = reader->at};
    int32_t step = reader->step_at[resolution];
    do {
        step += head.step;
        out_span->group_count++;
        out_span->counts += head.count;
        reader->at = cp_counts_skip(head.counts, reader->end, head.count);
        if (reader->at == reader->end) {
            break;
        }
        head = cp_cells_head_at(reader->at);
    } while (head.row == row && cp_tag_resolution(head.tag) == resolution);
    reader->step_at[resolution] = step;
    out_span->size = (size_t)(reader->at - out_span->groups);
    return true;
}
