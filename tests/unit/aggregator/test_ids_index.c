/* The index of ids: buckets, homes, hashes. */
#include "ids_index.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "sample.h"

static void both_ways_to_compare_eight_numbers_agree(void **state)
{
    (void)state;
    uint64_t random = sample_seed(__func__);
    struct cp_ids_bucket bucket;
    for (int round = 0; round < 10000; round++) {
        for (int i = 0; i < CP_IDS_BUCKET; i++) {
            bucket.hashes[i] = (uint32_t)sample_below(&random, 3) << 31 | 5;
        }
        const uint32_t sought = (uint32_t)sample_below(&random, 3) << 31 | 5;
        const uint32_t same = cp_same(bucket.hashes, sought);
        assert_int_equal(same, cp_same_plain(bucket.hashes, sought));
        for (int i = 0; i < CP_IDS_BUCKET; i++) {
            assert_int_equal(same >> i & 1, bucket.hashes[i] == sought);
        }
    }
}

static const uint32_t *find(const struct cp_ids_index *index, uint32_t hash)
{
    struct cp_ids_bucket *bucket = cp_ids_index_home(index, hash);
    for (;; bucket = cp_ids_index_next(index, bucket)) {
        const uint32_t same = cp_same(bucket->hashes, hash);
        if (same != 0) {
            return &bucket->numbers[__builtin_ctz(same)];
        }
        if (!cp_ids_bucket_is_full(bucket)) {
            return NULL;
        }
    }
}

/* All of one home, the last: they go on behind it and then from the beginning. */
static void what_has_no_room_at_home_goes_into_the_next_bucket(void **state)
{
    (void)state;
    enum { COUNT = 30 };
    struct cp_ids_index index;
    cp_ids_index_init(&index);
    for (uint32_t i = 0; i < COUNT; i++) {
        cp_ids_index_add(&index, UINT32_MAX - i, i);
    }
    assert_true(cp_ids_bucket_is_full(&index.buckets[index.bucket_count - 1]));
    assert_true(cp_ids_bucket_is_full(&index.buckets[1]));
    assert_false(cp_ids_bucket_is_full(&index.buckets[3]));
    for (uint32_t i = 0; i < COUNT; i++) {
        assert_int_equal(*find(&index, UINT32_MAX - i), i);
    }
    assert_null(find(&index, UINT32_MAX - COUNT));
    cp_ids_index_done(&index);
}

/* Adds ids that differ in one stretch of bits, as many as an index takes before it is made anew;
 * returns how many of a thousand buckets are full. */
static size_t full_share(uint64_t step, int half)
{
    enum { COUNT = 15000 };
    struct cp_ids_index index;
    size_t full = 0;
    cp_ids_index_make(&index, COUNT * 2 / 3);
    assert_true(index.room >= COUNT);
    for (size_t i = 0; index.room > 0; i++) {
        uint64_t halves[2] = {UINT64_C(0x018F3A5B7C9D7000), UINT64_C(0x8000000000000000)};
        uint8_t id[CP_EVENT_ID_SIZE];
        halves[half] += i * step;
        memcpy(id, halves, sizeof(id));
        cp_ids_index_add(&index, cp_ids_hash(id), (uint32_t)i);
    }
    for (size_t i = 0; i < index.bucket_count; i++) {
        full += cp_ids_bucket_is_full(&index.buckets[i]);
    }
    full = full * 1000 / index.bucket_count;
    cp_ids_index_done(&index);
    return full;
}

/* Ids made by a counter or a clock, wherever it counts, have places as if drawn by lot: then some
 * 400 of a thousand buckets are full. */
static void ids_that_differ_in_few_bits_lie_scattered(void **state)
{
    (void)state;
    for (int bit = 0; bit <= 48; bit++) {
        for (int half = 0; half < 2; half++) {
            assert_in_range(full_share(UINT64_C(1) << bit, half), 0, 490);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(both_ways_to_compare_eight_numbers_agree),
        cmocka_unit_test(what_has_no_room_at_home_goes_into_the_next_bucket),
        cmocka_unit_test(ids_that_differ_in_few_bits_lie_scattered),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
