/* The table of ids against a plain list. */
#include "ids.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "casepulse/base/memory.h"
#include "casepulse/base/zone.h"
#include "sample.h"

#define HORIZON 35
#define OPERATIONS 200000
#define IDS 3000

/* All that was ever remembered of one id. */
struct plain_record {
    enum cp_id_kind kind;
    uint32_t hash;
    int32_t day;
};

struct plain {
    size_t count, capacity;
    struct plain_record *records;
};

static void make_id(int64_t number, uint8_t out_id[CP_EVENT_ID_SIZE])
{
    memset(out_id, 0, CP_EVENT_ID_SIZE);
    memcpy(out_id + (number % 2 == 0 ? 0 : 8), &number, sizeof(number));
}

static bool is_of_class(enum cp_id_kind kind, enum cp_id_kind class)
{
    return kind == class || (class == CP_ID_COUNTED && kind == CP_ID_RETRACTION);
}

/* The last one near the day that is not past. */
static const struct plain_record *plain_find(const struct plain *plain, enum cp_id_kind class,
                                             int32_t day, int32_t first_day)
{
    for (size_t i = plain->count; i-- > 0;) {
        const struct plain_record *record = &plain->records[i];
        if (is_of_class(record->kind, class) && record->day >= first_day &&
            abs(record->day - day) <= HORIZON) {
            return record;
        }
    }
    return NULL;
}

static void plain_remember(struct plain *plain, struct plain_record record)
{
    if (plain->count == plain->capacity) {
        plain->capacity = plain->capacity * 2 + 4;
        plain->records = cp_reallocate(plain->records, plain->capacity, sizeof(*plain->records));
    }
    plain->records[plain->count++] = record;
}

static void assert_same(const struct cp_id_record *found, const struct plain_record *expected)
{
    assert_int_equal(found != NULL, expected != NULL);
    if (found != NULL) {
        assert_int_equal(cp_id_record_kind(found), expected->kind);
        assert_int_equal(found->hash, expected->hash);
    }
}

/* As the judge uses it: an id is remembered where it is not known near the day. */
static void step(struct cp_ids *ids, struct plain *plains, uint64_t *random, int32_t day,
                 int32_t first_day)
{
    static const enum cp_id_kind kinds[] = {CP_ID_COUNTED, CP_ID_RETRACTION, CP_ID_AHEAD,
                                            CP_ID_CANCELLED};
    uint8_t id[CP_EVENT_ID_SIZE];
    const int64_t number = sample_below(random, IDS);
    struct plain *plain = &plains[number];
    make_id(number, id);
    cp_ids_prefetch(ids, id);
    const struct cp_ids_found found = cp_ids_find(ids, id, day);
    const struct plain_record *judged = plain_find(plain, CP_ID_COUNTED, day, first_day);
    const struct plain_record *cancelled = plain_find(plain, CP_ID_CANCELLED, day, first_day);
    assert_same(found.judged, judged);
    assert_same(found.cancelled, cancelled);
    /* Of several times that it was set aside only one more matters than none. */
    assert_int_equal(found.ahead != NULL, plain_find(plain, CP_ID_AHEAD, day, first_day) != NULL);
    const struct plain_record record = {
        .kind = kinds[sample_below(random, 4)], .hash = (uint32_t)sample_next(random), .day = day};
    if ((record.kind == CP_ID_AHEAD && judged == NULL) ||
        (record.kind == CP_ID_CANCELLED && cancelled == NULL) ||
        (is_of_class(record.kind, CP_ID_COUNTED) && judged == NULL)) {
        plain_remember(plain, record);
        cp_ids_remember(ids, id, record.kind, record.hash, day);
    }
}

static void the_table_knows_what_a_plain_list_knows(void **state)
{
    (void)state;
    static const int32_t keeps[] = {HORIZON, HORIZON + 1, 2 * HORIZON};
    uint64_t random = sample_seed(__func__);
    for (int i = 0; i < 3; i++) {
        struct cp_ids *ids = cp_ids_create(HORIZON);
        struct plain *plains = cp_allocate(IDS, sizeof(*plains));
        int32_t last_day = 15000;
        for (int operation = 0; operation < OPERATIONS; operation++) {
            last_day += sample_below(&random, 100) == 0 ? (int32_t)sample_below(&random, 3) : 0;
            cp_ids_expire(ids, last_day - keeps[i]);
            step(ids, plains, &random, last_day - (int32_t)sample_below(&random, HORIZON + 1),
                 last_day - keeps[i]);
        }
        for (int number = 0; number < IDS; number++) {
            free(plains[number].records);
        }
        free(plains);
        cp_ids_free(ids);
    }
    cp_ids_free(NULL);
}

/* At most of so many ids, if a block of them more may be past or not used yet. */
static size_t bytes_of(size_t count)
{
    return (count + (size_t)2 * CP_IDS_BLOCK) * 42;
}

static void what_is_past_makes_room_before_the_table_grows(void **state)
{
    (void)state;
    enum { A_DAY = 1000, DAYS = 2000, KEEP = 36 };
    struct cp_ids *ids = cp_ids_create(HORIZON);
    uint8_t id[CP_EVENT_ID_SIZE];
    for (int32_t day = 0; day < DAYS; day++) {
        cp_ids_expire(ids, day - KEEP);
        for (int64_t i = 0; i < A_DAY; i++) {
            make_id((int64_t)day * A_DAY + i, id);
            cp_ids_remember(ids, id, CP_ID_COUNTED, 1, day);
        }
    }
    assert_true(cp_ids_bytes(ids) <= bytes_of((size_t)(KEEP + 1) * A_DAY));
    make_id((int64_t)(DAYS - KEEP - 1) * A_DAY, id);
    assert_non_null(cp_ids_find(ids, id, DAYS - KEEP - 1).judged);
    cp_ids_expire(ids, DAYS - KEEP);
    assert_null(cp_ids_find(ids, id, DAYS - KEEP - 1).judged);
    cp_ids_expire(ids, 0); /* never back */
    assert_null(cp_ids_find(ids, id, DAYS - KEEP - 1).judged);
    cp_ids_free(ids);
}

/* One night's batch of a city is a hundred times as full as a day. */
static void a_full_day_leaves_no_large_table_behind(void **state)
{
    (void)state;
    enum { A_DAY = 1000, KEEP = 10 };
    struct cp_ids *ids = cp_ids_create(HORIZON);
    uint8_t id[CP_EVENT_ID_SIZE];
    int64_t number = 0;
    for (int32_t day = 0; day < 300; day++) {
        const int64_t until = number + (day == 0 ? 100 * A_DAY : A_DAY);
        cp_ids_expire(ids, day - KEEP);
        for (; number < until; number++) {
            make_id(number, id);
            cp_ids_remember(ids, id, CP_ID_COUNTED, 1, day);
        }
        assert_true(cp_ids_bytes(ids) <= bytes_of((size_t)(100 + KEEP) * A_DAY));
    }
    assert_true(cp_ids_bytes(ids) <= bytes_of((size_t)(KEEP + 1) * A_DAY));
    cp_ids_free(ids);
}

static void the_horizon_reaches_both_ways_and_no_farther(void **state)
{
    (void)state;
    struct cp_ids *ids = cp_ids_create(HORIZON);
    uint8_t id[CP_EVENT_ID_SIZE];
    make_id(7, id);
    cp_ids_remember(ids, id, CP_ID_COUNTED, 5, -3);
    assert_null(cp_ids_find(ids, id, -3 - HORIZON - 1).judged);
    assert_non_null(cp_ids_find(ids, id, -3 - HORIZON).judged);
    assert_non_null(cp_ids_find(ids, id, -3 + HORIZON).judged);
    assert_null(cp_ids_find(ids, id, -3 + HORIZON + 1).judged);
    make_id(8, id);
    assert_null(cp_ids_find(ids, id, -3).judged);
    cp_ids_free(ids);
}

/* Chunks come back in any order of days. */
static void the_latest_day_stays_in_whatever_order_days_come(void **state)
{
    (void)state;
    struct cp_ids *ids = cp_ids_create(HORIZON);
    uint8_t id[CP_EVENT_ID_SIZE];
    make_id(9, id);
    cp_ids_remember(ids, id, CP_ID_RETRACTION, 40, 40);
    cp_ids_remember(ids, id, CP_ID_COUNTED, 1, 1);
    assert_int_equal(cp_ids_find(ids, id, 20).judged->hash, 40);
    cp_ids_remember(ids, id, CP_ID_COUNTED, 80, 80);
    assert_int_equal(cp_ids_find(ids, id, 80).judged->hash, 80);
    assert_int_equal(cp_id_record_kind(cp_ids_find(ids, id, 80).judged), CP_ID_COUNTED);
    assert_null(cp_ids_find(ids, id, 80).ahead);
    cp_ids_free(ids);
}

/* Three blocks and a half, of which the second half is past before it was settled. */
static void fresh_records_come_in_order_until_they_are_settled(void **state)
{
    (void)state;
    enum { HALF = CP_IDS_BLOCK * 7 / 4, SKIPPED = 5 };
    struct cp_ids *ids = cp_ids_create(HORIZON);
    const struct cp_id_record *records = NULL;
    size_t count = 0;
    uint32_t next = SKIPPED;
    uint8_t id[CP_EVENT_ID_SIZE];
    for (uint32_t i = 0; i < 2 * HALF; i++) {
        make_id(i, id);
        cp_ids_remember(ids, id, CP_ID_COUNTED, i, 100);
        if (i + 1 == SKIPPED) {
            cp_ids_settle(ids);
        }
    }
    uint32_t at = cp_ids_first_fresh(ids);
    while (cp_ids_next_fresh(ids, &at, &records, &count)) {
        for (size_t i = 0; i < count; i++) {
            assert_int_equal(records[i].hash, next++);
        }
    }
    assert_int_equal(next, 2 * HALF);
    cp_ids_expire(ids, 101);
    at = cp_ids_first_fresh(ids);
    assert_true(cp_ids_next_fresh(ids, &at, &records, &count));
    assert_int_equal(count, CP_IDS_BLOCK / 2); /* of a block that is not full */
    assert_false(cp_ids_next_fresh(ids, &at, &records, &count));
    cp_ids_settle(ids);
    at = cp_ids_first_fresh(ids);
    assert_false(cp_ids_next_fresh(ids, &at, &records, &count));
    cp_ids_free(ids);
}

/* Kept as the store has it, though of no use. */
static void an_earlier_day_that_comes_late_is_fresh_too(void **state)
{
    (void)state;
    struct cp_ids *ids = cp_ids_create(HORIZON);
    const struct cp_id_record *records = NULL;
    size_t count = 0;
    uint8_t id[CP_EVENT_ID_SIZE];
    make_id(9, id);
    cp_ids_remember(ids, id, CP_ID_AHEAD, 2, 50);
    cp_ids_remember(ids, id, CP_ID_AHEAD, 1, 49);
    assert_int_equal(cp_ids_find(ids, id, 50).ahead->hash, 2);
    uint32_t at = cp_ids_first_fresh(ids);
    assert_true(cp_ids_next_fresh(ids, &at, &records, &count));
    assert_int_equal(count, 2);
    assert_int_equal(cp_id_record_day(&records[1]), 49);
    cp_ids_free(ids);
}

static void a_day_is_one_of_utc_and_far_ones_are_cut(void **state)
{
    (void)state;
    assert_int_equal(cp_arrival_day(0), 0);
    assert_int_equal(cp_arrival_day(CP_MS_PER_DAY - 1), 0);
    assert_int_equal(cp_arrival_day(CP_MS_PER_DAY), 1);
    assert_int_equal(cp_arrival_day(-1), -1);
    assert_int_equal(cp_arrival_day(-CP_MS_PER_DAY), -1);
    assert_int_equal(cp_arrival_day(-CP_MS_PER_DAY - 1), -2);
    assert_int_equal(cp_arrival_day(INT64_MAX), CP_ARRIVAL_DAY_MAX);
    assert_int_equal(cp_arrival_day(INT64_MIN), -CP_ARRIVAL_DAY_MAX);
    struct cp_ids *ids = cp_ids_create(HORIZON);
    uint8_t id[CP_EVENT_ID_SIZE];
    make_id(1, id);
    cp_ids_remember(ids, id, CP_ID_CANCELLED, 1, CP_ARRIVAL_DAY_MAX);
    assert_non_null(cp_ids_find(ids, id, CP_ARRIVAL_DAY_MAX).cancelled);
    make_id(2, id);
    cp_ids_remember(ids, id, CP_ID_CANCELLED, 1, -CP_ARRIVAL_DAY_MAX);
    assert_non_null(cp_ids_find(ids, id, -CP_ARRIVAL_DAY_MAX).cancelled);
    cp_ids_free(ids);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_table_knows_what_a_plain_list_knows),
        cmocka_unit_test(what_is_past_makes_room_before_the_table_grows),
        cmocka_unit_test(a_full_day_leaves_no_large_table_behind),
        cmocka_unit_test(the_horizon_reaches_both_ways_and_no_farther),
        cmocka_unit_test(the_latest_day_stays_in_whatever_order_days_come),
        cmocka_unit_test(fresh_records_come_in_order_until_they_are_settled),
        cmocka_unit_test(an_earlier_day_that_comes_late_is_fresh_too),
        cmocka_unit_test(a_day_is_one_of_utc_and_far_ones_are_cut),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
