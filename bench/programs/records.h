/* A stretch of the made-up city in memory: the input of benchmarks without servers.
 *
 * Threads: one. Owns: its bytes. Bounded: by the count that was asked for. */
#ifndef CASEPULSE_BENCH_RECORDS_H
#define CASEPULSE_BENCH_RECORDS_H

#include <stddef.h>
#include <stdint.h>

#include "casepulse/base/zone.h"

struct cp_bench_record {
    int32_t partition;
    int64_t offset;
    int64_t arrival_ms;
    const uint8_t *key;
    size_t key_size;
    const uint8_t *value;
    size_t value_size;
};

struct cp_bench_records {
    size_t count;
    struct cp_bench_record *records;
    uint8_t *bytes;
};

#define CP_BENCH_PARTITIONS 12

/* The first `count` records of a city with four million events a year. */
struct cp_bench_records cp_bench_records_make(const struct cp_zone *zone, size_t count,
                                              uint32_t unit_count);
void cp_bench_records_free(struct cp_bench_records *records);

/* The municipality's zone; ends the program if the system does not know it. */
void cp_bench_zone(struct cp_zone *out_zone);

/* CPU of this process so far. */
int64_t cp_bench_cpu_ns(void);

/* Copies, and is no business of the optimiser's. */
void cp_bench_hand_over(void *to, const void *from, size_t size);

/* One figure for the harness: "name value" on standard output. */
void cp_bench_print(const char *name, double value);

#endif
