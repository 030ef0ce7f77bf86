/* The radix sort against the library's. */
#include "pairs.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdlib.h>

#include "casepulse/base/memory.h"
#include "sample.h"

#define PAIRS_MAX 5000

static int compare(const void *left, const void *right)
{
    const struct cp_pair *a = left;
    const struct cp_pair *b = right;
    const int by_key = (a->key > b->key) - (a->key < b->key);
    return by_key != 0 ? by_key : (a->value > b->value) - (a->value < b->value);
}

/* Keys that differ in any bits, few of them or none; a value tells where a pair stood before. */
static void pairs_are_sorted_and_equal_keys_keep_their_order(void **state)
{
    (void)state;
    uint64_t random = sample_seed(__func__);
    struct cp_pair *pairs = cp_allocate(PAIRS_MAX, sizeof(*pairs));
    struct cp_pair *spare = cp_allocate(PAIRS_MAX, sizeof(*spare));
    struct cp_pair *wanted = cp_allocate(PAIRS_MAX, sizeof(*wanted));
    for (int round = 0; round < 500; round++) {
        const size_t count = (size_t)sample_below(&random, 1 + sample_below(&random, PAIRS_MAX));
        const uint64_t mask = sample_next(&random) & sample_next(&random) & sample_next(&random);
        for (size_t i = 0; i < count; i++) {
            pairs[i] = (struct cp_pair){.key = sample_next(&random) & mask, .value = (int64_t)i};
            wanted[i] = pairs[i];
        }
        qsort(wanted, count, sizeof(*wanted), compare);
        const struct cp_pair *sorted = cp_pairs_sort(pairs, spare, count);
        assert_true(sorted == pairs || sorted == spare);
        assert_memory_equal(sorted, wanted, count * sizeof(*wanted));
    }
    free(pairs);
    free(spare);
    free(wanted);
}

static void pairs_of_one_key_are_summed(void **state)
{
    (void)state;
    struct cp_pair pairs[] = {{1, 5}, {1, -2}, {2, 1}, {7, 4}, {7, -4}, {7, 0}, {9, INT64_MIN}};
    assert_int_equal(cp_pairs_sum(pairs, sizeof(pairs) / sizeof(pairs[0])), 4);
    static const struct cp_pair wanted[] = {{1, 3}, {2, 1}, {7, 0}, {9, INT64_MIN}};
    assert_memory_equal(pairs, wanted, sizeof(wanted));
    assert_int_equal(cp_pairs_sum(pairs, 0), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pairs_are_sorted_and_equal_keys_keep_their_order),
        cmocka_unit_test(pairs_of_one_key_are_summed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
