/* The log of ids: numbers, blocks that go, runs. */
#include "ids_log.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <string.h>

static uint32_t add(struct cp_ids_log *log, uint32_t hash, int32_t day)
{
    static const uint8_t id[CP_EVENT_ID_SIZE];
    return cp_ids_log_add(log, id, hash, CP_ID_COUNTED, day);
}

static void add_block(struct cp_ids_log *log, int32_t first_day, int32_t last_day)
{
    for (int i = 0; i < CP_IDS_BLOCK; i++) {
        add(log, log->next, i == 7 ? last_day : first_day);
    }
}

/* Twenty blocks, so that the ring is widened, from a number on whose successors begin anew. */
static void numbers_begin_anew_after_the_last(void **state)
{
    (void)state;
    struct cp_ids_log log;
    cp_ids_log_init(&log);
    log.first = log.next = 0u - 10 * CP_IDS_BLOCK;
    const uint32_t first = log.first;
    for (int i = 0; i < 20; i++) {
        add_block(&log, i, i);
    }
    assert_int_equal(log.next, 10 * CP_IDS_BLOCK);
    assert_int_equal(cp_ids_log_count(&log), 20 * CP_IDS_BLOCK);
    for (uint32_t number = first; number != log.next; number++) {
        assert_int_equal(cp_ids_log_record(&log, number)->hash, number);
    }
    assert_null(cp_ids_log_record(&log, first - 1));
    assert_null(cp_ids_log_record(&log, log.next));
    cp_ids_log_drop(&log, 15);
    assert_int_equal(log.first, 5 * CP_IDS_BLOCK);
    assert_null(cp_ids_log_record(&log, 0));
    assert_int_equal(cp_ids_log_count(&log), 5 * CP_IDS_BLOCK);
    cp_ids_log_done(&log);
}

static void a_block_goes_when_its_latest_day_is_past_and_it_is_full(void **state)
{
    (void)state;
    struct cp_ids_log log;
    cp_ids_log_init(&log);
    add_block(&log, 10, 30);
    add_block(&log, 11, 12);
    add_block(&log, 9, 40);
    add(&log, 77, 1);
    const size_t bytes = cp_ids_log_bytes(&log);
    assert_false(cp_ids_log_drop(&log, 12));
    assert_true(cp_ids_log_drop(&log, 13));
    assert_non_null(cp_ids_log_record(&log, CP_IDS_BLOCK - 1));
    assert_null(cp_ids_log_record(&log, CP_IDS_BLOCK));
    assert_null(cp_ids_log_record(&log, 2 * CP_IDS_BLOCK - 1));
    assert_int_equal(log.first, 0);
    assert_int_equal(cp_ids_log_bytes(&log), bytes - sizeof(struct cp_ids_block));
    cp_ids_log_drop(&log, 31);
    assert_int_equal(log.first, 2 * CP_IDS_BLOCK);
    assert_int_equal(cp_ids_log_count(&log), CP_IDS_BLOCK + 1);
    cp_ids_log_drop(&log, 100);
    assert_int_equal(cp_ids_log_count(&log), 1);
    assert_int_equal(cp_ids_log_record(&log, 3 * CP_IDS_BLOCK)->hash, 77);
    cp_ids_log_done(&log);
}

static void runs_leave_out_what_is_past(void **state)
{
    (void)state;
    struct cp_ids_log log;
    const struct cp_id_record *records = NULL;
    size_t count = 0;
    cp_ids_log_init(&log);
    uint32_t at = 0;
    assert_false(cp_ids_log_run(&log, &at, &records, &count));
    add_block(&log, 10, 10);
    add_block(&log, 5, 5);
    add_block(&log, 10, 10);
    add(&log, 77, 10);
    cp_ids_log_drop(&log, 6);
    at = CP_IDS_BLOCK - 3;
    assert_true(cp_ids_log_run(&log, &at, &records, &count));
    assert_int_equal(count, 3);
    assert_int_equal(records[0].hash, CP_IDS_BLOCK - 3);
    assert_true(cp_ids_log_run(&log, &at, &records, &count));
    assert_int_equal(count, CP_IDS_BLOCK);
    assert_int_equal(records[0].hash, 2 * CP_IDS_BLOCK);
    assert_true(cp_ids_log_run(&log, &at, &records, &count));
    assert_int_equal(count, 1);
    assert_int_equal(records[0].hash, 77);
    assert_false(cp_ids_log_run(&log, &at, &records, &count));
    cp_ids_log_done(&log);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_begin_anew_after_the_last),
        cmocka_unit_test(a_block_goes_when_its_latest_day_is_past_and_it_is_full),
        cmocka_unit_test(runs_leave_out_what_is_past),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
