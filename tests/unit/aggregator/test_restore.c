/* A fold restored at any commit goes on as the one that ran through: same verdicts, same batches,
 * byte for byte. What is restored is what a store would hold: strings put together from the appends
 * of the batches, days dropped as the batches say. */
#include "casepulse/aggregator/fold.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "casepulse/base/checksum.h"
#include "casepulse/base/memory.h"
#include "sample.h"
#include "twin.h"

#define PARTITIONS 5
#define RECORDS 6000
#define STRINGS_MAX 4000

static struct cp_zone zone;

static int load_the_municipality(void **state)
{
    (void)state;
    struct cp_failure failure;
    return cp_zone_load(CP_ZONE_MUNICIPALITY, &zone, &failure) == CP_OK ? 0 : -1;
}

static struct cp_fold_settings fold_settings(int32_t keep_days)
{
    return (struct cp_fold_settings){.zone = &zone,
                                     .history_days = 400,
                                     .horizon_days = 35,
                                     .keep_days = keep_days,
                                     .skew_ms = 10 * CP_MS_PER_MINUTE,
                                     .max_units = 9};
}

/* One byte string of the store: a chunk of ids or the units of a partition. */
struct string {
    int32_t partition;
    enum cp_memory_kind kind;
    int32_t day;
    uint32_t chunk;
    size_t size;
    uint8_t *bytes;
};

/* The plainest store: the last head and source lines, and the strings. */
struct store {
    struct cp_head heads[PARTITIONS];
    size_t source_count[PARTITIONS];
    struct cp_source_line sources[PARTITIONS][CP_SOURCES_PER_PARTITION];
    size_t string_count;
    struct string strings[STRINGS_MAX];
    size_t dropped_count;
};

static struct string *store_string(struct store *store, const struct cp_append *append)
{
    for (size_t i = 0; i < store->string_count; i++) {
        struct string *string = &store->strings[i];
        if (string->partition == append->partition && string->kind == append->kind &&
            string->day == append->day && string->chunk == append->chunk) {
            return string;
        }
    }
    assert_true(store->string_count < STRINGS_MAX);
    struct string *string = &store->strings[store->string_count++];
    *string = (struct string){.partition = append->partition,
                              .kind = append->kind,
                              .day = append->day,
                              .chunk = append->chunk};
    return string;
}

static void store_append(struct store *store, const struct cp_increments *batch)
{
    size_t next = 0; /* the appends lie side by side */
    for (size_t i = 0; i < batch->append_count; i++) {
        const struct cp_append *append = &batch->appends[i];
        struct string *string = store_string(store, append);
        assert_true(append->size > 0);
        assert_int_equal(append->at, next);
        assert_int_equal(append->size_before, string->size);
        string->bytes = cp_reallocate(string->bytes, string->size + append->size, 1);
        memcpy(string->bytes + string->size, batch->append_bytes + append->at, append->size);
        string->size += append->size;
        assert_int_equal(append->checksum,
                         cp_checksum_more(CP_CHECKSUM_EMPTY, string->bytes, string->size));
        next += append->size;
    }
    assert_int_equal(next, batch->append_size);
}

static void store_drop(struct store *store, const struct cp_drop *drop)
{
    size_t found = 0;
    for (size_t i = store->string_count; i-- > 0;) {
        struct string *string = &store->strings[i];
        if (string->kind == CP_MEMORY_IDS && string->partition == drop->partition &&
            string->day == drop->day) {
            assert_true(string->chunk < drop->chunk_count);
            free(string->bytes);
            *string = store->strings[--store->string_count];
            found++;
        }
    }
    assert_int_equal(found, drop->chunk_count);
    store->dropped_count += found;
}

static void store_source(struct store *store, const struct cp_source_line *line)
{
    struct cp_source_line *lines = store->sources[line->partition];
    size_t *count = &store->source_count[line->partition];
    for (size_t i = 0; i < *count; i++) {
        if (strcmp(lines[i].source, line->source) == 0) {
            lines[i] = *line;
            return;
        }
    }
    assert_true(*count < CP_SOURCES_PER_PARTITION);
    lines[(*count)++] = *line;
}

static void store_commit(struct store *store, const struct cp_increments *batch)
{
    for (size_t i = 0; i < batch->head_count; i++) {
        const struct cp_head *head = &batch->heads[i];
        assert_int_equal(head->previous, store->heads[head->partition].offset);
        store->heads[head->partition] = *head;
    }
    for (size_t i = 0; i < batch->source_count; i++) {
        store_source(store, &batch->sources[i]);
    }
    for (size_t i = 0; i < batch->drop_count; i++) {
        store_drop(store, &batch->drops[i]);
    }
    store_append(store, batch);
}

static void store_free(struct store *store)
{
    for (size_t i = 0; i < store->string_count; i++) {
        free(store->strings[i].bytes);
    }
    free(store);
}

/* Sources and strings come back in any order. */
static void restore_partition(struct cp_fold *fold, struct store *store, int32_t partition,
                              uint64_t *random)
{
    struct cp_fold_memory memory = {.head = store->heads[partition],
                                    .sources = store->sources[partition],
                                    .source_count = store->source_count[partition]};
    for (size_t i = 1; i < memory.source_count; i++) {
        const size_t other = (size_t)sample_below(random, (int64_t)i + 1);
        const struct cp_source_line line = store->sources[partition][i];
        store->sources[partition][i] = store->sources[partition][other];
        store->sources[partition][other] = line;
    }
    struct cp_fold_ids *ids = cp_allocate(store->string_count, sizeof(*ids));
    for (size_t i = 0; i < store->string_count; i++) {
        const size_t at = i % 2 == 0 ? i / 2 : store->string_count - 1 - i / 2;
        const struct string *string = &store->strings[at];
        if (string->partition == partition && string->kind == CP_MEMORY_UNITS) {
            memory.units = string->bytes;
            memory.units_size = string->size;
        } else if (string->partition == partition) {
            ids[memory.ids_count++] = (struct cp_fold_ids){.day = string->day,
                                                           .chunk = string->chunk,
                                                           .records = string->bytes,
                                                           .size = string->size};
        }
    }
    memory.ids = ids;
    cp_fold_restore(fold, partition, &memory);
    free(ids);
}

static void assert_same_head(const struct cp_head *a, const struct cp_head *b)
{
    assert_int_equal(a->partition, b->partition);
    assert_int_equal(a->previous, b->previous);
    assert_int_equal(a->start, b->start);
    assert_int_equal(a->offset, b->offset);
    assert_int_equal(a->largest_arrival_ms, b->largest_arrival_ms);
    assert_int_equal(a->last_arrival_ms, b->last_arrival_ms);
    assert_memory_equal(a->verdicts, b->verdicts, sizeof(a->verdicts));
    assert_memory_equal(a->refused, b->refused, sizeof(a->refused));
    assert_int_equal(a->gaps, b->gaps);
    assert_int_equal(a->altered, b->altered);
    assert_int_equal(a->contradicted, b->contradicted);
    assert_int_equal(a->anchor_offset, b->anchor_offset);
    assert_int_equal(a->anchor_arrival_ms, b->anchor_arrival_ms);
    assert_int_equal(a->anchor_hash, b->anchor_hash);
}

static void assert_same_source(const struct cp_source_line *a, const struct cp_source_line *b)
{
    assert_int_equal(a->partition, b->partition);
    assert_string_equal(a->source, b->source);
    assert_memory_equal(a->verdicts, b->verdicts, sizeof(a->verdicts));
    assert_memory_equal(a->refused, b->refused, sizeof(a->refused));
    assert_int_equal(a->first, b->first);
    assert_int_equal(a->last, b->last);
    assert_int_equal(a->sequenced, b->sequenced);
    assert_int_equal(a->last_arrival_ms, b->last_arrival_ms);
}

static void assert_same_memory(const struct cp_increments *a, const struct cp_increments *b)
{
    assert_int_equal(a->append_size, b->append_size);
    assert_memory_equal(a->append_bytes, b->append_bytes, a->append_size);
    assert_int_equal(a->append_count, b->append_count);
    for (size_t i = 0; i < a->append_count; i++) {
        const struct cp_append *one = &a->appends[i];
        const struct cp_append *other = &b->appends[i];
        assert_int_equal(one->partition, other->partition);
        assert_int_equal(one->kind, other->kind);
        assert_int_equal(one->day, other->day);
        assert_int_equal(one->chunk, other->chunk);
        assert_int_equal(one->size_before, other->size_before);
        assert_int_equal(one->checksum, other->checksum);
        assert_int_equal(one->at, other->at);
        assert_int_equal(one->size, other->size);
    }
    assert_int_equal(a->drop_count, b->drop_count);
    for (size_t i = 0; i < a->drop_count; i++) {
        assert_int_equal(a->drops[i].partition, b->drops[i].partition);
        assert_int_equal(a->drops[i].day, b->drops[i].day);
        assert_int_equal(a->drops[i].chunk_count, b->drops[i].chunk_count);
    }
}

/* Rows with counts. Units that were turned away stand behind them: a restored fold names again what
 * an earlier batch has named. */
static size_t counted_rows(const struct cp_increments *batch)
{
    size_t count = 0;
    while (count < batch->row_count && !batch->rows[count].is_turned_away) {
        count++;
    }
    return count;
}

static void assert_same_batch(const struct cp_increments *a, const struct cp_increments *b)
{
    assert_int_equal(a->first_day, b->first_day);
    assert_int_equal(counted_rows(a), counted_rows(b));
    for (size_t i = 0; i < counted_rows(a); i++) {
        assert_string_equal(a->rows[i].unit.bytes, b->rows[i].unit.bytes);
        assert_int_equal(a->rows[i].administration, b->rows[i].administration);
    }
    assert_int_equal(a->cells_size, b->cells_size);
    assert_memory_equal(a->cells, b->cells, a->cells_size);
    assert_int_equal(a->head_count, b->head_count);
    for (size_t i = 0; i < a->head_count; i++) {
        assert_same_head(&a->heads[i], &b->heads[i]);
    }
    assert_int_equal(a->source_count, b->source_count);
    for (size_t i = 0; i < a->source_count; i++) {
        assert_same_source(&a->sources[i], &b->sources[i]);
    }
    assert_same_memory(a, b);
}

/* One fold that runs through, one that is cut, and what the store holds. */
struct bench {
    struct cp_fold_settings settings;
    struct cp_fold *through, *cut;
    struct cp_increments *batch, *cut_batch;
    struct store *store;
    uint64_t random;
    int cuts;
};

static struct bench bench_create(int32_t keep_days, uint64_t seed)
{
    struct bench bench = {.settings = fold_settings(keep_days),
                          .batch = cp_increments_create(),
                          .cut_batch = cp_increments_create(),
                          .store = cp_allocate(1, sizeof(*bench.store)),
                          .random = seed};
    bench.through = cp_fold_create(bench.settings);
    bench.cut = cp_fold_create(bench.settings);
    for (int32_t i = 0; i < PARTITIONS; i++) {
        cp_fold_open(bench.through, i, 100 * i);
        cp_fold_open(bench.cut, i, 100 * i);
        bench.store->heads[i].offset = 100 * i;
    }
    return bench;
}

static void bench_free(struct bench *bench)
{
    cp_fold_free(bench->through);
    cp_fold_free(bench->cut);
    cp_increments_free(bench->batch);
    cp_increments_free(bench->cut_batch);
    store_free(bench->store);
}

/* As a process that was killed, or as one that got partitions back one by one. */
static void bench_cut(struct bench *bench)
{
    const bool is_killed = sample_below(&bench->random, 2) == 0;
    if (is_killed) {
        cp_fold_free(bench->cut);
        bench->cut = cp_fold_create(bench->settings);
    }
    for (int32_t i = 0; i < PARTITIONS; i++) {
        if (is_killed || sample_below(&bench->random, 2) == 0) {
            restore_partition(bench->cut, bench->store, i, &bench->random);
        }
    }
    assert_false(cp_fold_has_changes(bench->cut));
    bench->cuts++;
}

static void bench_seal(struct bench *bench)
{
    cp_fold_seal(bench->through, bench->batch);
    cp_fold_seal(bench->cut, bench->cut_batch);
    assert_same_batch(bench->batch, bench->cut_batch);
    store_commit(bench->store, bench->batch);
    if (sample_below(&bench->random, 8) == 0) {
        bench_cut(bench);
    }
}

static void assert_all_happened(const struct store *store)
{
    struct cp_head sum = {.partition = -1};
    for (int i = 0; i < PARTITIONS; i++) {
        sum.contradicted += store->heads[i].contradicted;
        for (int reason = 0; reason < CP_REASON_END; reason++) {
            sum.refused[reason] += store->heads[i].refused[reason];
        }
    }
    assert_true(sum.contradicted > 0);
    assert_true(store->dropped_count > 0);
    for (int reason = CP_REASON_TOO_LATE_ARRIVAL; reason < CP_REASON_END; reason++) {
        assert_true(sum.refused[reason] > 0);
    }
}

/* Against the twin, which never forgets: so ids must be kept as long as arrivals may go back. */
static void compare_with_twin(const struct twin *twin, const struct store *store)
{
    for (int32_t i = 0; i < PARTITIONS; i++) {
        const struct twin_partition *theirs = &twin->partitions[i];
        assert_int_equal(theirs->source_count, store->source_count[i]);
        for (size_t at = 0; at < theirs->source_count; at++) {
            const struct cp_source_line *found = NULL;
            for (size_t j = 0; j < store->source_count[i]; j++) {
                const struct cp_source_line *line = &store->sources[i][j];
                found = strcmp(line->source, theirs->sources[at].source) == 0 ? line : found;
            }
            assert_non_null(found);
            assert_same_source(found, &theirs->sources[at]);
        }
    }
}

static void run(uint64_t seed, int32_t keep_days, bool has_twin)
{
    struct bench bench = bench_create(keep_days, seed);
    struct sample_log log = sample_log_create(sample_next(&bench.random), RECORDS, PARTITIONS);
    struct twin *twin = twin_create(bench.settings);
    for (int32_t i = 0; i < PARTITIONS; i++) {
        twin_open(twin, i, 100 * i);
    }
    for (size_t i = 0; i < log.count; i++) {
        const struct cp_record *record = &log.entries[i].record;
        const enum cp_reason reason = cp_fold_record(bench.through, record);
        assert_int_equal(cp_fold_record(bench.cut, record), reason);
        if (has_twin) {
            assert_int_equal(twin_record(twin, record), reason);
        }
        if (sample_below(&bench.random, 15) == 0) {
            bench_seal(&bench);
        }
    }
    bench_seal(&bench);
    assert_true(bench.cuts > 10);
    assert_all_happened(bench.store);
    if (has_twin) {
        compare_with_twin(twin, bench.store);
    }
    twin_free(twin);
    sample_log_free(&log);
    bench_free(&bench);
}

static void a_restored_fold_goes_on_as_the_one_that_ran_through(void **state)
{
    (void)state;
    run(sample_seed(__func__), 70, true);
}

/* As where arrivals are the broker's: what goes back farther is then judged by what is kept. */
static void so_does_one_that_keeps_ids_no_longer_than_the_horizon(void **state)
{
    (void)state;
    const uint64_t seed = sample_seed(__func__);
    run(seed, 36, false);
    run(seed + 1, 35, false);
}

/* A store whose ids were kept longer: the days that are past now go with the next batch. */
static void days_kept_too_long_are_dropped_after_a_restore(void **state)
{
    (void)state;
    static const uint8_t record[2 * CP_ID_RECORD_SIZE] = {1, [16] = CP_ID_COUNTED};
    const struct cp_fold_ids ids[] = {{.day = 100, .chunk = 0, .records = record, .size = 21},
                                      {.day = 100, .chunk = 1, .records = record, .size = 21},
                                      {.day = 136, .chunk = 0, .records = record, .size = 21}};
    struct cp_fold_memory memory = {.ids = ids, .ids_count = 3};
    memory.head = (struct cp_head){
        .offset = 9, .largest_arrival_ms = 137 * CP_MS_PER_DAY, .anchor_offset = 8};
    struct cp_fold *fold = cp_fold_create(fold_settings(36));
    struct cp_increments *batch = cp_increments_create();
    cp_fold_restore(fold, 0, &memory);
    cp_fold_seal(fold, batch);
    assert_int_equal(batch->drop_count, 1);
    assert_int_equal(batch->drops[0].day, 100);
    assert_int_equal(batch->drops[0].chunk_count, 2);
    cp_increments_free(batch);
    cp_fold_free(fold);
}

static void a_partition_without_a_record_yet_is_restored_too(void **state)
{
    (void)state;
    struct cp_fold_memory memory = {.units = NULL};
    memory.head = (struct cp_head){.partition = 4,
                                   .start = 7,
                                   .offset = 7,
                                   .largest_arrival_ms = INT64_MIN,
                                   .last_arrival_ms = INT64_MIN,
                                   .anchor_offset = -1};
    struct cp_fold *fold = cp_fold_create(fold_settings(36));
    cp_fold_restore(fold, 4, &memory);
    assert_false(cp_fold_has_changes(fold));
    assert_int_equal(cp_fold_offset(fold, 4), 7);
    const struct cp_record refused = {
        .partition = 4, .offset = 7, .reason = CP_REASON_MALFORMED_EMPTY};
    assert_int_equal(cp_fold_record(fold, &refused), CP_REASON_MALFORMED_EMPTY);
    cp_fold_free(fold);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_restored_fold_goes_on_as_the_one_that_ran_through),
        cmocka_unit_test(so_does_one_that_keeps_ids_no_longer_than_the_horizon),
        cmocka_unit_test(days_kept_too_long_are_dropped_after_a_restore),
        cmocka_unit_test(a_partition_without_a_record_yet_is_restored_too),
    };
    return cmocka_run_group_tests(tests, load_the_municipality, NULL);
}
