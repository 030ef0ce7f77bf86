#include "ids_log.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "casepulse/base/assert.h"
#include "casepulse/base/memory.h"

#define CP_BLOCKS_MIN 8
#define CP_BLOCKS_MAX ((size_t)1 << 22) /* more numbers are not told apart; 100 GB */

static_assert(sizeof(struct cp_id_record) == 24, "an id costs 24 bytes");
static_assert((CP_IDS_BLOCK & (CP_IDS_BLOCK - 1)) == 0, "blocks begin anew after 2^32 as well");

void cp_ids_log_init(struct cp_ids_log *log)
{
    *log = (struct cp_ids_log){.block_count = CP_BLOCKS_MIN};
    log->blocks = cp_allocate(log->block_count, sizeof(struct cp_ids_block *));
}

static void cp_ids_log_add_spare(struct cp_ids_log *log, struct cp_ids_block *block)
{
    block->next_spare = log->spares;
    log->spares = block;
    log->spare_count++;
}

static struct cp_ids_block *cp_ids_log_take_spare(struct cp_ids_log *log)
{
    struct cp_ids_block *block = log->spares;
    log->spares = block->next_spare;
    log->spare_count--;
    return block;
}

void cp_ids_log_done(struct cp_ids_log *log)
{
    for (size_t i = 0; i < log->block_count; i++) {
        free(log->blocks[i]);
    }
    while (log->spare_count > 0) {
        free(cp_ids_log_take_spare(log));
    }
    free(log->blocks);
    *log = (struct cp_ids_log){.blocks = NULL};
}

static size_t cp_ids_log_used(const struct cp_ids_log *log)
{
    return (log->next - log->first + CP_IDS_BLOCK - 1) / CP_IDS_BLOCK;
}

static void cp_ids_log_widen(struct cp_ids_log *log)
{
    CP_ASSERT(log->block_count < CP_BLOCKS_MAX);
    const size_t used = cp_ids_log_used(log);
    struct cp_ids_log wide = *log;
    wide.block_count *= 2;
    wide.blocks = cp_allocate(wide.block_count, sizeof(struct cp_ids_block *));
    for (size_t i = 0; i < used; i++) {
        const uint32_t number = log->first + (uint32_t)(i * CP_IDS_BLOCK);
        *cp_ids_log_block(&wide, number) = *cp_ids_log_block(log, number);
    }
    free(log->blocks);
    *log = wide;
}

void cp_ids_log_provide(struct cp_ids_log *log, size_t block_count)
{
    while (cp_ids_log_used(log) + block_count > log->block_count) {
        cp_ids_log_widen(log);
    }
    while (log->spare_count < block_count) {
        cp_ids_log_add_spare(log, cp_reallocate(NULL, 1, sizeof(struct cp_ids_block)));
    }
    while (log->spare_count > block_count) {
        free(cp_ids_log_take_spare(log));
    }
}

void cp_ids_log_begin_block(struct cp_ids_log *log)
{
    if (log->spare_count == 0) {
        cp_ids_log_provide(log, 1);
    }
    struct cp_ids_block *block = cp_ids_log_take_spare(log);
    block->last_day = -CP_ARRIVAL_DAY_MAX;
    *cp_ids_log_block(log, log->next) = block;
}

bool cp_ids_log_drop(struct cp_ids_log *log, int32_t first_day)
{
    const uint32_t end = log->next - log->next % CP_IDS_BLOCK; /* the last one is not full */
    bool is_dropped = false;
    for (uint32_t number = log->first; number != end; number += CP_IDS_BLOCK) {
        struct cp_ids_block **block = cp_ids_log_block(log, number);
        if (*block != NULL && (*block)->last_day < first_day) {
            free(*block);
            *block = NULL;
            is_dropped = true;
        }
    }
    while (log->first != end && *cp_ids_log_block(log, log->first) == NULL) {
        log->first += CP_IDS_BLOCK;
    }
    return is_dropped;
}

static size_t cp_ids_log_count_blocks(const struct cp_ids_log *log)
{
    size_t count = 0;
    for (size_t i = 0; i < log->block_count; i++) {
        count += log->blocks[i] != NULL;
    }
    return count;
}

size_t cp_ids_log_count(const struct cp_ids_log *log)
{
    const size_t unused = -log->next % CP_IDS_BLOCK; /* of the last block */
    return cp_ids_log_count_blocks(log) * CP_IDS_BLOCK - unused;
}

size_t cp_ids_log_bytes(const struct cp_ids_log *log)
{
    return log->block_count * sizeof(struct cp_ids_block *) +
           (cp_ids_log_count_blocks(log) + log->spare_count) * sizeof(struct cp_ids_block);
}

bool cp_ids_log_run(const struct cp_ids_log *log, uint32_t *at,
                    const struct cp_id_record **out_records, size_t *out_count)
{
    while (*at != log->next) {
        const uint32_t in_block = CP_IDS_BLOCK - *at % CP_IDS_BLOCK;
        const uint32_t left = log->next - *at;
        const struct cp_id_record *records = cp_ids_log_record(log, *at);
        *out_records = records;
        *out_count = in_block < left ? in_block : left;
        *at += (uint32_t)*out_count;
        if (records != NULL) {
            return true;
        }
    }
    return false;
}
