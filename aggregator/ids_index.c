#include "ids_index.h"

#include <assert.h>
#include <stdlib.h>

#include "casepulse/base/assert.h"
#include "casepulse/base/memory.h"

#define CP_BUCKETS_MIN 128
#define CP_BUCKETS_MAX ((size_t)1 << 31) /* a home is found by 32 bits */

/* Fuller buckets are more often full, which costs a second line; less growth moves a number more
 * often: 1.3 times in all by this. */
#define CP_FILL_PERCENT 80
#define CP_GROWTH_PERCENT 175

static_assert(sizeof(struct cp_ids_bucket) == 64, "a bucket is one cache line");

void cp_ids_index_init(struct cp_ids_index *index)
{
    cp_ids_index_make(index, 0);
}

void cp_ids_index_done(struct cp_ids_index *index)
{
    free(index->buckets);
    *index = (struct cp_ids_index){.buckets = NULL};
}

void cp_ids_index_make(struct cp_ids_index *index, size_t count)
{
    const size_t buckets = (count * CP_GROWTH_PERCENT / CP_FILL_PERCENT) / CP_IDS_BUCKET + 1;
    CP_ASSERT(buckets < CP_BUCKETS_MAX);
    index->bucket_count = buckets > CP_BUCKETS_MIN ? buckets : CP_BUCKETS_MIN;
    index->room = index->bucket_count * CP_IDS_BUCKET * CP_FILL_PERCENT / 100;
    index->buckets = cp_allocate_lines(index->bucket_count, sizeof(*index->buckets));
}

size_t cp_ids_index_bytes(const struct cp_ids_index *index)
{
    return index->bucket_count * sizeof(*index->buckets);
}
