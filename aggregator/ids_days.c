#include "ids_days.h"

#include <stdlib.h>

#include "casepulse/base/assert.h"
#include "casepulse/base/checksum.h"
#include "casepulse/base/memory.h"

#define CP_DAY_UNUSED INT32_MIN

void cp_ids_days_init(struct cp_ids_days *days, int32_t keep_days)
{
    days->span = keep_days + 1;
    days->last_day = CP_DAY_UNUSED;
    days->days = cp_allocate((size_t)days->span, sizeof(*days->days));
    for (int32_t i = 0; i < days->span; i++) {
        days->days[i].day = CP_DAY_UNUSED;
    }
    days->last_found = days->days;
}

void cp_ids_days_done(struct cp_ids_days *days)
{
    free(days->days);
    *days = (struct cp_ids_days){.days = NULL};
}

static struct cp_id_day *cp_ids_days_slot(const struct cp_ids_days *days, int32_t day)
{
    const int32_t rest = day % days->span;
    return &days->days[rest < 0 ? rest + days->span : rest];
}

int32_t cp_ids_days_first(const struct cp_ids_days *days)
{
    return days->last_day == CP_DAY_UNUSED ? CP_DAY_UNUSED : days->last_day - days->span + 1;
}

static uint32_t cp_id_day_chunks(const struct cp_id_day *day)
{
    return (uint32_t)((day->stored + CP_ID_CHUNK - 1) / CP_ID_CHUNK);
}

void cp_ids_days_advance(struct cp_ids_days *days, int32_t last_day,
                         void (*on_drop)(void *context, int32_t day, uint32_t chunk_count),
                         void *context)
{
    const int32_t old_first = cp_ids_days_first(days);
    const int32_t old_last = days->last_day;
    if (last_day <= old_last) {
        return;
    }
    days->last_day = last_day;
    const int32_t first = cp_ids_days_first(days);
    for (int32_t day = old_first; day != CP_DAY_UNUSED && day < first && day <= old_last; day++) {
        struct cp_id_day *slot = cp_ids_days_slot(days, day);
        if (slot->day == day && slot->stored > 0) {
            on_drop(context, day, cp_id_day_chunks(slot));
        }
        *slot = (struct cp_id_day){.day = CP_DAY_UNUSED};
    }
}

struct cp_id_day *cp_ids_days_search(struct cp_ids_days *days, int32_t day)
{
    CP_ASSERT(day <= days->last_day);
    if (day < cp_ids_days_first(days)) {
        return NULL;
    }
    struct cp_id_day *slot = cp_ids_days_slot(days, day);
    if (slot->day != day) {
        *slot = (struct cp_id_day){.day = day, .checksum = CP_CHECKSUM_EMPTY};
    }
    days->last_found = slot;
    return slot;
}

/* `count` records more, all in one chunk. */
static void cp_id_day_extend(struct cp_id_day *day, const uint8_t *records, size_t count)
{
    const bool is_new = day->stored % CP_ID_CHUNK == 0;
    day->checksum = cp_checksum_more(is_new ? CP_CHECKSUM_EMPTY : day->checksum, records,
                                     count * CP_ID_RECORD_SIZE);
    day->stored += count;
}

void cp_id_day_restore(struct cp_id_day *day, const uint8_t *records, size_t size)
{
    CP_ASSERT(size % CP_ID_RECORD_SIZE == 0 && size / CP_ID_RECORD_SIZE <= CP_ID_CHUNK);
    CP_ASSERT(day->stored % CP_ID_CHUNK == 0);
    cp_id_day_extend(day, records, size / CP_ID_RECORD_SIZE);
}

size_t cp_id_day_append(struct cp_id_day *day, int32_t partition, const uint8_t *bytes,
                        struct cp_append *out_appends)
{
    size_t append_count = 0;
    size_t at = day->cursor - (size_t)day->pending * CP_ID_RECORD_SIZE;
    while (day->pending > 0) {
        const uint32_t in_chunk = (uint32_t)(day->stored % CP_ID_CHUNK);
        const uint32_t room = CP_ID_CHUNK - in_chunk;
        const uint32_t count = day->pending < room ? day->pending : room;
        struct cp_append *append = &out_appends[append_count++];
        *append = (struct cp_append){.partition = partition,
                                     .kind = CP_MEMORY_IDS,
                                     .day = day->day,
                                     .chunk = (uint32_t)(day->stored / CP_ID_CHUNK),
                                     .size_before = in_chunk * CP_ID_RECORD_SIZE,
                                     .at = at,
                                     .size = (size_t)count * CP_ID_RECORD_SIZE};
        cp_id_day_extend(day, bytes + at, count);
        append->checksum = day->checksum;
        at += append->size;
        day->pending -= count;
    }
    return append_count;
}
