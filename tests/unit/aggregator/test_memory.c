/* Rules 12 to 14 one by one: what the fold remembers and how it judges by it. */
#include "casepulse/aggregator/fold.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <string.h>

#include "sample.h"

static struct cp_zone zone;

#define NOON INT64_C(1369130400000) /* 2013-05-21T10:00Z */
#define DAY(n) ((n)*CP_MS_PER_DAY)

/* One partition and a clock that the tests turn. */
static struct cp_fold *fold;
static struct cp_increments *batch;
static int64_t now_ms;

static int load_the_municipality(void **state)
{
    (void)state;
    struct cp_failure failure;
    return cp_zone_load(CP_ZONE_MUNICIPALITY, &zone, &failure) == CP_OK ? 0 : -1;
}

static int set_up(void **state)
{
    (void)state;
    fold = cp_fold_create((struct cp_fold_settings){.zone = &zone,
                                                    .history_days = 4018,
                                                    .horizon_days = 35,
                                                    .keep_days = 70,
                                                    .skew_ms = 600000,
                                                    .max_units = 4096});
    batch = cp_increments_create();
    cp_fold_open(fold, 0, 0);
    now_ms = NOON;
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    cp_fold_free(fold);
    cp_increments_free(batch);
    return 0;
}

/* An event called by a letter; its content is a number. */
static struct cp_event event(char id, uint32_t content)
{
    return (struct cp_event){.id = {(uint8_t)id},
                             .content_hash = content,
                             .fact_hash = content,
                             .fact = {.type = CP_EVENT_CASE_OPENED,
                                      .occurred_ms = NOON,
                                      .unit = sample_text("bcv-1"),
                                      .administration = 5}};
}

static struct cp_event retraction(char id, char cancelled, uint32_t content)
{
    struct cp_event result = event(id, content);
    result.is_retraction = true;
    result.cancelled_id[0] = (uint8_t)cancelled;
    result.content_hash = 1000u + (uint32_t)id + content;
    return result;
}

static enum cp_reason take(struct cp_event taken)
{
    const struct cp_record record = {
        .partition = 0, .offset = cp_fold_offset(fold, 0), .arrival_ms = now_ms, .event = &taken};
    return cp_fold_record(fold, &record);
}

static const struct cp_head *seal(void)
{
    cp_fold_seal(fold, batch);
    assert_int_equal(batch->head_count, 1);
    assert_true(cp_head_is_balanced(&batch->heads[0]));
    return &batch->heads[0];
}

static void a_copy_is_a_duplicate_and_an_altered_one_an_alarm(void **state)
{
    (void)state;
    assert_int_equal(take(event('a', 1)), CP_REASON_NONE);
    assert_int_equal(take(event('a', 1)), CP_REASON_DUPLICATE_SAME);
    assert_int_equal(take(event('a', 2)), CP_REASON_DUPLICATE_ALTERED);
    assert_int_equal(take(event('a', 1)), CP_REASON_DUPLICATE_SAME); /* the first wins */
    const struct cp_head *head = seal();
    assert_int_equal(head->verdicts[CP_VERDICT_COUNTED], 1);
    assert_int_equal(head->verdicts[CP_VERDICT_DUPLICATE], 3);
    assert_int_equal(head->altered, 1);
    assert_int_equal(batch->append_size, CP_ID_RECORD_SIZE + 6); /* one id; the unit's name */
}

static void a_copy_beyond_the_horizon_counts_again(void **state)
{
    (void)state;
    (void)take(event('a', 1));
    now_ms = NOON + DAY(35);
    assert_int_equal(take(event('a', 1)), CP_REASON_DUPLICATE_SAME);
    now_ms = NOON + DAY(36);
    assert_int_equal(take(event('a', 1)), CP_REASON_NONE);
    now_ms = NOON + DAY(2); /* an arrival that goes back: near the first and the second */
    assert_int_equal(take(event('a', 1)), CP_REASON_DUPLICATE_SAME);
    now_ms = NOON; /* refused before anything is asked */
    assert_int_equal(take(event('a', 1)), CP_REASON_TOO_LATE_ARRIVAL);
}

static void a_second_retraction_of_the_same_id_is_a_duplicate(void **state)
{
    (void)state;
    assert_int_equal(take(event('a', 1)), CP_REASON_NONE);
    assert_int_equal(take(retraction('r', 'a', 1)), CP_REASON_NONE);
    assert_int_equal(take(retraction('r', 'a', 1)), CP_REASON_DUPLICATE_SAME);
    assert_int_equal(take(retraction('s', 'a', 1)), CP_REASON_DUPLICATE_SAME);
    assert_int_equal(take(retraction('s', 'a', 2)), CP_REASON_DUPLICATE_ALTERED);
    assert_int_equal(take(event('a', 1)), CP_REASON_DUPLICATE_SAME); /* taken back, not forgotten */
    const struct cp_head *head = seal();
    assert_int_equal(head->verdicts[CP_VERDICT_RETRACTED], 1);
    assert_int_equal(head->altered, 1);
    /* The events of rule 14 cancel each other but for `retractions`. */
    struct cp_cells_reader reader = cp_cells_read(batch);
    struct cp_cell_group group;
    while (cp_cells_next(&reader, &group)) {
        assert_int_not_equal(group.block, CP_EVENT_CASE_OPENED);
    }
}

static void a_retraction_that_contradicts_takes_nothing_back(void **state)
{
    (void)state;
    (void)take(event('a', 1));
    assert_int_equal(take(retraction('r', 'a', 2)), CP_REASON_CONFLICT_CONTRADICTS);
    assert_int_equal(take(retraction('r', 'a', 2)), CP_REASON_CONFLICT_CONTRADICTS);
    assert_int_equal(take(retraction('r', 'a', 1)), CP_REASON_NONE); /* it was not remembered */
    assert_int_equal(take(retraction('t', 'r', 5)), CP_REASON_CONFLICT_CONTRADICTS);
    const struct cp_head *head = seal();
    assert_int_equal(head->verdicts[CP_VERDICT_CONFLICT], 3);
    assert_int_equal(head->refused[CP_REASON_CONFLICT_CONTRADICTS], 3);
    assert_int_equal(head->altered, 0);
}

static void a_retraction_may_come_before_its_original(void **state)
{
    (void)state;
    assert_int_equal(take(retraction('r', 'a', 1)), CP_REASON_NONE);
    assert_int_equal(take(retraction('s', 'b', 1)), CP_REASON_NONE);
    assert_int_equal(take(event('a', 1)), CP_REASON_NONE);
    assert_int_equal(seal()->contradicted, 0);
    assert_int_equal(take(event('b', 2)), CP_REASON_NONE); /* counted as sent, with an alarm */
    const struct cp_head *head = seal();
    assert_int_equal(head->contradicted, 1);
    assert_int_equal(head->verdicts[CP_VERDICT_COUNTED], 2);
    assert_int_equal(take(event('b', 2)), CP_REASON_DUPLICATE_SAME);
    assert_int_equal(seal()->contradicted, 1);
}

static void what_was_set_aside_is_judged_anew(void **state)
{
    (void)state;
    struct cp_event early = event('a', 1);
    early.fact.occurred_ms = NOON + DAY(3);
    assert_int_equal(take(early), CP_REASON_TOO_FAR_AHEAD_AHEAD);
    early.content_hash = 2;
    assert_int_equal(take(early), CP_REASON_TOO_FAR_AHEAD_AHEAD);
    struct cp_event back = retraction('r', 'a', 1);
    assert_int_equal(take(back), CP_REASON_CONFLICT_SET_ASIDE);
    back.fact.occurred_ms = NOON + DAY(3);
    assert_int_equal(take(back), CP_REASON_TOO_FAR_AHEAD_AHEAD); /* before it is a conflict */
    now_ms = NOON + DAY(4);
    assert_int_equal(take(back), CP_REASON_CONFLICT_SET_ASIDE);
    early.content_hash = 3;
    assert_int_equal(take(early), CP_REASON_NONE); /* whatever its content */
    assert_int_equal(take(early), CP_REASON_DUPLICATE_SAME);
    back.fact_hash = 3;
    assert_int_equal(take(back), CP_REASON_NONE);
    assert_int_equal(seal()->altered, 0);
}

static void a_duplicate_is_one_before_it_is_ahead_or_late(void **state)
{
    (void)state;
    (void)take(event('a', 1));
    struct cp_event copy = event('a', 2);
    copy.fact.occurred_ms = NOON + DAY(9);
    assert_int_equal(take(copy), CP_REASON_DUPLICATE_ALTERED);
    copy.fact.occurred_ms = NOON - DAY(9000);
    assert_int_equal(take(copy), CP_REASON_DUPLICATE_ALTERED);
    copy.id[0] = 'b';
    assert_int_equal(take(copy), CP_REASON_TOO_LATE_DATE); /* and is not remembered */
    copy.fact.occurred_ms = NOON;
    assert_int_equal(take(copy), CP_REASON_NONE);
}

static void a_late_retraction_is_late_before_it_is_a_conflict(void **state)
{
    (void)state;
    (void)take(event('a', 1));
    struct cp_event back = retraction('r', 'a', 2);
    back.fact.occurred_ms = NOON - DAY(9000);
    assert_int_equal(take(back), CP_REASON_TOO_LATE_DATE);
    back.fact.occurred_ms = NOON;
    assert_int_equal(take(back), CP_REASON_CONFLICT_CONTRADICTS);
}

static void partitions_do_not_know_each_others_ids(void **state)
{
    (void)state;
    (void)take(event('a', 1));
    cp_fold_open(fold, 1, 0);
    const struct cp_event copy = event('a', 1);
    const struct cp_record record = {.partition = 1, .arrival_ms = NOON, .event = &copy};
    assert_int_equal(cp_fold_record(fold, &record), CP_REASON_NONE);
}

static void a_closed_partition_is_forgotten(void **state)
{
    (void)state;
    (void)take(event('a', 1));
    (void)seal();
    cp_fold_close(fold, 0);
    cp_fold_close(fold, 0); /* not open: nothing to do */
    assert_false(cp_fold_has_changes(fold));
    cp_fold_open(fold, 0, 1);
    assert_int_equal(take(event('a', 1)), CP_REASON_NONE);
    assert_int_equal(seal()->start, 1);
    assert_int_equal(batch->append_size, CP_ID_RECORD_SIZE + 6); /* the unit is news again */
}

static void the_anchor_is_the_last_record_read(void **state)
{
    (void)state;
    cp_fold_skip_to(fold, 0, 5);
    const struct cp_head *head = seal();
    assert_int_equal(head->anchor_offset, -1);
    assert_int_equal(head->previous, 0);
    const struct cp_record refused = {
        .offset = 7, .arrival_ms = NOON, .reason = CP_REASON_MALFORMED_EMPTY, .value_hash = 77};
    (void)cp_fold_record(fold, &refused);
    cp_fold_skip_to(fold, 0, 9);
    head = seal();
    assert_int_equal(head->anchor_offset, 7);
    assert_int_equal(head->anchor_arrival_ms, NOON);
    assert_int_equal(head->anchor_hash, 77);
    assert_int_equal(head->previous, 5);
    assert_int_equal(head->offset, 9);
}

static void the_anchors_checksum_may_be_said_before_the_seal(void **state)
{
    (void)state;
    for (int64_t offset = 0; offset < 2; offset++) {
        const struct cp_record refused = {
            .offset = offset, .arrival_ms = NOON, .reason = CP_REASON_MALFORMED_EMPTY};
        (void)cp_fold_record(fold, &refused);
    }
    cp_fold_anchor(fold, 0, 78);
    const struct cp_head *head = seal();
    assert_int_equal(head->anchor_offset, 1);
    assert_int_equal(head->anchor_hash, 78);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
        TEST(a_copy_is_a_duplicate_and_an_altered_one_an_alarm),
        TEST(a_copy_beyond_the_horizon_counts_again),
        TEST(a_second_retraction_of_the_same_id_is_a_duplicate),
        TEST(a_retraction_that_contradicts_takes_nothing_back),
        TEST(a_retraction_may_come_before_its_original),
        TEST(what_was_set_aside_is_judged_anew),
        TEST(a_duplicate_is_one_before_it_is_ahead_or_late),
        TEST(a_late_retraction_is_late_before_it_is_a_conflict),
        TEST(partitions_do_not_know_each_others_ids),
        TEST(a_closed_partition_is_forgotten),
        TEST(the_anchor_is_the_last_record_read),
        TEST(the_anchors_checksum_may_be_said_before_the_seal),
#undef TEST
    };
    return cmocka_run_group_tests(tests, load_the_municipality, NULL);
}
