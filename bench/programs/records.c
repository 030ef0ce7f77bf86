#include "records.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "casepulse/base/assert.h"
#include "casepulse/base/memory.h"
#include "casepulse/feeder/generate.h"
#include "generate_file.h"

#define CP_BENCH_SEED 20260101
#define CP_BENCH_FROM 18262 /* 2020-01-01 */
#define CP_BENCH_TO 21915   /* 2030-01-01 */
#define CP_BENCH_RECORD_MAX 1024

void cp_bench_zone(struct cp_zone *out_zone)
{
    struct cp_failure failure;
    if (cp_zone_load(CP_ZONE_MUNICIPALITY, out_zone, &failure) != CP_OK) {
        (void)fprintf(stderr, "%s\n", failure.text);
        exit(1);
    }
}

int64_t cp_bench_cpu_ns(void)
{
    struct timespec now;
    (void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

void cp_bench_hand_over(void *to, const void *from, size_t size)
{
    memcpy(to, from, size);
}

void cp_bench_print(const char *name, double value)
{
    (void)printf("%s %.3f\n", name, value);
    (void)fflush(stdout);
}

static const uint8_t *cp_bench_keep(uint8_t **at, const void *bytes, size_t size)
{
    uint8_t *kept = *at;
    memcpy(kept, bytes, size);
    *at += size;
    return kept;
}

struct cp_bench_records cp_bench_records_make(const struct cp_zone *zone, size_t count,
                                              uint32_t unit_count)
{
    const struct cp_generator_options options = {.seed = CP_BENCH_SEED,
                                                 .from_day = CP_BENCH_FROM,
                                                 .to_day = CP_BENCH_TO,
                                                 .per_year = CP_GENERATE_PER_YEAR,
                                                 .unit_count = unit_count};
    struct cp_generator *generator = cp_generator_create(&options, zone);
    struct cp_bench_records records = {
        .records = cp_allocate(count, sizeof(*records.records)),
        .bytes = cp_allocate(count, CP_BENCH_RECORD_MAX),
    };
    int64_t offsets[CP_BENCH_PARTITIONS] = {0};
    uint8_t *at = records.bytes;
    struct cp_generated made;
    while (records.count < count && cp_generator_next(generator, 0, &made)) {
        CP_ASSERT(made.key_size + made.value_size <= CP_BENCH_RECORD_MAX);
        struct cp_bench_record *record = &records.records[records.count++];
        record->partition = cp_archive_partition(made.key, made.key_size, CP_BENCH_PARTITIONS);
        record->offset = offsets[record->partition]++;
        record->arrival_ms = made.emitted_ms;
        record->key = cp_bench_keep(&at, made.key, made.key_size);
        record->key_size = made.key_size;
        record->value = cp_bench_keep(&at, made.value, made.value_size);
        record->value_size = made.value_size;
    }
    cp_generator_free(generator);
    return records;
}

void cp_bench_records_free(struct cp_bench_records *records)
{
    free(records->records);
    free(records->bytes);
}
