#include "fold_partition.h"

#include <string.h>

#include "casepulse/base/checksum.h"

void cp_fold_partition_init(struct cp_fold_partition *partition,
                            const struct cp_fold_settings *settings, int32_t number, int64_t offset)
{
    memset(partition, 0, sizeof(*partition));
    partition->is_open = true;
    partition->head = (struct cp_head){.partition = number,
                                       .previous = offset,
                                       .start = offset,
                                       .offset = offset,
                                       .largest_arrival_ms = INT64_MIN,
                                       .last_arrival_ms = INT64_MIN,
                                       .anchor_offset = -1};
    partition->ids = cp_ids_create(settings->horizon_days);
    cp_ids_days_init(&partition->days, settings->keep_days);
    cp_sources_init(&partition->sources);
    partition->units.checksum = CP_CHECKSUM_EMPTY;
}

void cp_fold_partition_done(struct cp_fold_partition *partition)
{
    if (partition->is_open) {
        cp_ids_free(partition->ids);
        cp_ids_days_done(&partition->days);
        cp_sources_done(&partition->sources);
    }
    memset(partition, 0, sizeof(*partition));
}

/* The stored form of an id is CP_ID_RECORD_SIZE bytes: id, kind, hash with the lowest first. */
static void cp_fold_partition_restore_id(struct cp_fold_partition *partition, const uint8_t *record,
                                         int32_t day)
{
    const uint8_t *hash = record + CP_EVENT_ID_SIZE + 1;
    cp_ids_remember(partition->ids, record, (enum cp_id_kind)record[CP_EVENT_ID_SIZE],
                    (uint32_t)hash[0] | (uint32_t)hash[1] << 8 | (uint32_t)hash[2] << 16 |
                        (uint32_t)hash[3] << 24,
                    day);
}

static void cp_fold_partition_restore_chunk(struct cp_fold_partition *partition,
                                            const struct cp_fold_ids *chunk)
{
    struct cp_id_day *day = cp_ids_days_find(&partition->days, chunk->day);
    if (day == NULL) {
        return; /* past: whoever wrote it kept ids longer */
    }
    cp_id_day_restore(day, chunk->records, chunk->size);
    for (size_t at = 0; at < chunk->size; at += CP_ID_RECORD_SIZE) {
        cp_fold_partition_restore_id(partition, chunk->records + at, chunk->day);
    }
}

static size_t cp_fold_memory_ids(const struct cp_fold_memory *memory)
{
    size_t size = 0;
    for (size_t i = 0; i < memory->ids_count; i++) {
        size += memory->ids[i].size;
    }
    return size / CP_ID_RECORD_SIZE;
}

static void cp_fold_partition_drop_nothing(void *context, int32_t day, uint32_t chunk_count)
{
    (void)context;
    (void)day;
    (void)chunk_count;
}

void cp_fold_partition_restore(struct cp_fold_partition *partition,
                               const struct cp_fold_memory *memory)
{
    partition->head = memory->head;
    partition->head.previous = memory->head.offset;
    for (size_t i = 0; i < memory->source_count; i++) {
        cp_sources_restore(&partition->sources, &memory->sources[i]);
    }
    partition->units.size = (uint32_t)memory->units_size;
    partition->units.checksum =
        cp_checksum_more(CP_CHECKSUM_EMPTY, memory->units, memory->units_size);
    if (memory->head.largest_arrival_ms == INT64_MIN) {
        return; /* nothing was read yet */
    }
    cp_ids_days_advance(&partition->days, cp_arrival_day(memory->head.largest_arrival_ms),
                        cp_fold_partition_drop_nothing, NULL);
    cp_ids_expire(partition->ids, cp_ids_days_first(&partition->days));
    cp_ids_reserve(partition->ids, cp_fold_memory_ids(memory));
    for (size_t i = 0; i < memory->ids_count; i++) {
        cp_fold_partition_restore_chunk(partition, &memory->ids[i]);
    }
    cp_ids_settle(partition->ids);
}
