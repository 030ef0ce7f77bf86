#include "casepulse/aggregator/increments.h"

#include <stdlib.h>

#include "casepulse/aggregator/columns.h"
#include "casepulse/base/assert.h"
#include "casepulse/base/memory.h"
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

bool cp_cells_next(struct cp_cells_reader *reader, struct cp_cell_group *out_group)
{
    if (reader->at == reader->end) {
        return false;
    }
    CP_ASSERT(reader->at < reader->end);
    out_group->row = (uint32_t)cp_unpack(&reader->at);
    const int32_t step = (int32_t)cp_unpack_signed(&reader->at);
    const uint8_t tag = *reader->at++;
    out_group->resolution = cp_tag_resolution(tag);
    out_group->block = cp_tag_block(tag);
    CP_ASSERT(out_group->resolution < CP_RESOLUTION_COUNT);
    reader->step_at[out_group->resolution] += step;
    out_group->at = reader->step_at[out_group->resolution];
    out_group->count = *reader->at++;
    int column = 0;
    for (int i = 0; i < out_group->count; i++) {
        column += *reader->at++;
        out_group->columns[i] = (uint8_t)column;
        out_group->deltas[i] = cp_unpack_signed(&reader->at);
    }
    return true;
}
