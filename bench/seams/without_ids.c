/* A memory of ids that remembers nothing: no record is ever a duplicate, and no commit carries ids.
 * For logs without duplicates and retractions alone. */
#include "casepulse/aggregator/fold.h"
#include "casepulse/proto/decode.h"
#include "fold_batch.h"
#include "ids.h"
#include "replaced.h"

CP_REPLACED(cp_fold_batch_remember);
CP_REPLACED(cp_ids_find);
CP_REPLACED(cp_fold_expect);
CP_REPLACED(cp_decoder_glance_at_id);

void cp_bench_cp_fold_batch_remember(struct cp_fold_batch *batch,
                                     struct cp_fold_partition *partition,
                                     const uint8_t id[CP_EVENT_ID_SIZE], enum cp_id_kind kind,
                                     uint32_t hash, int32_t day)
{
    (void)batch;
    (void)partition;
    (void)id;
    (void)kind;
    (void)hash;
    (void)day;
}

struct cp_ids_found cp_bench_cp_ids_find(const struct cp_ids *ids,
                                         const uint8_t id[CP_EVENT_ID_SIZE], int32_t day)
{
    (void)ids;
    (void)id;
    (void)day;
    return (struct cp_ids_found){.judged = NULL};
}

void cp_bench_cp_fold_expect(const struct cp_fold *fold, int32_t partition,
                             const uint8_t id[CP_EVENT_ID_SIZE])
{
    (void)fold;
    (void)partition;
    (void)id;
}

const uint8_t *cp_bench_cp_decoder_glance_at_id(const void *value, size_t value_size)
{
    (void)value;
    (void)value_size;
    return NULL;
}
