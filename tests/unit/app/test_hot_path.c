/* From bytes to counts nothing is allocated, locked or logged for an event: the calls that would do
 * so are counted by the linker's leave (--wrap), while records go the way that a shard sends them.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "casepulse/aggregator/fold.h"
#include "casepulse/aggregator/increments.h"
#include "casepulse/aggregator/organisation.h"
#include "casepulse/base/log.h"
#include "casepulse/feeder/generate.h"
#include "casepulse/proto/decode.h"
#include "sample.h"

#define RECORDS 40000
#define WARM 32000 /* so many let the table of ids grow for the last time */
#define RECORDS_A_SEAL 5000
#define POOL_SIZE (RECORDS * 400)

/* What must not be called for an event. */
static struct {
    bool is_counting;
    long allocations, locks, lines;
} calls;

void *__real_malloc(size_t size);
void *__wrap_malloc(size_t size);
void *__wrap_malloc(size_t size)
{
    calls.allocations += calls.is_counting;
    return __real_malloc(size);
}

void *__real_calloc(size_t count, size_t size);
void *__wrap_calloc(size_t count, size_t size);
void *__wrap_calloc(size_t count, size_t size)
{
    calls.allocations += calls.is_counting;
    return __real_calloc(count, size);
}

void *__real_realloc(void *memory, size_t size);
void *__wrap_realloc(void *memory, size_t size);
void *__wrap_realloc(void *memory, size_t size)
{
    calls.allocations += calls.is_counting;
    return __real_realloc(memory, size);
}

void *__real_reallocarray(void *memory, size_t count, size_t size);
void *__wrap_reallocarray(void *memory, size_t count, size_t size);
void *__wrap_reallocarray(void *memory, size_t count, size_t size)
{
    calls.allocations += calls.is_counting;
    return __real_reallocarray(memory, count, size);
}

void *__real_aligned_alloc(size_t alignment, size_t size);
void *__wrap_aligned_alloc(size_t alignment, size_t size);
void *__wrap_aligned_alloc(size_t alignment, size_t size)
{
    calls.allocations += calls.is_counting;
    return __real_aligned_alloc(alignment, size);
}

int __real_pthread_mutex_lock(pthread_mutex_t *mutex);
int __wrap_pthread_mutex_lock(pthread_mutex_t *mutex);
int __wrap_pthread_mutex_lock(pthread_mutex_t *mutex)
{
    calls.locks += calls.is_counting;
    return __real_pthread_mutex_lock(mutex);
}

void __wrap_cp_log(enum cp_log_level level, const char *format, ...) CP_PRINTF(2, 3);
void __wrap_cp_log(enum cp_log_level level, const char *format, ...)
{
    (void)level;
    (void)format;
    calls.lines += calls.is_counting;
}

/* The log in memory. */
struct memory_record {
    const uint8_t *value;
    size_t value_size;
    int64_t arrival_ms;
};

static struct memory_record records[RECORDS];
static uint8_t pool[POOL_SIZE];
static struct cp_zone zone;

static int make_log(void **state)
{
    (void)state;
    struct cp_failure failure;
    struct cp_generated generated;
    size_t used = 0;
    assert_int_equal(cp_zone_load(CP_ZONE_MUNICIPALITY, &zone, &failure), CP_OK);
    struct cp_generator_options options = {.seed = sample_seed(),
                                           .from_day = 15706,
                                           .to_day = 16071,
                                           .per_year = 4000000,
                                           .unit_count = 300};
    for (int share = 0; share < CP_SHARE_COUNT; share++) {
        options.shares[share] = CP_SHARE_WHOLE / 100;
    }
    struct cp_generator *generator = cp_generator_create(&options, &zone);
    for (int i = 0; i < RECORDS; i++) {
        assert_true(cp_generator_next(generator, 0, &generated));
        const size_t size = generated.value_size < POOL_SIZE - used ? generated.value_size : 0;
        if (size > 0) {
            memcpy(pool + used, generated.value, size);
        }
        records[i] = (struct memory_record){pool + used, size, generated.emitted_ms};
        used += size;
    }
    cp_generator_free(generator);
    return 0;
}

static void no_event_allocates_locks_or_logs(void **state)
{
    (void)state;
    static struct cp_event event;
    struct cp_decoder *decoder = cp_decoder_create((struct cp_decoder_rules){.zone = &zone});
    struct cp_increments *increments = cp_increments_create();
    struct cp_fold *fold = cp_fold_create((struct cp_fold_settings){.zone = &zone,
                                                                    .history_days = 4018,
                                                                    .horizon_days = 35,
                                                                    .skew_ms = 600000,
                                                                    .max_units = 4096,
                                                                    .keep_days = 36,
                                                                    .balance_day = CP_DAY_NONE,
                                                                    .as_of_ms = INT64_MAX,
                                                                    .as_of_from_ms = INT64_MIN});
    int counted = 0;
    cp_fold_open(fold, 0, 0);
    for (int i = 0; i < RECORDS; i++) {
        if (i % RECORDS_A_SEAL == 0 || cp_fold_is_full(fold)) {
            calls.is_counting = false; /* a batch may */
            cp_fold_seal(fold, increments);
        }
        calls.is_counting = i >= WARM;
        const struct memory_record *raw = &records[i];
        const struct cp_record record = {
            .offset = i,
            .arrival_ms = raw->arrival_ms,
            .reason = cp_decoder_decode(decoder, raw->value, raw->value_size, "key", 3, &event),
            .event = &event,
        };
        counted += cp_fold_record(fold, &record) == CP_REASON_NONE && i >= WARM;
    }
    calls.is_counting = false;
    assert_true(counted > (RECORDS - WARM) / 2);
    assert_int_equal(calls.allocations, 0);
    assert_int_equal(calls.locks, 0);
    assert_int_equal(calls.lines, 0);
    cp_fold_free(fold);
    cp_increments_free(increments);
    cp_decoder_free(decoder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_event_allocates_locks_or_logs),
    };
    return cmocka_run_group_tests(tests, make_log, NULL);
}
