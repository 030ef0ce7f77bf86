/* Open addressing with linear probing. Homes stand in the order of the hashes, whatever the size: a
 * table is made anew by one walk through both, and may have any number of slots. The three ways in
 * which an id can be known have the same hash, so they stand side by side and one walk, mostly
 * within one or two cache lines, sees all. */
#include "ids.h"

#include <assert.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "casepulse/base/hash.h"
#include "casepulse/base/memory.h"
#include "casepulse/base/zone.h"

#define CP_IDS_CAPACITY_MIN 1024 /* and at most 2^32, 100 GB: a home is found by 32 bits */
#define CP_STAMP_KIND_BITS 3
#define CP_STAMP_DAY_BIAS (CP_ARRIVAL_DAY_MAX + 1)

static_assert(sizeof(struct cp_id_record) == 24, "an id costs 24 bytes a slot");

struct cp_ids {
    int32_t horizon_days;
    int32_t first_day;
    size_t count;
    size_t capacity;
    struct cp_id_record *slots;
};

int32_t cp_arrival_day(int64_t arrival_ms)
{
    const int64_t day = arrival_ms / CP_MS_PER_DAY - (arrival_ms % CP_MS_PER_DAY < 0);
    if (day > CP_ARRIVAL_DAY_MAX) {
        return CP_ARRIVAL_DAY_MAX;
    }
    return day < -CP_ARRIVAL_DAY_MAX ? -CP_ARRIVAL_DAY_MAX : (int32_t)day;
}

static uint32_t cp_stamp(enum cp_id_kind kind, int32_t day)
{
    return (uint32_t)(day + CP_STAMP_DAY_BIAS) << CP_STAMP_KIND_BITS | (uint32_t)kind;
}

static int32_t cp_stamp_day(uint32_t stamp)
{
    return (int32_t)(stamp >> CP_STAMP_KIND_BITS) - CP_STAMP_DAY_BIAS;
}

static enum cp_id_kind cp_stamp_kind(uint32_t stamp)
{
    return (enum cp_id_kind)(stamp & ((1u << CP_STAMP_KIND_BITS) - 1));
}

/* Counted and retraction answer the same question: was this id judged already? */
static enum cp_id_kind cp_stamp_class(uint32_t stamp)
{
    const enum cp_id_kind kind = cp_stamp_kind(stamp);
    return kind == CP_ID_RETRACTION ? CP_ID_COUNTED : kind;
}

enum cp_id_kind cp_id_record_kind(const struct cp_id_record *record)
{
    return cp_stamp_kind(record->stamp);
}

struct cp_ids *cp_ids_create(int32_t horizon_days)
{
    struct cp_ids *ids = cp_allocate(1, sizeof(*ids));
    ids->horizon_days = horizon_days;
    ids->first_day = -CP_ARRIVAL_DAY_MAX;
    ids->capacity = CP_IDS_CAPACITY_MIN;
    ids->slots = cp_allocate(ids->capacity, sizeof(*ids->slots));
    return ids;
}

void cp_ids_free(struct cp_ids *ids)
{
    if (ids == NULL) {
        return;
    }
    free(ids->slots);
    free(ids);
}

void cp_ids_expire(struct cp_ids *ids, int32_t first_day)
{
    if (first_day > ids->first_day) {
        ids->first_day = first_day;
    }
}

size_t cp_ids_capacity(const struct cp_ids *ids)
{
    return ids->capacity;
}

/* Both halves are mixed: ids made by a clock or a counter differ in few bits. */
static inline size_t cp_ids_home(const struct cp_ids *ids, const uint8_t *id)
{
    uint64_t halves[2];
    memcpy(halves, id, sizeof(halves));
    const uint64_t hash = cp_hash_mix(halves[0] + cp_hash_mix(halves[1]));
    return (size_t)((hash >> 32) * ids->capacity >> 32);
}

static size_t cp_ids_next(const struct cp_ids *ids, size_t at)
{
    return at + 1 < ids->capacity ? at + 1 : 0;
}

void cp_ids_prefetch(const struct cp_ids *ids, const uint8_t id[CP_EVENT_ID_SIZE])
{
    __builtin_prefetch(&ids->slots[cp_ids_home(ids, id)]);
}

static bool cp_ids_is_near(const struct cp_ids *ids, uint32_t stamp, int32_t day)
{
    const int32_t then = cp_stamp_day(stamp);
    return then >= ids->first_day && abs(then - day) <= ids->horizon_days;
}

struct cp_ids_found cp_ids_find(const struct cp_ids *ids, const uint8_t id[CP_EVENT_ID_SIZE],
                                int32_t day)
{
    struct cp_ids_found found = {NULL, NULL, NULL};
    for (size_t at = cp_ids_home(ids, id); ids->slots[at].stamp != 0; at = cp_ids_next(ids, at)) {
        const struct cp_id_record *slot = &ids->slots[at];
        if (memcmp(slot->id, id, CP_EVENT_ID_SIZE) != 0 || !cp_ids_is_near(ids, slot->stamp, day)) {
            continue;
        }
        if (cp_stamp_kind(slot->stamp) == CP_ID_AHEAD) {
            found.ahead = slot;
        } else if (cp_stamp_kind(slot->stamp) == CP_ID_CANCELLED) {
            found.cancelled = slot;
        } else {
            found.judged = slot;
        }
    }
    return found;
}

/* The slot of an id and class, or the free one where it goes. */
static struct cp_id_record *cp_ids_slot(const struct cp_ids *ids, const struct cp_id_record *record)
{
    for (size_t at = cp_ids_home(ids, record->id);; at = cp_ids_next(ids, at)) {
        struct cp_id_record *slot = &ids->slots[at];
        if (slot->stamp == 0 || (cp_stamp_class(slot->stamp) == cp_stamp_class(record->stamp) &&
                                 memcmp(slot->id, record->id, CP_EVENT_ID_SIZE) == 0)) {
            return slot;
        }
    }
}

static size_t cp_ids_count_live(const struct cp_ids *ids)
{
    size_t live = 0;
    for (size_t at = 0; at < ids->capacity; at++) {
        const uint32_t stamp = ids->slots[at].stamp;
        live += stamp != 0 && cp_stamp_day(stamp) >= ids->first_day;
    }
    return live;
}

/* Half of what is kept may come anew before the next rebuild. */
static size_t cp_ids_capacity_for(size_t count)
{
    const size_t capacity = count * 2;
    return capacity > CP_IDS_CAPACITY_MIN ? capacity : CP_IDS_CAPACITY_MIN;
}

/* Without what is past, and with room for more. */
static void cp_ids_rebuild(struct cp_ids *ids, size_t more)
{
    struct cp_id_record *old = ids->slots;
    const size_t old_capacity = ids->capacity;
    ids->count = cp_ids_count_live(ids);
    ids->capacity = cp_ids_capacity_for(ids->count + more);
    ids->slots = cp_allocate(ids->capacity, sizeof(*ids->slots));
    for (size_t at = 0; at < old_capacity; at++) {
        if (old[at].stamp != 0 && cp_stamp_day(old[at].stamp) >= ids->first_day) {
            *cp_ids_slot(ids, &old[at]) = old[at];
        }
    }
    free(old);
}

void cp_ids_reserve(struct cp_ids *ids, size_t count)
{
    if (ids->count + count > ids->capacity / 4 * 3) {
        cp_ids_rebuild(ids, count);
    }
}

void cp_ids_remember(struct cp_ids *ids, const uint8_t id[CP_EVENT_ID_SIZE], enum cp_id_kind kind,
                     uint32_t hash, int32_t day)
{
    struct cp_id_record record = {.hash = hash, .stamp = cp_stamp(kind, day)};
    memcpy(record.id, id, CP_EVENT_ID_SIZE);
    struct cp_id_record *slot = cp_ids_slot(ids, &record);
    if (slot->stamp != 0) {
        *slot = cp_stamp_day(slot->stamp) <= day ? record : *slot;
        return;
    }
    if (ids->count + 1 > ids->capacity / 4 * 3) {
        cp_ids_rebuild(ids, 1);
        slot = cp_ids_slot(ids, &record);
    }
    *slot = record;
    ids->count++;
}
