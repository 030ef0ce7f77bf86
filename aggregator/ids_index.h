/* Where an id stands in the log of ids: numbers by hash, in buckets of one cache line.
 *
 * A bucket is filled from its first place on; what has no room in its home goes into the next one
 * that has. Homes stand in the order of the hashes, whatever the size: an index is made anew by one
 * walk through both, and may have any number of buckets.
 *
 * Threads: the shard's. Owns: its buckets. Bounded: 8 bytes a place; at most 80 of 100 are used,
 * and then 1.75 times as many are made for what is kept: 10 to 17.5 bytes a number. */
#ifndef CASEPULSE_IDS_INDEX_H
#define CASEPULSE_IDS_INDEX_H

#include <stdalign.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "casepulse/base/hash.h"
#include "casepulse/base/memory.h"
#include "casepulse/base/same.h"
#include "casepulse/proto/event.h"

#define CP_IDS_BUCKET CP_SAME_COUNT

struct cp_ids_bucket {
    alignas(CP_CACHE_LINE) uint32_t hashes[CP_IDS_BUCKET]; /* 0: free */
    uint32_t numbers[CP_IDS_BUCKET];
};

struct cp_ids_index {
    size_t room; /* numbers that it takes yet */
    size_t bucket_count;
    struct cp_ids_bucket *buckets;
};

void cp_ids_index_init(struct cp_ids_index *index);
void cp_ids_index_done(struct cp_ids_index *index);

/* An empty one for so many numbers. */
void cp_ids_index_make(struct cp_ids_index *index, size_t count);

size_t cp_ids_index_bytes(const struct cp_ids_index *index);

/* Never 0. Ids made by a clock or a counter differ in few bits of one half. */
static inline uint32_t cp_ids_hash(const uint8_t id[CP_EVENT_ID_SIZE])
{
    uint64_t one;
    uint64_t other;
    memcpy(&one, id, sizeof(one));
    memcpy(&other, id + sizeof(one), sizeof(other));
    return (uint32_t)(cp_hash_pair(one, other) >> 32) | 1;
}

static inline struct cp_ids_bucket *cp_ids_index_home(const struct cp_ids_index *index,
                                                      uint32_t hash)
{
    return &index->buckets[(uint64_t)hash * index->bucket_count >> 32];
}

static inline bool cp_ids_bucket_is_full(const struct cp_ids_bucket *bucket)
{
    return bucket->hashes[CP_IDS_BUCKET - 1] != 0;
}

static inline struct cp_ids_bucket *cp_ids_index_next(const struct cp_ids_index *index,
                                                      struct cp_ids_bucket *bucket)
{
    return ++bucket < index->buckets + index->bucket_count ? bucket : index->buckets;
}

/* Into a bucket that is not full, the number's home or one that follows; there is room. */
static inline void cp_ids_index_put(struct cp_ids_index *index, struct cp_ids_bucket *bucket,
                                    uint32_t hash, uint32_t number)
{
    const int place = __builtin_ctz(cp_same(bucket->hashes, 0));
    bucket->hashes[place] = hash;
    bucket->numbers[place] = number;
    index->room--;
}

static inline void cp_ids_index_add(struct cp_ids_index *index, uint32_t hash, uint32_t number)
{
    struct cp_ids_bucket *bucket = cp_ids_index_home(index, hash);
    while (cp_ids_bucket_is_full(bucket)) {
        bucket = cp_ids_index_next(index, bucket);
    }
    cp_ids_index_put(index, bucket, hash, number);
}

#endif
