/* The shape of the program from a memory source: the shard's thread folds and seals into a ring,
 * the publisher's applies and makes pictures; buffers go back through a second ring. */
#include "casepulse/aggregator/picture.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <pthread.h>
#include <sched.h>

#include "casepulse/base/ring.h"
#include "sample.h"
#include "twin.h"

#define PARTITIONS 4
#define BUFFERS 8
#define RECORDS 30000
#define PUBLISH_DAYS 400

static struct cp_zone zone;

static int load_the_municipality(void **state)
{
    (void)state;
    struct cp_failure failure;
    return cp_zone_load(CP_ZONE_MUNICIPALITY, &zone, &failure) == CP_OK ? 0 : -1;
}

static struct cp_fold_settings fold_settings(void)
{
    return (struct cp_fold_settings){.zone = &zone,
                                     .history_days = 300,
                                     .horizon_days = 35,
                                     .keep_days = 70,
                                     .skew_ms = 10 * CP_MS_PER_MINUTE,
                                     .max_units = 10};
}

struct pipeline {
    struct sample_log log;
    uint64_t seed;
    struct cp_ring *sealed;   /* shard → publisher */
    struct cp_ring *recycled; /* publisher → shard */
};

/* Behind the last batch: nothing more will come. */
static char end_of_batches;

static void *take_waiting(struct cp_ring *ring)
{
    void *item = cp_ring_take(ring);
    while (item == NULL) {
        (void)sched_yield();
        item = cp_ring_take(ring);
    }
    return item;
}

static void put_waiting(struct cp_ring *ring, void *item)
{
    while (!cp_ring_put(ring, item)) {
        (void)sched_yield();
    }
}

static void seal_into(const struct pipeline *pipeline, struct cp_fold *fold)
{
    struct cp_increments *batch = take_waiting(pipeline->recycled);
    cp_fold_seal(fold, batch);
    put_waiting(pipeline->sealed, batch);
}

static void *run_shard(void *context)
{
    const struct pipeline *pipeline = context;
    uint64_t random = pipeline->seed;
    struct cp_fold *fold = cp_fold_create(fold_settings());
    for (int32_t i = 0; i < PARTITIONS; i++) {
        cp_fold_open(fold, i, 100 * i);
    }
    for (size_t i = 0; i < pipeline->log.count; i++) {
        if (cp_fold_is_full(fold)) {
            seal_into(pipeline, fold);
        }
        (void)cp_fold_record(fold, &pipeline->log.entries[i].record);
        if (sample_below(&random, 30) == 0) {
            seal_into(pipeline, fold);
        }
    }
    seal_into(pipeline, fold);
    put_waiting(pipeline->sealed, &end_of_batches);
    cp_fold_free(fold);
    return NULL;
}

static int64_t latest_arrival(const struct cp_picture *picture)
{
    int64_t latest_ms = INT64_MIN;
    for (size_t i = 0; i < picture->head_count; i++) {
        const int64_t arrival_ms = picture->heads[i].largest_arrival_ms;
        latest_ms = arrival_ms > latest_ms ? arrival_ms : latest_ms;
    }
    return latest_ms;
}

/* ALL is the sum of its rows and fits the offsets, in every picture on the way. */
static int64_t count_of(const struct cp_picture *picture, size_t row, int window, uint16_t counter)
{
    int64_t value = 0;
    assert_true(
        cp_picture_count(picture, &picture->rows[row], (enum cp_window)window, counter, &value));
    return value;
}

static int64_t sum_of_administrations(const struct cp_picture *picture, int window,
                                      uint16_t counter)
{
    int64_t sum = 0;
    for (size_t row = CP_WIDE_ALL + 1; row < picture->wide_count; row++) {
        sum += count_of(picture, row, window, counter);
    }
    return sum;
}

static void check_picture(const struct cp_picture *picture)
{
    const struct cp_head books = cp_picture_books(picture);
    assert_true(cp_head_is_balanced(&books));
    for (int window = 0; window < CP_WINDOW_COUNT; window++) {
        for (uint16_t counter = 0; counter < CP_COUNTER_COUNT; counter++) {
            assert_int_equal(count_of(picture, CP_WIDE_ALL, window, counter),
                             sum_of_administrations(picture, window, counter));
        }
    }
}

static void publish(const struct pipeline *pipeline, struct cp_totals *totals)
{
    int64_t as_of_ms = INT64_C(1332198000000);
    int batches = 0;
    for (void *item = take_waiting(pipeline->sealed); item != &end_of_batches;
         item = take_waiting(pipeline->sealed)) {
        cp_totals_apply(totals, item);
        put_waiting(pipeline->recycled, item);
        if (++batches % 50 == 0) {
            const struct cp_picture *picture = cp_totals_picture(totals, as_of_ms);
            check_picture(picture);
            as_of_ms = latest_arrival(picture);
        }
    }
    assert_true(batches > RECORDS / 100);
}

static void check_end(const struct pipeline *pipeline, struct cp_totals *totals)
{
    struct twin *twin = twin_create(fold_settings());
    for (int32_t i = 0; i < PARTITIONS; i++) {
        twin_open(twin, i, 100 * i);
    }
    int64_t end_ms = INT64_MIN;
    for (size_t i = 0; i < pipeline->log.count; i++) {
        const struct cp_record *record = &pipeline->log.entries[i].record;
        (void)twin_record(twin, record);
        end_ms = record->arrival_ms > end_ms ? record->arrival_ms : end_ms;
    }
    twin_compare(twin, cp_totals_picture(totals, end_ms), CP_DAY_NONE, PUBLISH_DAYS);
    twin_free(twin);
}

static void two_threads_end_with_the_twins_picture(void **state)
{
    (void)state;
    struct pipeline pipeline = {.seed = sample_seed(__func__),
                                .sealed = cp_ring_create(BUFFERS),
                                .recycled = cp_ring_create(BUFFERS)};
    pipeline.log = sample_log_create(pipeline.seed, RECORDS, PARTITIONS);
    struct cp_increments *buffers[BUFFERS];
    for (int i = 0; i < BUFFERS; i++) {
        buffers[i] = cp_increments_create();
        put_waiting(pipeline.recycled, buffers[i]);
    }
    struct cp_totals *totals = cp_totals_create((struct cp_picture_settings){
        .zone = &zone, .data_from = CP_DAY_NONE, .publish_days = PUBLISH_DAYS});
    pthread_t shard;
    assert_int_equal(pthread_create(&shard, NULL, run_shard, &pipeline), 0);
    publish(&pipeline, totals);
    assert_int_equal(pthread_join(shard, NULL), 0);
    check_end(&pipeline, totals);
    for (int i = 0; i < BUFFERS; i++) {
        cp_increments_free(buffers[i]);
    }
    cp_totals_free(totals);
    cp_ring_free(pipeline.sealed);
    cp_ring_free(pipeline.recycled);
    sample_log_free(&pipeline.log);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(two_threads_end_with_the_twins_picture),
    };
    return cmocka_run_group_tests(tests, load_the_municipality, NULL);
}
