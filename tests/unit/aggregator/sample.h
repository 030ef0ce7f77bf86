/* Random logs for the tests: records of all kinds, good and bad, from a seed that is printed.
 *
 * Threads: one. Owns: what sample_log_create hands out. */
#ifndef CASEPULSE_TEST_SAMPLE_H
#define CASEPULSE_TEST_SAMPLE_H

#include <stddef.h>
#include <stdint.h>

#include "casepulse/aggregator/fold.h"

/* The seed of this run: CASEPULSE_TEST_SEED, else another one each time; printed with its name. */
uint64_t sample_seed(const char *test);

uint64_t sample_next(uint64_t *random);

/* 0 to end − 1. */
int64_t sample_below(uint64_t *random, int64_t end);

struct cp_short_text sample_text(const char *text);

/* A fact with all values that its type carries, unknown ones among them; without its times. */
struct cp_fact sample_fact(uint64_t *random, uint8_t type);

/* Gives it the time, and the others that its type carries: before it, seldom after it, or none. */
void sample_times(uint64_t *random, struct cp_fact *fact, int64_t occurred_ms);

struct sample_entry {
    struct cp_record record; /* its event is the one below, or NULL */
    struct cp_event event;
};

struct sample_log {
    size_t count;
    struct sample_entry *entries;
};

/* A log of some years over `partitions` partitions: arrivals go forward with jitter; there are late
 * and future events, retractions (of moves at once, of anything later, before their original, or
 * contradicting it), copies of what was sent, altered or not, records that do not decode, gaps, and
 * records that come twice. Offsets begin at 100 × partition. */
struct sample_log sample_log_create(uint64_t seed, size_t count, int32_t partitions);
void sample_log_free(struct sample_log *log);

#endif
