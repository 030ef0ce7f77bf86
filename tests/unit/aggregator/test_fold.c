/* The shard's side: offsets and books, and what a sealed batch says. What is counted is compared
 * with the twin in test_totals.c. */
#include "casepulse/aggregator/fold.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "sample.h"

static struct cp_zone zone;

static int load_the_municipality(void **state)
{
    (void)state;
    struct cp_failure failure;
    return cp_zone_load(CP_ZONE_MUNICIPALITY, &zone, &failure) == CP_OK ? 0 : -1;
}

#define NOON INT64_C(1369130400000) /* 2013-05-21T10:00Z, 12:00 in Copenhagen */
#define TODAY 15846

static struct cp_fold *open_fold(void)
{
    struct cp_fold *fold = cp_fold_create((struct cp_fold_settings){.zone = &zone,
                                                                    .history_days = 4018,
                                                                    .horizon_days = 35,
                                                                    .keep_days = 36,
                                                                    .skew_ms = 600000,
                                                                    .max_units = 4096});
    cp_fold_open(fold, 0, 100);
    return fold;
}

static struct cp_event inquiry(int64_t occurred_ms)
{
    return (struct cp_event){.fact = {.type = CP_EVENT_INQUIRY_RECEIVED,
                                      .occurred_ms = occurred_ms,
                                      .unit = sample_text("jobcenter"),
                                      .administration = 7}};
}

/* Takes the event as one of its own: its id is the offset. */
static enum cp_reason take(struct cp_fold *fold, int64_t offset, const struct cp_event *event)
{
    struct cp_event own = *event;
    memcpy(own.id, &offset, sizeof(offset));
    const struct cp_record record = {
        .partition = 0, .offset = offset, .arrival_ms = NOON, .event = &own};
    return cp_fold_record(fold, &record);
}

static int64_t sum_of(const struct cp_increments *increments, const char *id)
{
    const int counter = cp_counter_find(id);
    struct cp_cells_reader reader = cp_cells_read(increments);
    struct cp_cell_group group;
    int64_t sum = 0;
    while (cp_cells_next(&reader, &group)) {
        assert_true(group.row < increments->row_count);
        assert_in_range(group.count, 1, CP_BLOCK_WIDTH_MAX);
        for (int i = 0; i < group.count && group.resolution == CP_RESOLUTION_DAY; i++) {
            assert_int_not_equal(group.deltas[i], 0);
            sum += cp_block_first(group.block) + group.columns[i] == counter ? group.deltas[i] : 0;
        }
    }
    return sum;
}

static void a_record_that_comes_twice_is_dropped(void **state)
{
    (void)state;
    struct cp_fold *fold = open_fold();
    struct cp_increments *batch = cp_increments_create();
    const struct cp_event event = inquiry(NOON);
    (void)take(fold, 100, &event);
    (void)take(fold, 101, &event);
    cp_fold_seal(fold, batch);
    assert_int_equal(take(fold, 100, &event), CP_REASON_NONE);
    assert_int_equal(take(fold, 101, &event), CP_REASON_NONE);
    assert_int_equal(take(fold, 99, &event), CP_REASON_NONE);
    assert_false(cp_fold_has_changes(fold));
    assert_int_equal(cp_fold_offset(fold, 0), 102);
    cp_fold_seal(fold, batch);
    assert_int_equal(batch->head_count, 0);
    assert_int_equal(batch->cells_size, 0);
    cp_increments_free(batch);
    cp_fold_free(fold);
}

static void offsets_without_a_record_are_gaps(void **state)
{
    (void)state;
    struct cp_fold *fold = open_fold();
    struct cp_increments *batch = cp_increments_create();
    const struct cp_event event = inquiry(NOON);
    (void)take(fold, 103, &event); /* 100 to 102 */
    cp_fold_skip_to(fold, 0, 110); /* 104 to 109 */
    cp_fold_skip_to(fold, 0, 105); /* never back */
    assert_int_equal(cp_fold_offset(fold, 0), 110);
    cp_fold_seal(fold, batch);
    assert_int_equal(batch->head_count, 1);
    const struct cp_head *head = &batch->heads[0];
    assert_int_equal(head->start, 100);
    assert_int_equal(head->offset, 110);
    assert_int_equal(head->gaps, 9);
    assert_int_equal(head->verdicts[CP_VERDICT_COUNTED], 1);
    assert_true(cp_head_is_balanced(head));
    cp_fold_skip_to(fold, 0, 110);
    assert_false(cp_fold_has_changes(fold));
    cp_increments_free(batch);
    cp_fold_free(fold);
}

static void books_that_miss_an_offset_do_not_balance(void **state)
{
    (void)state;
    struct cp_head head = {.start = 5, .offset = 12, .gaps = 2, .lost = 1};
    head.verdicts[CP_VERDICT_COUNTED] = 1;
    head.verdicts[CP_VERDICT_RETRACTED] = 1;
    head.verdicts[CP_VERDICT_TOO_FAR_AHEAD] = 1;
    assert_false(cp_head_is_balanced(&head));
    head.verdicts[CP_VERDICT_DUPLICATE] = 1;
    head.altered = 1; /* some of the duplicates */
    assert_true(cp_head_is_balanced(&head));
    head.offset++;
    assert_false(cp_head_is_balanced(&head));
}

static void every_refusal_is_counted_under_its_verdict_and_reason(void **state)
{
    (void)state;
    struct cp_fold *fold = open_fold();
    struct cp_increments *batch = cp_increments_create();
    int64_t offset = 100;
    for (int reason = 1; reason <= CP_REASON_UNSUPPORTED_ORIGINAL_TYPE; reason++) {
        const struct cp_record record = {.partition = 0,
                                         .offset = offset++,
                                         .arrival_ms = NOON,
                                         .reason = (enum cp_reason)reason};
        assert_int_equal(cp_fold_record(fold, &record), reason);
    }
    const struct cp_event early = inquiry(NOON - 4019 * CP_MS_PER_DAY);
    const struct cp_event ahead = inquiry(NOON + 600001);
    assert_int_equal(take(fold, offset++, &early), CP_REASON_TOO_LATE_DATE);
    assert_int_equal(take(fold, offset++, &ahead), CP_REASON_TOO_FAR_AHEAD_AHEAD);
    cp_fold_seal(fold, batch);
    const struct cp_head *head = &batch->heads[0];
    int64_t refused = 0;
    for (int reason = 1; reason < CP_REASON_END; reason++) {
        refused += head->refused[reason];
        const bool needs_others =
            reason == CP_REASON_TOO_LATE_ARRIVAL ||
            cp_reason_verdict((enum cp_reason)reason) == CP_VERDICT_DUPLICATE ||
            cp_reason_verdict((enum cp_reason)reason) == CP_VERDICT_CONFLICT;
        assert_int_equal(head->refused[reason], !needs_others);
    }
    assert_int_equal(refused, offset - 100);
    assert_int_equal(head->verdicts[CP_VERDICT_TOO_LATE], 1);
    assert_int_equal(head->verdicts[CP_VERDICT_TOO_FAR_AHEAD], 1);
    assert_int_equal(head->verdicts[CP_VERDICT_COUNTED], 0);
    assert_true(cp_head_is_balanced(head));
    assert_int_equal(batch->cells_size, 0);
    assert_int_equal(batch->first_day, CP_DAY_NONE);
    cp_increments_free(batch);
    cp_fold_free(fold);
}

static void refused_records_move_the_arrival_clock_too(void **state)
{
    (void)state;
    struct cp_fold *fold = open_fold();
    const struct cp_record refused = {.partition = 0,
                                      .offset = 100,
                                      .arrival_ms = NOON + 36 * CP_MS_PER_DAY,
                                      .reason = CP_REASON_MALFORMED_EMPTY};
    (void)cp_fold_record(fold, &refused);
    const struct cp_event event = inquiry(NOON);
    assert_int_equal(take(fold, 101, &event), CP_REASON_TOO_LATE_ARRIVAL);
    cp_fold_open(fold, 1, 0); /* the clock is the partition's own */
    const struct cp_record other = {.partition = 1, .arrival_ms = NOON, .event = &event};
    assert_int_equal(cp_fold_record(fold, &other), CP_REASON_NONE);
    cp_fold_free(fold);
}

static void late_is_what_arrives_after_its_own_local_day(void **state)
{
    (void)state;
    const int64_t midnight_ms = cp_zone_day_start_ms(&zone, TODAY);
    static const int64_t before_ms[] = {1, 0};
    for (int i = 0; i < 2; i++) {
        for (int is_retraction = 0; is_retraction < 2; is_retraction++) {
            struct cp_fold *fold = open_fold();
            struct cp_increments *batch = cp_increments_create();
            struct cp_event event = inquiry(midnight_ms - before_ms[i]);
            event.is_retraction = is_retraction == 1;
            (void)take(fold, 100, &event);
            cp_fold_seal(fold, batch);
            assert_int_equal(sum_of(batch, "rev"), before_ms[i]);
            assert_int_equal(sum_of(batch, "inquiries"), is_retraction == 1 ? -1 : 1);
            assert_int_equal(sum_of(batch, "retractions"), is_retraction);
            cp_increments_free(batch);
            cp_fold_free(fold);
        }
    }
}

/* Rule 6: a move counts once, and once more as moved_out in the sender's row; late once. */
static void a_late_move_is_late_in_the_receivers_row_only(void **state)
{
    (void)state;
    struct cp_fold *fold = open_fold();
    struct cp_increments *batch = cp_increments_create();
    struct cp_event event = inquiry(NOON - CP_MS_PER_DAY);
    event.fact.type = CP_EVENT_UNIT_CHANGED;
    event.fact.from_unit = sample_text("borgercenter");
    event.fact.from_administration = 5;
    (void)take(fold, 100, &event);
    cp_fold_seal(fold, batch);
    assert_int_equal(batch->row_count, 2);
    assert_int_equal(sum_of(batch, "rev"), 1);
    assert_int_equal(sum_of(batch, "moved_in"), 1);
    assert_int_equal(sum_of(batch, "moved_out"), 1);
    struct cp_cells_reader reader = cp_cells_read(batch);
    struct cp_cell_group group;
    while (cp_cells_next(&reader, &group)) {
        const bool is_sender = batch->rows[group.row].administration == 5;
        assert_int_equal(is_sender, cp_block_first(group.block) + group.columns[0] ==
                                        cp_counter_find("moved_out"));
        assert_string_equal(batch->rows[group.row].unit.bytes,
                            is_sender ? "borgercenter" : "jobcenter");
    }
    cp_increments_free(batch);
    cp_fold_free(fold);
}

static void the_first_day_is_that_of_counted_events(void **state)
{
    (void)state;
    struct cp_fold *fold = open_fold();
    struct cp_increments *batch = cp_increments_create();
    struct cp_event event = inquiry(NOON - 10 * CP_MS_PER_DAY);
    event.is_retraction = true;
    (void)take(fold, 100, &event);
    cp_fold_seal(fold, batch);
    assert_int_equal(batch->first_day, CP_DAY_NONE);
    event = inquiry(NOON - 5 * CP_MS_PER_DAY);
    (void)take(fold, 101, &event);
    event = inquiry(NOON);
    (void)take(fold, 102, &event);
    cp_fold_seal(fold, batch);
    assert_int_equal(batch->first_day, TODAY - 5);
    (void)take(fold, 103, &event);
    cp_fold_seal(fold, batch);
    assert_int_equal(batch->first_day, TODAY); /* of the batch alone */
    cp_increments_free(batch);
    cp_fold_free(fold);
}

static void a_batch_names_its_own_rows_only(void **state)
{
    (void)state;
    struct cp_fold *fold = open_fold();
    struct cp_increments *batch = cp_increments_create();
    struct cp_event event = inquiry(NOON);
    for (int64_t i = 0; i < 50; i++) {
        char unit[16];
        (void)snprintf(unit, sizeof(unit), "unit-%d", (int)i);
        event.fact.unit = sample_text(unit);
        (void)take(fold, 100 + i, &event);
        if (i % 10 == 9) {
            cp_fold_seal(fold, batch);
            assert_int_equal(batch->row_count, 10);
            assert_string_equal(batch->rows[9].unit.bytes, unit);
        }
    }
    cp_increments_free(batch);
    cp_fold_free(fold);
}

/* Sealed in time, any flood fits; the counts are all there. */
static void a_flood_is_sealed_in_time_and_loses_nothing(void **state)
{
    (void)state;
    uint64_t random = sample_seed(__func__);
    struct cp_fold *fold = open_fold();
    struct cp_increments *batch = cp_increments_create();
    int64_t sealed = 0;
    int seals = 0;
    enum { RECORDS = 60000 };
    for (int64_t i = 0; i < RECORDS; i++) {
        struct cp_event event = inquiry(NOON - sample_below(&random, 4000) * CP_MS_PER_DAY);
        char unit[16];
        (void)snprintf(unit, sizeof(unit), "unit-%d", (int)sample_below(&random, 3000));
        event.fact.unit = sample_text(unit);
        if (cp_fold_is_full(fold)) {
            cp_fold_seal(fold, batch);
            assert_true(batch->cells_size <= CP_CELLS_MAX);
            sealed += sum_of(batch, "inquiries");
            seals++;
        }
        assert_int_equal(take(fold, 100 + i, &event), CP_REASON_NONE);
    }
    cp_fold_seal(fold, batch);
    assert_int_equal(sealed + sum_of(batch, "inquiries"), RECORDS);
    assert_true(seals > 0);
    cp_increments_free(batch);
    cp_fold_free(fold);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_record_that_comes_twice_is_dropped),
        cmocka_unit_test(offsets_without_a_record_are_gaps),
        cmocka_unit_test(books_that_miss_an_offset_do_not_balance),
        cmocka_unit_test(every_refusal_is_counted_under_its_verdict_and_reason),
        cmocka_unit_test(refused_records_move_the_arrival_clock_too),
        cmocka_unit_test(late_is_what_arrives_after_its_own_local_day),
        cmocka_unit_test(a_late_move_is_late_in_the_receivers_row_only),
        cmocka_unit_test(the_first_day_is_that_of_counted_events),
        cmocka_unit_test(a_batch_names_its_own_rows_only),
        cmocka_unit_test(a_flood_is_sealed_in_time_and_loses_nothing),
    };
    return cmocka_run_group_tests(tests, load_the_municipality, NULL);
}
