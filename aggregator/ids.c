/* Open addressing with linear probing. The three ways in which an id can be known have the same
 * hash, so they stand side by side and one walk, mostly within one or two cache lines, sees all. */
#include "ids.h"

#include <assert.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "casepulse/base/hash.h"
#include "casepulse/base/memory.h"
#include "casepulse/base/zone.h"

#define CP_IDS_FIRST_CAPACITY 1024 /* a power of two, as all later ones */
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
    ids->capacity = CP_IDS_FIRST_CAPACITY;
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
static size_t cp_ids_home(const struct cp_ids *ids, const uint8_t *id)
{
    uint64_t halves[2];
    memcpy(halves, id, sizeof(halves));
    return (size_t)cp_hash_mix(halves[0] + cp_hash_mix(halves[1])) & (ids->capacity - 1);
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
    const size_t mask = ids->capacity - 1;
    for (size_t at = cp_ids_home(ids, id); ids->slots[at].stamp != 0; at = (at + 1) & mask) {
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
    const size_t mask = ids->capacity - 1;
    for (size_t at = cp_ids_home(ids, record->id);; at = (at + 1) & mask) {
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

/* The smallest capacity whose nine sixteenths hold the live ids: a day a hundred times as full as
 * others must not double the table, nor leave it so. What is free up to three quarters is filled
 * before the next rebuild, so that moving costs at most three moves for a new id. */
static size_t cp_ids_capacity_for(size_t count)
{
    size_t capacity = CP_IDS_FIRST_CAPACITY;
    while (count > capacity / 16 * 9) {
        capacity *= 2;
    }
    return capacity;
}

static void cp_ids_rebuild(struct cp_ids *ids)
{
    struct cp_id_record *old = ids->slots;
    const size_t old_capacity = ids->capacity;
    ids->count = cp_ids_count_live(ids);
    ids->capacity = cp_ids_capacity_for(ids->count);
    ids->slots = cp_allocate(ids->capacity, sizeof(*ids->slots));
    for (size_t at = 0; at < old_capacity; at++) {
        if (old[at].stamp != 0 && cp_stamp_day(old[at].stamp) >= ids->first_day) {
            *cp_ids_slot(ids, &old[at]) = old[at];
        }
    }
    free(old);
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
        cp_ids_rebuild(ids);
        slot = cp_ids_slot(ids, &record);
    }
    *slot = record;
    ids->count++;
}
