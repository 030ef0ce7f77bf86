/* ids ROUNDS SIZE: judging ids that are not known yet, among SIZE that are, then remembering them.
 *
 * Prints, for each round, `judge NS` an id one by one, `judge_ahead NS` with places fetched into
 * the cache a mini-batch before, and `remember NS`. */
#include <stdlib.h>

#include "casepulse/base/assert.h"
#include "casepulse/base/hash.h"
#include "casepulse/base/memory.h"
#include "ids.h"
#include "records.h"

#define CP_BENCH_DAY 20000
#define CP_BENCH_LOOKS 200000
#define CP_BENCH_MINI_BATCH 32

struct cp_bench_id {
    uint8_t bytes[CP_EVENT_ID_SIZE];
};

static void cp_bench_id_make(uint64_t number, struct cp_bench_id *out_id)
{
    const uint64_t halves[2] = {cp_hash_mix(number), cp_hash_mix(~number)};
    CP_ASSERT(sizeof(halves) == sizeof(*out_id));
    for (size_t i = 0; i < sizeof(*out_id); i++) {
        out_id->bytes[i] = (uint8_t)(halves[i / 8] >> i % 8 * 8);
    }
}

static struct cp_ids *cp_bench_fill(uint64_t size)
{
    struct cp_ids *ids = cp_ids_create(35);
    for (uint64_t i = 0; i < size; i++) {
        struct cp_bench_id id;
        cp_bench_id_make(i, &id);
        cp_ids_remember(ids, id.bytes, CP_ID_COUNTED, 1, CP_BENCH_DAY);
    }
    return ids;
}

static void cp_bench_judge(const char *name, const struct cp_ids *ids,
                           const struct cp_bench_id *looks, size_t ahead)
{
    size_t known = 0;
    const int64_t begun_ns = cp_bench_cpu_ns();
    for (size_t begin = 0; begin < CP_BENCH_LOOKS; begin += CP_BENCH_MINI_BATCH) {
        for (size_t i = begin; i < begin + ahead; i++) {
            cp_ids_prefetch(ids, looks[i].bytes);
        }
        for (size_t i = begin; i < begin + CP_BENCH_MINI_BATCH; i++) {
            known += cp_ids_find(ids, looks[i].bytes, CP_BENCH_DAY).judged != NULL;
        }
    }
    const int64_t took_ns = cp_bench_cpu_ns() - begun_ns;
    CP_ASSERT(known == 0);
    cp_bench_print(name, (double)took_ns / CP_BENCH_LOOKS);
}

static void cp_bench_remember(struct cp_ids *ids, const struct cp_bench_id *looks)
{
    const int64_t begun_ns = cp_bench_cpu_ns();
    for (size_t i = 0; i < CP_BENCH_LOOKS; i++) {
        cp_ids_remember(ids, looks[i].bytes, CP_ID_COUNTED, 1, CP_BENCH_DAY);
    }
    cp_bench_print("remember", (double)(cp_bench_cpu_ns() - begun_ns) / CP_BENCH_LOOKS);
}

int main(int argc, char **argv)
{
    CP_ASSERT(argc == 3);
    const uint64_t size = strtoull(argv[2], NULL, 10);
    struct cp_bench_id *looks = cp_allocate(CP_BENCH_LOOKS, sizeof(*looks));
    for (size_t i = 0; i < CP_BENCH_LOOKS; i++) {
        cp_bench_id_make(size + i, &looks[i]);
    }
    for (long round = strtol(argv[1], NULL, 10); round > 0; round--) {
        struct cp_ids *ids = cp_bench_fill(size);
        cp_bench_judge("judge", ids, looks, 0);
        cp_bench_judge("judge_ahead", ids, looks, CP_BENCH_MINI_BATCH);
        cp_bench_remember(ids, looks);
        cp_ids_free(ids);
    }
    free(looks);
    return 0;
}
