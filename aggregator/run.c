#include "run.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "casepulse/aggregator/figures.h"
#include "casepulse/base/assert.h"
#include "casepulse/base/memory.h"

static_assert(CP_BLOCK_WIDTH_MAX <= 1 << CP_PLACE_COLUMN_BITS, "a column fits into a place");
static_assert(CP_BLOCK_COUNT <= 1 << CP_PLACE_BLOCK_BITS, "a block fits into a place");

void cp_run_done(struct cp_run *run)
{
    free(run->bytes);
    free(run->marks);
    *run = (struct cp_run){0};
}

void cp_run_adopt(struct cp_run *run, const uint8_t *bytes, size_t size, size_t counts)
{
    CP_ASSERT(run->bytes == NULL);
    run->bytes = cp_allocate(size, 1);
    memcpy(run->bytes, bytes, size);
    run->size = size;
    run->counts = counts;
}

struct cp_run_reader cp_run_read(const struct cp_run *run)
{
    return (struct cp_run_reader){.counts = cp_counts_read(run->bytes, 0),
                                  .end = run->bytes + run->size};
}

static bool cp_run_next_group(struct cp_run_reader *reader)
{
    if (reader->counts.at == reader->end) {
        return false;
    }
    const uint8_t *at = reader->counts.at;
    reader->step += (int32_t)cp_unpack_signed(&at);
    reader->block = at[0];
    reader->counts = cp_counts_read(at + 2, at[1]);
    return true;
}

bool cp_run_next(struct cp_run_reader *reader, int64_t *out_value)
{
    if (reader->counts.left == 0 && !cp_run_next_group(reader)) {
        return false;
    }
    return cp_counts_next(&reader->counts, out_value);
}
