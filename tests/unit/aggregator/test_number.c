#include "casepulse/aggregator/number.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <string.h>

#include "sample.h"

/* Slow and plain: long division by hand, then a look at the remainder. */
__extension__ typedef __int128 wide;

static wide rounded_by_hand(int64_t numerator, int64_t denominator, int32_t scale)
{
    const wide scaled = (wide)numerator * scale * 10000;
    wide quotient = scaled / denominator;
    const wide rest = scaled - quotient * denominator;
    if (rest >= (wide)denominator - rest) {
        quotient++;
    }
    return quotient;
}

static void published_numbers_come_out_as_printed(void **state)
{
    (void)state;
    static const struct {
        int64_t numerator, denominator;
        int32_t scale;
        const char *text;
    } rows[] = {
        {24, 129, 100, "18.6047"},     /* reversal rate */
        {19, 129, 100, "14.7287"},     /* remanded */
        {5, 129, 100, "3.8760"},       /* changed */
        {427, 450000, 1000, "0.9489"}, /* formality per 1,000 inquiries */
        {427, 125000, 1000, "3.4160"}, /* and decisions */
        {427, 51227, 1000, "8.3354"},  /* complaints per 1,000 cases */
        {3381, 51227, 100, "6.6000"},  {427, 939, 100, "45.4739"},  {505, 939, 100, "53.7806"},
        {259, 939, 100, "27.5825"},    {92, 939, 100, "9.7977"},    {31, 50, 100, "62.0000"},
        {375, 1000, 100, "37.5000"},   {520, 1000, 100, "52.0000"}, {0, 7, 100, "0.0000"},
        {7, 7, 100, "100.0000"},       {1, 3, 100, "33.3333"},      {2, 3, 100, "66.6667"},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        char text[CP_RATIO_TEXT_MAX];
        assert_true(cp_ratio_text(rows[i].numerator, rows[i].denominator, rows[i].scale, text));
        assert_string_equal(text, rows[i].text);
    }
}

static void a_half_goes_away_from_zero(void **state)
{
    (void)state;
    static const struct {
        int64_t numerator, denominator;
        int32_t scale;
        int64_t value;
    } rows[] = {
        {1, 2000000, 100, 1},    /* 0.5 ten-thousandths */
        {3, 2000000, 100, 2},    /* 1.5 */
        {5, 2000000, 100, 3},    /* 2.5: not to the even one */
        {1, 20000000, 1000, 1},  /* 0.5 */
        {1, 2000001, 100, 0},    /* just below */
        {1, 1999999, 100, 1},    /* just above */
        {1, 32, 100, 31250},     /* exact */
        {1, 64, 100, 15625},     /* exact */
        {1, 3200000, 100, 0},    /* 0.3125 */
        {13, 3200000, 1000, 41}, /* 40.625 */
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        int64_t value = -1;
        assert_true(cp_ratio_value(rows[i].numerator, rows[i].denominator, rows[i].scale, &value));
        assert_int_equal(value, rows[i].value);
    }
}

static void without_a_positive_denominator_there_is_no_value(void **state)
{
    (void)state;
    static const int64_t wrong[][2] = {
        {0, 0}, {1, 0}, {5, -1}, {-1, 5}, {-1, -5}, {-1, 0}, {INT64_MIN, 1}, {1, INT64_MIN},
    };
    for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
        int64_t value = 42;
        char text[CP_RATIO_TEXT_MAX] = "untouched";
        assert_false(cp_ratio_value(wrong[i][0], wrong[i][1], 100, &value));
        assert_false(cp_ratio_text(wrong[i][0], wrong[i][1], 100, text));
        assert_int_equal(value, 42);
        assert_string_equal(text, "untouched");
    }
}

static void random_ratios_agree_with_long_division(void **state)
{
    (void)state;
    uint64_t random = sample_seed(__func__);
    for (int i = 0; i < 200000; i++) {
        const int64_t end = INT64_C(1) << (1 + sample_below(&random, 39));
        const int64_t numerator = sample_below(&random, end);
        const int64_t denominator = 1 + sample_below(&random, end);
        const int32_t scale = sample_below(&random, 2) == 0 ? 100 : 1000;
        int64_t value = -1;
        assert_true(cp_ratio_value(numerator, denominator, scale, &value));
        assert_true(value == rounded_by_hand(numerator, denominator, scale));
    }
}

/* The header promises both up to 2^53; where the value itself passes 63 bits nothing is promised,
 * so the denominator is kept within reach. */
static void large_counts_do_not_overflow(void **state)
{
    (void)state;
    const int64_t most = INT64_C(1) << 53;
    for (int shift = 0; shift < 40; shift++) {
        const int64_t denominator = most - shift * INT64_C(1000003);
        int64_t value = -1;
        assert_true(cp_ratio_value(most, denominator, 1000, &value));
        assert_true(value == rounded_by_hand(most, denominator, 1000));
    }
    char text[CP_RATIO_TEXT_MAX];
    assert_true(cp_ratio_text(INT64_C(900000000000), 1, 1000, text));
    assert_string_equal(text, "900000000000000.0000");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(published_numbers_come_out_as_printed),
        cmocka_unit_test(a_half_goes_away_from_zero),
        cmocka_unit_test(without_a_positive_denominator_there_is_no_value),
        cmocka_unit_test(random_ratios_agree_with_long_division),
        cmocka_unit_test(large_counts_do_not_overflow),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
