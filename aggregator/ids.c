/* Records stand in a log in the order of their arrival; an index tells by an id's hash which ones
 * to look at. A new id, the usual case, costs one cache line of the index, which nobody else needs
 * meanwhile and which is fetched ahead, and the end of the log. No record ever moves; the log's end
 * is at the same time what the store has to be told.
 *
 * The three ways in which an id can be known have the same hash, so they stand side by side. */
#include "ids.h"

#include <stdlib.h>
#include <string.h>

#include "casepulse/base/memory.h"
#include "casepulse/base/zone.h"
#include "ids_index.h"

struct cp_ids {
    int32_t horizon_days;
    int32_t first_day;
    uint32_t first_fresh; /* number in the log */
    bool has_past;        /* the index has numbers that the log does not */
    struct cp_ids_log log;
    struct cp_ids_index index;
};

int32_t cp_arrival_day(int64_t arrival_ms)
{
    const int64_t day = arrival_ms / CP_MS_PER_DAY - (arrival_ms % CP_MS_PER_DAY < 0);
    if (day > CP_ARRIVAL_DAY_MAX) {
        return CP_ARRIVAL_DAY_MAX;
    }
    return day < -CP_ARRIVAL_DAY_MAX ? -CP_ARRIVAL_DAY_MAX : (int32_t)day;
}

struct cp_ids *cp_ids_create(int32_t horizon_days)
{
    struct cp_ids *ids = cp_allocate(1, sizeof(*ids));
    ids->horizon_days = horizon_days;
    ids->first_day = -CP_ARRIVAL_DAY_MAX;
    cp_ids_log_init(&ids->log);
    cp_ids_index_init(&ids->index);
    return ids;
}

void cp_ids_free(struct cp_ids *ids)
{
    if (ids == NULL) {
        return;
    }
    cp_ids_log_done(&ids->log);
    cp_ids_index_done(&ids->index);
    free(ids);
}

void cp_ids_expire(struct cp_ids *ids, int32_t first_day)
{
    if (first_day > ids->first_day) {
        ids->first_day = first_day;
        ids->has_past |= cp_ids_log_drop(&ids->log, first_day);
    }
}

size_t cp_ids_bytes(const struct cp_ids *ids)
{
    return cp_ids_log_bytes(&ids->log) + cp_ids_index_bytes(&ids->index);
}

void cp_ids_prefetch(const struct cp_ids *ids, const uint8_t id[CP_EVENT_ID_SIZE])
{
    __builtin_prefetch(cp_ids_index_home(&ids->index, cp_ids_hash(id)), 1);
}

static bool cp_id_record_is_near(const struct cp_ids *ids, const struct cp_id_record *record,
                                 int32_t day)
{
    const int32_t then = cp_id_record_day(record);
    return then >= ids->first_day && abs(then - day) <= ids->horizon_days;
}

static void cp_ids_note(const struct cp_ids *ids, uint32_t number, const uint8_t *id, int32_t day,
                        struct cp_ids_found *found)
{
    const struct cp_id_record *record = cp_ids_log_record(&ids->log, number);
    if (record == NULL || memcmp(record->id, id, CP_EVENT_ID_SIZE) != 0 ||
        !cp_id_record_is_near(ids, record, day)) {
        return;
    }
    if (cp_id_record_kind(record) == CP_ID_AHEAD) {
        found->ahead = record;
    } else if (cp_id_record_kind(record) == CP_ID_CANCELLED) {
        found->cancelled = record;
    } else {
        found->judged = record;
    }
}

/* From its home on. */
static struct cp_ids_found cp_ids_search(const struct cp_ids *ids, uint32_t id_hash,
                                         const uint8_t *id, int32_t day)
{
    struct cp_ids_found found = {NULL, NULL, NULL};
    struct cp_ids_bucket *bucket = cp_ids_index_home(&ids->index, id_hash);
    for (;; bucket = cp_ids_index_next(&ids->index, bucket)) {
        uint32_t same = cp_same(bucket->hashes, id_hash);
        for (; same != 0; same &= same - 1) {
            cp_ids_note(ids, bucket->numbers[__builtin_ctz(same)], id, day, &found);
        }
        if (!cp_ids_bucket_is_full(bucket)) {
            return found;
        }
    }
}

/* No other bucket than its home has to be looked at, and that does not know it: nearly always. */
static inline bool cp_ids_is_new(const struct cp_ids_bucket *home, uint32_t id_hash)
{
    return cp_same(home->hashes, id_hash) == 0 && !cp_ids_bucket_is_full(home);
}

struct cp_ids_found cp_ids_find(const struct cp_ids *ids, const uint8_t id[CP_EVENT_ID_SIZE],
                                int32_t day)
{
    const uint32_t id_hash = cp_ids_hash(id);
    if (cp_ids_is_new(cp_ids_index_home(&ids->index, id_hash), id_hash)) {
        return (struct cp_ids_found){NULL, NULL, NULL};
    }
    return cp_ids_search(ids, id_hash, id, day);
}

/* Counted and retraction answer the same question: was this id judged already? */
static enum cp_id_kind cp_id_record_class(const struct cp_id_record *record)
{
    const enum cp_id_kind kind = cp_id_record_kind(record);
    return kind == CP_ID_RETRACTION ? CP_ID_COUNTED : kind;
}

static bool cp_ids_is_another(const struct cp_ids *ids, uint32_t number,
                              const struct cp_id_record *record)
{
    const struct cp_id_record *known = cp_ids_log_record(&ids->log, number);
    return known == NULL || cp_id_record_class(known) != cp_id_record_class(record) ||
           memcmp(known->id, record->id, CP_EVENT_ID_SIZE) != 0;
}

/* Where the index has the number of the same id and class; NULL: it does not. */
static uint32_t *cp_ids_number(const struct cp_ids *ids, uint32_t hash,
                               const struct cp_id_record *record)
{
    struct cp_ids_bucket *bucket = cp_ids_index_home(&ids->index, hash);
    for (;; bucket = cp_ids_index_next(&ids->index, bucket)) {
        uint32_t same = cp_same(bucket->hashes, hash);
        for (; same != 0; same &= same - 1) {
            uint32_t *number = &bucket->numbers[__builtin_ctz(same)];
            if (!cp_ids_is_another(ids, *number, record)) {
                return number;
            }
        }
        if (!cp_ids_bucket_is_full(bucket)) {
            return NULL;
        }
    }
}

/* An index without what is past, and with room for more. */
static void cp_ids_make_index(struct cp_ids *ids, size_t more)
{
    struct cp_ids_index old = ids->index;
    const bool has_past = ids->has_past;
    cp_ids_index_make(&ids->index, cp_ids_log_count(&ids->log) + more);
    for (size_t i = 0; i < old.bucket_count; i++) {
        const struct cp_ids_bucket *bucket = &old.buckets[i];
        for (int place = 0; place < CP_IDS_BUCKET && bucket->hashes[place] != 0; place++) {
            if (!has_past || cp_ids_log_record(&ids->log, bucket->numbers[place]) != NULL) {
                cp_ids_index_add(&ids->index, bucket->hashes[place], bucket->numbers[place]);
            }
        }
    }
    cp_ids_index_done(&old);
    ids->has_past = false;
}

void cp_ids_reserve(struct cp_ids *ids, size_t count)
{
    if (ids->index.room < count) {
        cp_ids_make_index(ids, count);
    }
}

/* The last of the log, wherever it has room, or in the place of what was remembered before. */
static void cp_ids_file(struct cp_ids *ids, uint32_t id_hash, uint32_t number)
{
    const struct cp_id_record *record = cp_ids_log_record(&ids->log, number);
    uint32_t *known = cp_ids_number(ids, id_hash, record);
    if (known != NULL) {
        const struct cp_id_record *before = cp_ids_log_record(&ids->log, *known);
        *known = cp_id_record_day(before) <= cp_id_record_day(record) ? number : *known;
        return;
    }
    if (ids->index.room == 0) {
        cp_ids_make_index(ids, 1);
    }
    cp_ids_index_add(&ids->index, id_hash, number);
}

void cp_ids_remember(struct cp_ids *ids, const uint8_t id[CP_EVENT_ID_SIZE], enum cp_id_kind kind,
                     uint32_t hash, int32_t day)
{
    const uint32_t id_hash = cp_ids_hash(id);
    const uint32_t number = cp_ids_log_add(&ids->log, id, hash, kind, day);
    struct cp_ids_bucket *home = cp_ids_index_home(&ids->index, id_hash);
    if (ids->index.room > 0 && cp_ids_is_new(home, id_hash)) {
        cp_ids_index_put(&ids->index, home, id_hash, number);
    } else {
        cp_ids_file(ids, id_hash, number);
    }
}

uint32_t cp_ids_first_fresh(const struct cp_ids *ids)
{
    return ids->first_fresh;
}

bool cp_ids_next_fresh(const struct cp_ids *ids, uint32_t *at,
                       const struct cp_id_record **out_records, size_t *out_count)
{
    return cp_ids_log_run(&ids->log, at, out_records, out_count);
}

void cp_ids_settle(struct cp_ids *ids)
{
    const size_t fresh = ids->log.next - ids->first_fresh;
    ids->first_fresh = ids->log.next;
    cp_ids_log_provide(&ids->log, fresh / CP_IDS_BLOCK + 1); /* the next batch is like this one */
}
