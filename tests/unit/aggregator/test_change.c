/* Changes between two windows: the municipality's own papers, and long division. */
#include "casepulse/aggregator/change.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "sample.h"

__extension__ typedef __int128 wide;

static void counts_of_the_ombudsman_read_as_printed(void **state)
{
    (void)state;
    static const struct {
        int64_t value, other, change, percent_tenths;
    } rows[] = {
        {939, 1103, -164, -149}, {427, 504, -77, -153}, {3, 2, 1, 500},     {2, 2, 0, 0},
        {0, 8, -8, -1000},       {-4, 8, -12, -1500},   {2001, 2000, 1, 1}, /* 0.05 %: half away
                                                                               from zero */
        {1999, 2000, -1, -1},
    };
    for (size_t at = 0; at < sizeof(rows) / sizeof(rows[0]); at++) {
        int64_t change = 99;
        int64_t percent = 99;
        assert_true(cp_change_count(rows[at].value, rows[at].other, &change));
        assert_int_equal(change, rows[at].change);
        assert_true(cp_change_percent(rows[at].value, rows[at].other, 1, &percent));
        assert_int_equal(percent, rows[at].percent_tenths);
    }
}

static void there_is_no_percent_of_what_is_not_positive(void **state)
{
    (void)state;
    int64_t value = 42;
    assert_false(cp_change_percent(5, 0, 1, &value));
    assert_false(cp_change_percent(5, -3, 1, &value));
    assert_false(cp_change_percent(INT64_MIN, 3, 1, &value));
    assert_false(cp_change_count(INT64_MAX, -1, &value));
    assert_int_equal(value, 42);
}

/* 45.46 % and 45.44 %: rounded first they would differ by 0.1 or by nothing at will. */
static void a_ratio_changes_by_its_unrounded_points(void **state)
{
    (void)state;
    int64_t points = 0;
    assert_true(cp_change_ratio((struct cp_fraction){4546, 10000},
                                (struct cp_fraction){4544, 10000}, 100, 1, &points));
    assert_int_equal(points, 0);
    assert_true(cp_change_ratio((struct cp_fraction){4546, 10000},
                                (struct cp_fraction){4544, 10000}, 100, 2, &points));
    assert_int_equal(points, 2);
    assert_true(
        cp_change_ratio((struct cp_fraction){1, 3}, (struct cp_fraction){2, 3}, 100, 1, &points));
    assert_int_equal(points, -333);
    /* A mean: days / decisions. */
    assert_true(cp_change_ratio((struct cp_fraction){140, 10}, (struct cp_fraction){250, 20}, 1, 1,
                                &points));
    assert_int_equal(points, 15);
}

static void without_one_of_the_two_values_there_is_no_change(void **state)
{
    (void)state;
    static const struct cp_fraction none[] = {{0, 0}, {1, 0}, {1, -2}, {-1, 2}, {1, INT64_MAX}};
    const struct cp_fraction good = {1, 2};
    for (size_t at = 0; at < sizeof(none) / sizeof(none[0]); at++) {
        int64_t points = 42;
        assert_false(cp_change_ratio(none[at], good, 100, 1, &points));
        assert_false(cp_change_ratio(good, none[at], 100, 1, &points));
        assert_int_equal(points, 42);
    }
}

/* Long division of the difference, then a look at the remainder. */
static int64_t change_by_hand(struct cp_fraction value, struct cp_fraction other, wide factor)
{
    const wide below = (wide)value.denominator * other.denominator;
    wide above =
        (wide)value.numerator * other.denominator - (wide)other.numerator * value.denominator;
    const int sign = above < 0 ? -1 : 1;
    above *= sign * factor;
    const wide quotient = above / below;
    const wide rest = above - quotient * below;
    return (int64_t)(sign * (quotient + (rest >= below - rest ? 1 : 0)));
}

static struct cp_fraction fraction_below(uint64_t *random, int64_t end)
{
    return (struct cp_fraction){sample_below(random, end), 1 + sample_below(random, end)};
}

static void random_changes_agree_with_long_division(void **state)
{
    (void)state;
    uint64_t random = sample_seed(__func__);
    for (int i = 0; i < 200000; i++) {
        const int64_t end = INT64_C(1) << (1 + sample_below(&random, 35));
        const struct cp_fraction value = fraction_below(&random, end);
        const struct cp_fraction other = fraction_below(&random, end);
        int64_t change = 0;
        assert_true(cp_change_ratio(value, other, 1000, 2, &change));
        assert_true(change == change_by_hand(value, other, 100000));
        assert_true(cp_change_percent(value.numerator, other.denominator, 1, &change));
        const struct cp_fraction share = {value.numerator, other.denominator};
        assert_true(change == change_by_hand(share, (struct cp_fraction){1, 1}, 1000));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(counts_of_the_ombudsman_read_as_printed),
        cmocka_unit_test(there_is_no_percent_of_what_is_not_positive),
        cmocka_unit_test(a_ratio_changes_by_its_unrounded_points),
        cmocka_unit_test(without_one_of_the_two_values_there_is_no_change),
        cmocka_unit_test(random_changes_agree_with_long_division),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
