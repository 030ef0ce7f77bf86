/* Sealing sorts a partition's fresh ids into the strings of their days in two passes: where each
 * string begins, then each id to its place. */
#include "fold_batch.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "casepulse/base/assert.h"
#include "casepulse/base/checksum.h"
#include "casepulse/base/memory.h"
#include "room.h"

#define CP_PENDING_IDS_MAX (CP_APPEND_BYTES_MAX / CP_ID_RECORD_SIZE)
#define CP_PENDING_UNITS_MAX 4096

/* One record: a retraction has two ids, a move two units; all ids lie on its day. */
#define CP_RECORD_UNITS_MAX 2
#define CP_RECORD_APPENDS_MAX 3

/* So a day of a batch reaches into two chunks at most. */
static_assert(CP_PENDING_IDS_MAX < CP_ID_CHUNK, "a batch holds less than a chunk of ids");

struct cp_pending_unit {
    int32_t partition;
    struct cp_short_text unit;
};

void cp_fold_batch_init(struct cp_fold_batch *batch)
{
    *batch = (struct cp_fold_batch){
        .units = cp_allocate(CP_PENDING_UNITS_MAX, sizeof(*batch->units)),
        .drops = cp_allocate(CP_DROPS_MAX, sizeof(*batch->drops)),
    };
}

void cp_fold_batch_done(struct cp_fold_batch *batch)
{
    free(batch->units);
    free(batch->drops);
    *batch = (struct cp_fold_batch){.units = NULL};
}

void cp_fold_batch_clear(struct cp_fold_batch *batch)
{
    batch->id_count = 0;
    batch->unit_count = 0;
    batch->drop_count = 0;
    batch->unit_bytes = 0;
    batch->append_max = 0;
}

size_t cp_fold_batch_bytes(const struct cp_fold_batch *batch)
{
    return batch->id_count * CP_ID_RECORD_SIZE + batch->unit_bytes;
}

size_t cp_fold_batch_room(const struct cp_fold_batch *batch, int32_t keep_days)
{
    const size_t rooms[] = {
        cp_room(CP_APPEND_BYTES_MAX, cp_fold_batch_bytes(batch), CP_FOLD_BATCH_BYTES_PER_RECORD),
        cp_room(CP_PENDING_UNITS_MAX, batch->unit_count, CP_RECORD_UNITS_MAX),
        cp_room(CP_APPENDS_MAX, batch->append_max, CP_RECORD_APPENDS_MAX),
        cp_room(CP_DROPS_MAX, batch->drop_count, (size_t)keep_days + 1),
    };
    return cp_room_least(rooms, sizeof(rooms) / sizeof(rooms[0]));
}

void cp_fold_batch_remember(struct cp_fold_batch *batch, struct cp_fold_partition *partition,
                            const uint8_t id[CP_EVENT_ID_SIZE], enum cp_id_kind kind, uint32_t hash,
                            int32_t day)
{
    struct cp_id_day *filed = cp_ids_days_find(&partition->days, day);
    CP_ASSERT(filed != NULL); /* ids are kept at least as long as the horizon */
    CP_ASSERT(batch->id_count < CP_PENDING_IDS_MAX);
    cp_ids_remember(partition->ids, id, kind, hash, day);
    batch->id_count++;
    batch->append_max += filed->pending == 0 ? 2 : 0;
    filed->pending++;
    partition->has_pending_ids = true;
}

void cp_fold_batch_learn(struct cp_fold_batch *batch, struct cp_fold_partition *partition,
                         const struct cp_short_text *unit)
{
    CP_ASSERT(batch->unit_count < CP_PENDING_UNITS_MAX);
    batch->units[batch->unit_count++] =
        (struct cp_pending_unit){.partition = partition->head.partition, .unit = *unit};
    batch->unit_bytes += 1u + unit->size;
    batch->append_max += partition->units.pending == 0 ? 1 : 0;
    partition->units.pending += 1u + unit->size;
}

void cp_fold_batch_drop(struct cp_fold_batch *batch, int32_t partition, int32_t day,
                        uint32_t chunk_count)
{
    struct cp_drop *last = batch->drop_count > 0 ? &batch->drops[batch->drop_count - 1] : NULL;
    if (last != NULL && last->partition == partition && last->day == day) {
        last->chunk_count = chunk_count > last->chunk_count ? chunk_count : last->chunk_count;
    } else if (batch->drop_count < CP_DROPS_MAX) {
        batch->drops[batch->drop_count++] =
            (struct cp_drop){.partition = partition, .day = day, .chunk_count = chunk_count};
    }
}

struct cp_dropping {
    struct cp_fold_batch *batch;
    int32_t partition;
};

static void cp_fold_batch_on_drop(void *context, int32_t day, uint32_t chunk_count)
{
    const struct cp_dropping *dropping = context;
    cp_fold_batch_drop(dropping->batch, dropping->partition, day, chunk_count);
}

void cp_fold_batch_advance(struct cp_fold_batch *batch, struct cp_fold_partition *partition,
                           int32_t day)
{
    struct cp_dropping dropping = {.batch = batch, .partition = partition->head.partition};
    cp_ids_days_advance(&partition->days, day, cp_fold_batch_on_drop, &dropping);
    cp_ids_expire(partition->ids, cp_ids_days_first(&partition->days));
}

/* Calls for each day of the batch, ascending. */
static void
cp_fold_batch_each_day(struct cp_fold_partition *partition, struct cp_increments *out_increments,
                       void (*on_day)(const struct cp_fold_partition *partition,
                                      struct cp_id_day *day, struct cp_increments *out_increments))
{
    const int32_t last = partition->days.last_day;
    for (int32_t day = cp_ids_days_first(&partition->days);
         partition->has_pending_ids && day <= last; day++) {
        struct cp_id_day *filed = cp_ids_days_find(&partition->days, day);
        if (filed->pending > 0) {
            on_day(partition, filed, out_increments);
        }
    }
}

static void cp_fold_batch_place_day(const struct cp_fold_partition *partition,
                                    struct cp_id_day *day, struct cp_increments *out_increments)
{
    (void)partition;
    day->cursor = out_increments->append_size;
    out_increments->append_size += (size_t)day->pending * CP_ID_RECORD_SIZE;
}

static void cp_fold_batch_append_day(const struct cp_fold_partition *partition,
                                     struct cp_id_day *day, struct cp_increments *out_increments)
{
    out_increments->append_count +=
        cp_id_day_append(day, partition->head.partition, out_increments->append_bytes,
                         out_increments->appends + out_increments->append_count);
}

static void cp_fold_batch_append_units(struct cp_fold_partition *partition,
                                       struct cp_increments *out_increments)
{
    struct cp_fold_units *units = &partition->units;
    if (units->pending == 0) {
        return;
    }
    const size_t at = units->cursor - units->pending;
    units->checksum =
        cp_checksum_more(units->checksum, out_increments->append_bytes + at, units->pending);
    out_increments->appends[out_increments->append_count++] =
        (struct cp_append){.partition = partition->head.partition,
                           .kind = CP_MEMORY_UNITS,
                           .size_before = units->size,
                           .checksum = units->checksum,
                           .at = at,
                           .size = units->pending};
    units->size += units->pending;
    units->pending = 0;
}

/* Where the strings of each partition begin. */
static void cp_fold_batch_place(struct cp_fold_partition *partitions, int32_t partition_end,
                                struct cp_increments *out_increments)
{
    out_increments->append_size = 0;
    for (int32_t i = 0; i < partition_end; i++) {
        cp_fold_batch_each_day(&partitions[i], out_increments, cp_fold_batch_place_day);
        partitions[i].units.cursor = out_increments->append_size;
        out_increments->append_size += partitions[i].units.pending;
    }
    CP_ASSERT(out_increments->append_size <= CP_APPEND_BYTES_MAX);
}

static void cp_id_record_write(const struct cp_id_record *record, uint8_t *out_bytes)
{
    memcpy(out_bytes, record->id, CP_EVENT_ID_SIZE);
    out_bytes += CP_EVENT_ID_SIZE;
    *out_bytes++ = (uint8_t)cp_id_record_kind(record);
    for (int byte = 0; byte < 4; byte++) {
        *out_bytes++ = (uint8_t)(record->hash >> 8 * byte);
    }
}

/* How many of the first ones lie on the day of the first. */
static size_t cp_id_records_of_day(const struct cp_id_record *records, size_t count)
{
    const int32_t day = cp_id_record_day(&records[0]);
    size_t of_day = 1;
    while (of_day < count && cp_id_record_day(&records[of_day]) == day) {
        of_day++;
    }
    return of_day;
}

/* All of one day. */
static void cp_id_records_write(struct cp_id_day *day, const struct cp_id_record *records,
                                size_t count, uint8_t *out_bytes)
{
    uint8_t *at = out_bytes + day->cursor;
    for (size_t i = 0; i < count; i++) {
        cp_id_record_write(&records[i], at);
        at += CP_ID_RECORD_SIZE;
    }
    day->cursor += count * CP_ID_RECORD_SIZE;
}

/* They come in long runs of one day. */
static void cp_fold_batch_write_ids(struct cp_fold_partition *partition, uint8_t *out_bytes)
{
    uint32_t at = cp_ids_first_fresh(partition->ids);
    const struct cp_id_record *records = NULL;
    size_t count = 0;
    while (cp_ids_next_fresh(partition->ids, &at, &records, &count)) {
        while (count > 0) {
            const size_t of_day = cp_id_records_of_day(records, count);
            struct cp_id_day *day =
                cp_ids_days_find(&partition->days, cp_id_record_day(&records[0]));
            if (day != NULL) { /* else it is past already */
                cp_id_records_write(day, records, of_day, out_bytes);
            }
            records += of_day;
            count -= of_day;
        }
    }
    cp_ids_settle(partition->ids);
}

static void cp_fold_batch_write(const struct cp_fold_batch *batch,
                                struct cp_fold_partition *partitions, int32_t partition_end,
                                uint8_t *out_bytes)
{
    for (int32_t i = 0; i < partition_end; i++) {
        if (partitions[i].has_pending_ids) {
            cp_fold_batch_write_ids(&partitions[i], out_bytes);
        }
    }
    for (size_t i = 0; i < batch->unit_count; i++) {
        const struct cp_pending_unit *pending = &batch->units[i];
        struct cp_fold_units *units = &partitions[pending->partition].units;
        out_bytes[units->cursor++] = pending->unit.size;
        memcpy(out_bytes + units->cursor, pending->unit.bytes, pending->unit.size);
        units->cursor += pending->unit.size;
    }
}

void cp_fold_batch_seal(struct cp_fold_batch *batch, struct cp_fold_partition *partitions,
                        int32_t partition_end, struct cp_increments *out_increments)
{
    cp_fold_batch_place(partitions, partition_end, out_increments);
    cp_fold_batch_write(batch, partitions, partition_end, out_increments->append_bytes);
    out_increments->append_count = 0;
    for (int32_t i = 0; i < partition_end; i++) {
        cp_fold_batch_each_day(&partitions[i], out_increments, cp_fold_batch_append_day);
        cp_fold_batch_append_units(&partitions[i], out_increments);
        partitions[i].has_pending_ids = false;
    }
    out_increments->drop_count = batch->drop_count;
    memcpy(out_increments->drops, batch->drops, batch->drop_count * sizeof(*batch->drops));
    cp_fold_batch_clear(batch);
}
