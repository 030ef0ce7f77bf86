/* Fold, totals and picture against the stupid twin. */
#include "casepulse/aggregator/checkpoint.h"
#include "casepulse/aggregator/picture.h"
#include "casepulse/aggregator/state.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "casepulse/base/hash.h"
#include "casepulse/base/memory.h"
#include "news.h"
#include "sample.h"
#include "twin.h"

#define PARTITIONS 5
#define PUBLISH_DAYS 500
#define WIDE_COUNT (CP_ADMINISTRATION_COUNT + 1)

static struct cp_zone zone;
static struct cp_subjects subjects;

static int load_the_municipality(void **state)
{
    (void)state;
    struct cp_failure failure;
    const bool is_loaded = cp_zone_load(CP_ZONE_MUNICIPALITY, &zone, &failure) == CP_OK &&
                           cp_subjects_parse("aids:27 32.02, benefit:32, homes:28.01.02", &subjects,
                                             &failure) == CP_OK;
    return is_loaded ? 0 : -1;
}

static struct cp_fold_settings fold_settings(void)
{
    return (struct cp_fold_settings){.zone = &zone,
                                     .history_days = 400,
                                     .horizon_days = 35,
                                     .keep_days = 70,
                                     .skew_ms = 10 * CP_MS_PER_MINUTE,
                                     .max_units = 9,
                                     .subjects = &subjects,
                                     .balance_day = cp_civil_to_day((struct cp_civil){2012, 6, 1})};
}

/* The program under test, and its twin. */
struct bench {
    struct cp_fold *fold;
    struct cp_totals *totals;
    struct cp_increments *increments;
    struct twin *twin;
    int32_t data_from;
};

static struct bench bench_create(int32_t data_from)
{
    const struct cp_picture_settings picture = {
        .zone = &zone, .data_from = data_from, .publish_days = PUBLISH_DAYS};
    struct bench bench = {.fold = cp_fold_create(fold_settings()),
                          .totals = cp_totals_create(picture),
                          .increments = cp_increments_create(),
                          .twin = twin_create(fold_settings()),
                          .data_from = data_from};
    for (int32_t i = 0; i < PARTITIONS; i++) {
        cp_fold_open(bench.fold, i, 100 * i);
        twin_open(bench.twin, i, 100 * i);
    }
    return bench;
}

static void bench_free(struct bench *bench)
{
    cp_fold_free(bench->fold);
    cp_totals_free(bench->totals);
    cp_increments_free(bench->increments);
    twin_free(bench->twin);
}

static void bench_take(struct bench *bench, const struct cp_record *record)
{
    const enum cp_reason expected = twin_record(bench->twin, record);
    assert_int_equal(cp_fold_record(bench->fold, record), expected);
}

static void bench_seal(struct bench *bench)
{
    cp_fold_seal(bench->fold, bench->increments);
    assert_false(cp_fold_has_changes(bench->fold));
    cp_totals_apply(bench->totals, bench->increments);
}

/* Packs the counts, as a checkpoint or a list of them does, which no picture may notice. */
static void bench_pack(struct bench *bench, bool is_checkpoint)
{
    if (is_checkpoint) {
        uint8_t *bytes = NULL;
        assert_true(cp_totals_save(bench->totals, &bytes) > 0);
        free(bytes);
        return;
    }
    char(*lines)[CP_STATE_LINE_MAX] = NULL;
    size_t count = 0;
    cp_totals_state_lines(bench->totals, &lines, &count);
    free(lines);
}

static void bench_compare(struct bench *bench, int64_t as_of_ms)
{
    twin_compare(bench->twin, cp_totals_picture(bench->totals, as_of_ms), bench->data_from,
                 PUBLISH_DAYS);
}

static int64_t latest_arrival(const struct sample_log *log)
{
    int64_t latest_ms = INT64_MIN;
    for (size_t i = 0; i < log->count; i++) {
        const int64_t arrival_ms = log->entries[i].record.arrival_ms;
        latest_ms = arrival_ms > latest_ms ? arrival_ms : latest_ms;
    }
    return latest_ms;
}

static void a_random_log_counts_as_the_twin_counts_it(void **state)
{
    (void)state;
    uint64_t random = sample_seed(__func__);
    struct sample_log log = sample_log_create(sample_next(&random), 4000, PARTITIONS);
    struct bench bench = bench_create(CP_DAY_NONE);
    int64_t latest_ms = INT64_MIN;
    for (size_t i = 0; i < log.count; i++) {
        const struct cp_record *record = &log.entries[i].record;
        bench_take(&bench, record);
        latest_ms = record->arrival_ms > latest_ms ? record->arrival_ms : latest_ms;
        if (sample_below(&random, 20) == 0) {
            bench_seal(&bench);
        }
        if (sample_below(&random, 100) == 0) {
            bench_seal(&bench);
            bench_compare(&bench, latest_ms);
            if (sample_below(&random, 3) == 0) {
                cp_totals_rest(bench.totals);
            }
        }
    }
    bench_seal(&bench);
    bench_compare(&bench, latest_ms);
    const struct cp_head books = cp_picture_books(cp_totals_picture(bench.totals, latest_ms));
    assert_true(books.verdicts[CP_VERDICT_COUNTED] > 1000);
    assert_true(books.verdicts[CP_VERDICT_RETRACTED] > 100);
    assert_true(books.verdicts[CP_VERDICT_MALFORMED] > 10);
    assert_true(books.verdicts[CP_VERDICT_UNSUPPORTED] > 10);
    assert_true(books.verdicts[CP_VERDICT_TOO_LATE] > 10);
    assert_true(books.verdicts[CP_VERDICT_TOO_FAR_AHEAD] > 10);
    assert_true(books.gaps > 10);
    bench_free(&bench);
    sample_log_free(&log);
}

/* All pictures are of one instant, so that no window moves and lets everything be summed anew. */
static void what_is_packed_between_two_pictures_stands_in_the_sums(void **state)
{
    (void)state;
    uint64_t random = sample_seed(__func__);
    struct sample_log log = sample_log_create(sample_next(&random), 2000, PARTITIONS);
    struct bench bench = bench_create(CP_DAY_NONE);
    const int64_t as_of_ms = latest_arrival(&log);
    for (size_t i = 0; i < log.count; i++) {
        bench_take(&bench, &log.entries[i].record);
        if (sample_below(&random, 20) == 0) {
            bench_seal(&bench);
        }
        if (sample_below(&random, 50) == 0) {
            bench_pack(&bench, sample_below(&random, 2) == 0);
        }
        if (sample_below(&random, 100) == 0) {
            bench_seal(&bench);
            bench_compare(&bench, as_of_ms);
        }
    }
    bench_free(&bench);
    sample_log_free(&log);
}

static int64_t sum_of_all(const struct cp_picture *picture, uint16_t counter)
{
    int64_t sum = 0;
    for (size_t row = 0; row < picture->row_count; row++) {
        for (int window = 0; window < CP_WINDOW_COUNT; window++) {
            int64_t value = 0;
            (void)cp_picture_count(picture, &picture->rows[row], (enum cp_window)window, counter,
                                   &value);
            sum += value;
        }
    }
    return sum;
}

/* Far more than may wait for a picture, with sums kept current and without. */
static void a_batch_added_a_thousand_times_counts_a_thousand_times(void **state)
{
    (void)state;
    uint64_t random = sample_seed(__func__);
    struct sample_log log = sample_log_create(sample_next(&random), 1500, PARTITIONS);
    struct bench bench = bench_create(CP_DAY_NONE);
    const int64_t as_of_ms = latest_arrival(&log);
    int64_t once[CP_STORED_COUNT];
    for (size_t i = 0; i < log.count; i++) {
        bench_take(&bench, &log.entries[i].record);
    }
    bench_seal(&bench);
    assert_true(bench.increments->cells_size * 1000 > CP_NEWS_BYTES_MAX);
    for (int round = 0; round < 2; round++) {
        const struct cp_picture *picture = cp_totals_picture(bench.totals, as_of_ms);
        for (uint16_t counter = 0; counter < CP_STORED_COUNT; counter++) {
            once[counter] = sum_of_all(picture, counter);
        }
        if (round == 1) {
            cp_totals_rest(bench.totals);
        }
        for (int times = 1; times < 1000; times++) {
            cp_totals_apply(bench.totals, bench.increments);
        }
        picture = cp_totals_picture(bench.totals, as_of_ms);
        const int64_t all = round == 0 ? 1000 : 1999;
        for (uint16_t counter = 0; counter < CP_STORED_COUNT; counter++) {
            assert_int_equal(sum_of_all(picture, counter) * (round == 0 ? 1 : 1000),
                             once[counter] * all);
        }
    }
    bench_free(&bench);
    sample_log_free(&log);
}

static void the_size_of_the_batches_does_not_change_the_picture(void **state)
{
    (void)state;
    uint64_t random = sample_seed(__func__);
    struct sample_log log = sample_log_create(sample_next(&random), 1500, PARTITIONS);
    static const size_t sizes[] = {1, 2, 3, 17, 400, 100000};
    for (size_t s = 0; s < sizeof(sizes) / sizeof(sizes[0]); s++) {
        struct bench bench = bench_create(CP_DAY_NONE);
        for (size_t i = 0; i < log.count; i++) {
            bench_take(&bench, &log.entries[i].record);
            if (i % sizes[s] == 0) {
                bench_seal(&bench);
            }
        }
        bench_seal(&bench);
        bench_compare(&bench, latest_arrival(&log));
        bench_free(&bench);
    }
    sample_log_free(&log);
}

static void sums_kept_current_equal_sums_made_anew_at_every_rollover(void **state)
{
    (void)state;
    uint64_t random = sample_seed(__func__);
    struct sample_log log = sample_log_create(sample_next(&random), 1500, PARTITIONS);
    struct bench bench = bench_create(CP_DAY_NONE);
    for (size_t i = 0; i < log.count; i++) {
        bench_take(&bench, &log.entries[i].record);
    }
    bench_seal(&bench);
    int64_t as_of_ms = latest_arrival(&log) - 300 * CP_MS_PER_DAY;
    for (int step = 0; step < 25; step++) {
        bench_compare(&bench, as_of_ms);
        as_of_ms += sample_below(&random, 60 * CP_MS_PER_DAY);
    }
    bench_free(&bench);
    sample_log_free(&log);
}

static void counting_anew_after_a_reset_forgets_the_first_time(void **state)
{
    (void)state;
    uint64_t random = sample_seed(__func__);
    struct sample_log log = sample_log_create(sample_next(&random), 1000, PARTITIONS);
    const int64_t end_ms = latest_arrival(&log);
    struct bench bench = bench_create(CP_DAY_NONE);
    uint64_t generation = 0;
    for (size_t i = 0; i < log.count; i++) {
        bench_take(&bench, &log.entries[i].record);
        if (i == log.count / 2) {
            bench_seal(&bench);
            bench_compare(&bench, end_ms);
            generation = cp_totals_picture(bench.totals, end_ms)->generation;
        }
    }
    cp_fold_reset(bench.fold); /* the open batch is forgotten too */
    twin_free(bench.twin);
    bench.twin = twin_create(fold_settings());
    assert_false(cp_fold_has_changes(bench.fold));
    cp_totals_clear(bench.totals);
    bench_compare(&bench, end_ms);
    assert_true(cp_totals_picture(bench.totals, end_ms)->generation != generation);
    for (int32_t i = 1; i < PARTITIONS; i += 2) {
        cp_fold_open(bench.fold, i, 100 * i);
        twin_open(bench.twin, i, 100 * i);
    }
    for (size_t i = 0; i < log.count; i++) {
        if (log.entries[i].record.partition % 2 == 1) {
            bench_take(&bench, &log.entries[i].record);
        }
    }
    bench_seal(&bench);
    bench_compare(&bench, end_ms);
    bench_free(&bench);
    sample_log_free(&log);
}

static void a_reset_forgets_what_no_picture_was_asked_for(void **state)
{
    (void)state;
    uint64_t random = sample_seed(__func__);
    struct sample_log log = sample_log_create(sample_next(&random), 100, PARTITIONS);
    struct bench bench = bench_create(CP_DAY_NONE);
    for (size_t i = 0; i < log.count; i++) {
        bench_take(&bench, &log.entries[i].record);
    }
    bench_seal(&bench);
    cp_totals_clear(bench.totals);
    cp_totals_apply(bench.totals, bench.increments);
    bench_compare(&bench, latest_arrival(&log));
    bench_free(&bench);
    sample_log_free(&log);
}

/* Two shards with partitions of their own, their batches mixed at random. */
static void two_shards_make_one_picture(void **state)
{
    (void)state;
    uint64_t random = sample_seed(__func__);
    struct sample_log log = sample_log_create(sample_next(&random), 1500, PARTITIONS);
    struct bench bench = bench_create(CP_DAY_NONE);
    cp_fold_free(bench.fold);
    struct cp_fold *folds[2] = {cp_fold_create(fold_settings()), cp_fold_create(fold_settings())};
    for (int32_t i = 0; i < PARTITIONS; i++) {
        cp_fold_open(folds[i % 2], i, 100 * i);
    }
    for (size_t i = 0; i < log.count; i++) {
        bench.fold = folds[log.entries[i].record.partition % 2];
        bench_take(&bench, &log.entries[i].record);
        bench.fold = folds[sample_below(&random, 2)];
        if (sample_below(&random, 30) == 0) {
            bench_seal(&bench);
        }
    }
    bench.fold = folds[1];
    bench_seal(&bench);
    bench.fold = folds[0];
    bench_seal(&bench);
    bench_compare(&bench, latest_arrival(&log));
    cp_fold_free(folds[1]);
    bench_free(&bench);
    sample_log_free(&log);
}

/* Not a hash of the whole picture: what a row would publish. */
static uint64_t row_hash(const struct cp_picture_row *row)
{
    return cp_hash_bytes(row->counts, cp_picture_cells(row->is_wide) * sizeof(*row->counts));
}

static uint64_t days_hash(const struct cp_picture *picture, size_t wide_row)
{
    uint64_t hash = 0;
    for (int place = 0; place < cp_headline_count(); place++) {
        for (int32_t day = picture->days_first; day <= picture->today; day++) {
            int64_t value = 0;
            assert_true(cp_picture_day(picture, wide_row, place, day, &value));
            hash = cp_hash_mix(hash ^ (uint64_t)value);
        }
    }
    return hash;
}

static void a_row_that_changed_has_another_version(void **state)
{
    (void)state;
    enum { ROWS_MAX = 400 };
    uint64_t random = sample_seed(__func__);
    struct sample_log log = sample_log_create(sample_next(&random), 600, PARTITIONS);
    struct bench bench = bench_create(cp_civil_to_day((struct cp_civil){2012, 1, 1}));
    uint64_t hashes[ROWS_MAX] = {0};
    uint64_t versions[ROWS_MAX] = {0};
    uint64_t days_hashes[WIDE_COUNT] = {0};
    uint64_t days_versions[WIDE_COUNT] = {0};
    for (size_t i = 0; i < log.count; i++) {
        bench_take(&bench, &log.entries[i].record);
        bench_seal(&bench);
        const struct cp_picture *picture =
            cp_totals_picture(bench.totals, log.entries[i].record.arrival_ms);
        assert_true(picture->row_count < ROWS_MAX);
        for (size_t row = 0; row < picture->row_count; row++) {
            const uint64_t hash = row_hash(&picture->rows[row]);
            assert_true(hash == hashes[row] || picture->rows[row].version != versions[row]);
            hashes[row] = hash;
            versions[row] = picture->rows[row].version;
        }
        for (size_t row = 0; row < WIDE_COUNT; row++) {
            const uint64_t hash = days_hash(picture, row);
            assert_true(hash == days_hashes[row] ||
                        picture->days_version[row] != days_versions[row]);
            days_hashes[row] = hash;
            days_versions[row] = picture->days_version[row];
        }
    }
    bench_free(&bench);
    sample_log_free(&log);
}

static void without_input_versions_move_only_with_what_a_window_loses(void **state)
{
    (void)state;
    struct bench bench = bench_create(CP_DAY_NONE);
    const int64_t noon_ms = cp_zone_day_start_ms(&zone, 15846) + 12 * CP_MS_PER_HOUR;
    struct cp_event event = {
        .fact = {.type = CP_EVENT_CASE_OPENED, .occurred_ms = noon_ms, .administration = 7}};
    bench_take(&bench, &(struct cp_record){.arrival_ms = noon_ms, .event = &event});
    bench_seal(&bench);
    const struct cp_picture *picture = cp_totals_picture(bench.totals, noon_ms);
    const uint64_t all = picture->rows[CP_WIDE_ALL].version;
    const uint64_t unknown = picture->rows[1].version;
    const uint64_t days_version = picture->days_version[CP_WIDE_ALL];
    picture = cp_totals_picture(bench.totals, noon_ms + CP_MS_PER_MINUTE - 1);
    assert_int_equal(picture->rows[CP_WIDE_ALL].version, all);
    assert_int_equal(picture->days_version[CP_WIDE_ALL], days_version);
    assert_int_equal(picture->as_of_ms, noon_ms + CP_MS_PER_MINUTE - 1);
    picture = cp_totals_picture(bench.totals, noon_ms + 12 * CP_MS_PER_HOUR);
    assert_true(picture->rows[CP_WIDE_ALL].version != all);
    assert_true(picture->days_version[CP_WIDE_ALL] != days_version);
    assert_int_equal(picture->rows[1].version, unknown);
    bench_free(&bench);
}

static void as_of_never_goes_back(void **state)
{
    (void)state;
    struct bench bench = bench_create(CP_DAY_NONE);
    const int64_t late_ms = cp_zone_day_start_ms(&zone, 15846);
    assert_int_equal(cp_totals_picture(bench.totals, late_ms)->as_of_ms, late_ms);
    const struct cp_picture *picture = cp_totals_picture(bench.totals, late_ms - 1);
    assert_int_equal(picture->as_of_ms, late_ms);
    assert_int_equal(picture->today, 15846);
    assert_string_equal(picture->windows[CP_WINDOW_DAY].label, "2013-05-21");
    bench_free(&bench);
}

static void a_picture_of_nothing_is_all_zero_and_covers_nothing(void **state)
{
    (void)state;
    struct bench bench = bench_create(CP_DAY_NONE);
    bench_seal(&bench);
    const int64_t as_of_ms = cp_zone_day_start_ms(&zone, 15846);
    bench_compare(&bench, as_of_ms);
    const struct cp_picture *picture = cp_totals_picture(bench.totals, as_of_ms);
    assert_int_equal(picture->row_count, WIDE_COUNT);
    assert_int_equal(picture->first_day, CP_DAY_NONE);
    bench_free(&bench);
}

static void data_from_decides_what_is_covered_and_hides_nothing(void **state)
{
    (void)state;
    uint64_t random = sample_seed(__func__);
    struct sample_log log = sample_log_create(sample_next(&random), 800, PARTITIONS);
    const int32_t last_day = cp_zone_day(&zone, latest_arrival(&log));
    for (int32_t days = 0; days < 1000; days += 97) {
        struct bench bench = bench_create(last_day - days);
        for (size_t i = 0; i < log.count; i++) {
            bench_take(&bench, &log.entries[i].record);
        }
        bench_seal(&bench);
        bench_compare(&bench, latest_arrival(&log));
        bench_free(&bench);
    }
    sample_log_free(&log);
}

static struct cp_event move(void)
{
    struct cp_event event = {.fact = {.type = CP_EVENT_UNIT_CHANGED,
                                      .occurred_ms = INT64_C(1369130400000), /* 2013-05-21 */
                                      .unit = sample_text("receiver"),
                                      .administration = 7,
                                      .from_unit = sample_text("sender"),
                                      .from_administration = 5}};
    return event;
}

/* Counted and taken back in one batch: the same rows as in two. */
static void a_move_taken_back_at_once_leaves_the_senders_row(void **state)
{
    (void)state;
    for (int batches = 1; batches <= 2; batches++) {
        struct bench bench = bench_create(CP_DAY_NONE);
        struct cp_event event = move();
        struct cp_record record = {
            .partition = 0, .offset = 0, .arrival_ms = event.fact.occurred_ms, .event = &event};
        bench_take(&bench, &record);
        if (batches == 2) {
            bench_seal(&bench);
        }
        event.is_retraction = true;
        record.offset = 1;
        bench_take(&bench, &record);
        bench_seal(&bench);
        bench_compare(&bench, record.arrival_ms);
        bench_free(&bench);
    }
}

static void check_ratio(const struct cp_picture *picture, size_t row, enum cp_window window,
                        enum cp_ratio ratio, uint16_t over, size_t below_row, uint16_t below)
{
    int64_t expected[2] = {0};
    int64_t found[2] = {-1, -1};
    assert_true(cp_picture_count(picture, &picture->rows[row], window, over, &expected[0]));
    assert_true(cp_picture_count(picture, &picture->rows[below_row], window, below, &expected[1]));
    cp_picture_ratio(picture, &picture->rows[row], window, ratio, &found[0], &found[1]);
    assert_memory_equal(found, expected, sizeof(found));
}

static void ratios_take_their_terms_from_the_row_or_from_the_city(void **state)
{
    (void)state;
    uint64_t random = sample_seed(__func__);
    struct sample_log log = sample_log_create(sample_next(&random), 1000, PARTITIONS);
    struct bench bench = bench_create(CP_DAY_NONE);
    for (size_t i = 0; i < log.count; i++) {
        bench_take(&bench, &log.entries[i].record);
    }
    bench_seal(&bench);
    const struct cp_picture *picture = cp_totals_picture(bench.totals, latest_arrival(&log));
    for (size_t row = 0; row < picture->row_count; row++) {
        for (int window = 0; window < CP_WINDOW_COUNT; window++) {
            if (!picture->rows[row].is_wide && !cp_windows[window].is_unit) {
                continue;
            }
            check_ratio(picture, row, (enum cp_window)window, CP_RATIO_CITY_SHARE,
                        CP_COUNTER_COMPLAINTS, CP_WIDE_ALL, CP_COUNTER_COMPLAINTS);
            check_ratio(picture, row, (enum cp_window)window, CP_RATIO_FORMALITY_PER_1000_INQUIRIES,
                        CP_COUNTER_COMPLAINTS_KIND_FORMALITY, row, CP_COUNTER_INQUIRIES);
        }
    }
    bench_free(&bench);
    sample_log_free(&log);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_random_log_counts_as_the_twin_counts_it),
        cmocka_unit_test(what_is_packed_between_two_pictures_stands_in_the_sums),
        cmocka_unit_test(a_batch_added_a_thousand_times_counts_a_thousand_times),
        cmocka_unit_test(the_size_of_the_batches_does_not_change_the_picture),
        cmocka_unit_test(sums_kept_current_equal_sums_made_anew_at_every_rollover),
        cmocka_unit_test(counting_anew_after_a_reset_forgets_the_first_time),
        cmocka_unit_test(a_reset_forgets_what_no_picture_was_asked_for),
        cmocka_unit_test(two_shards_make_one_picture),
        cmocka_unit_test(a_row_that_changed_has_another_version),
        cmocka_unit_test(without_input_versions_move_only_with_what_a_window_loses),
        cmocka_unit_test(as_of_never_goes_back),
        cmocka_unit_test(a_picture_of_nothing_is_all_zero_and_covers_nothing),
        cmocka_unit_test(data_from_decides_what_is_covered_and_hides_nothing),
        cmocka_unit_test(a_move_taken_back_at_once_leaves_the_senders_row),
        cmocka_unit_test(ratios_take_their_terms_from_the_row_or_from_the_city),
    };
    return cmocka_run_group_tests(tests, load_the_municipality, NULL);
}
