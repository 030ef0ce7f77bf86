#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "personal_data.h"
#include "sample.h"

struct number_row {
    const char *text;
    bool is_found;
    bool is_found_with_ten_digits;
};

static const struct number_row rows[] = {
    /* The form. */
    {"010190-1234", true, true},
    {"010190 1234", true, true},
    {"010190_1234", false, false},
    {"010190--1234", false, false},
    {"010190\t1234", false, false},
    {"01019-01234", false, false},
    {"010190-123", false, false},
    {"", false, false},
    {"-", false, false},
    /* The place: start, end, middle. */
    {"see 010190-1234", true, true},
    {"010190-1234 is it", true, true},
    {"(010190-1234)", true, true},
    {"x-010190-1234-x", true, true},
    {"010190-1234010190-1234", false, true}, /* digits beside both; ten between the hyphens */
    {"010190-1234 010190-1234", true, true},
    {"990190-1234 010190-1234", true, true}, /* the second is one */
    /* What stands beside it. */
    {"1010190-1234", false, false},
    {"010190-12345", false, false},
    {"a010190-1234", false, false},
    {"Z010190-1234", false, false},
    {"010190-1234a", false, false},
    {"010190-1234Z", false, false},
    {"_010190-1234_", true, true},
    {"\xC3\xB8"
     "010190-1234",
     false, false},                        /* small o with stroke */
    {"010190-1234\xC3\x85", false, false}, /* capital A with ring */
    {"\xC9\x8F"
     "010190-1234",
     false, false}, /* U+024F, the last letter */
    {"\xC3\x97"
     "010190-1234",
     true, true},                        /* multiplication sign */
    {"010190-1234\xC3\xB7", true, true}, /* division sign */
    {"\xE2\x80\x93"
     "010190-1234",
     true, true}, /* en dash */
    {"\xC2\xA0"
     "010190-1234",
     true, true}, /* no-break space */
    {"\xF8"
     "010190-1234",
     true, true}, /* a key need not be UTF-8 */
    /* The date. */
    {"000190-1234", false, false},
    {"010090-1234", false, false},
    {"320190-1234", false, false},
    {"310190-1234", true, true},
    {"011390-1234", false, false},
    {"011290-1234", true, true},
    {"310490-1234", false, false},
    {"300490-1234", true, true},
    {"300290-1234", false, false},
    {"280203-1234", true, true},
    {"290203-1234", false, false},
    {"290204-1234", true, true},
    {"290200-1234", true, true}, /* each fourth year */
    {"290296-1234", true, true},
    {"290298-1234", false, false},
    {"610190-1234", false, false}, /* replacement numbers are none */
    /* Ten digits in a row. */
    {"0101901234", false, true},
    {"1234567890", false, true},
    {"x 0101901234.", false, true},
    {"01019012345", false, false},
    {"010190123", false, false},
    {"a0101901234", false, false},
    {"0101901234b", false, false},
    {"\xC3\xA6"
     "0101901234",
     false, false},
    {"550e8400-e29b-41d4-a716-446655440000", false, false},
    {"2013-05-21", false, false},
};

static void numbers_are_found_as_the_table_says(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct cp_slice text = {(const uint8_t *)rows[i].text, strlen(rows[i].text)};
        if (cp_personal_data_find(text, false) != rows[i].is_found) {
            fail_msg("'%s' should be %s", rows[i].text, rows[i].is_found ? "found" : "let through");
        }
        if (cp_personal_data_find(text, true) != rows[i].is_found_with_ten_digits) {
            fail_msg("with ten digits, '%s' should be %s", rows[i].text,
                     rows[i].is_found_with_ten_digits ? "found" : "let through");
        }
    }
}

/* Only February changes its length, and only by the year modulo four. */
static void every_date_of_a_century_is_judged_right(void **state)
{
    (void)state;
    static const int lengths[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    int found = 0;
    for (int number = 0; number < 1000000; number++) {
        char text[12];
        assert_int_equal(snprintf(text, sizeof(text), "%06d-0000", number), 11);
        struct cp_slice slice = {(const uint8_t *)text, 11};
        found += cp_personal_data_find(slice, false) ? 1 : 0;
    }
    int expected = 25;
    for (int month = 0; month < 12; month++) {
        expected += 100 * lengths[month];
    }
    assert_int_equal(found, expected);
}

static void a_nul_byte_hides_nothing(void **state)
{
    (void)state;
    static const char text[] = "a\0"
                               "010190-1234\0b";
    struct cp_slice slice = {(const uint8_t *)text, sizeof(text) - 1};
    assert_true(cp_personal_data_find(slice, false));
}

/* The rule once more, for texts of ASCII: a number somewhere, no letter or digit beside it. */
static bool is_word(const char *text, size_t size, size_t at)
{
    return at < size && isalnum((unsigned char)text[at]) != 0;
}

static bool are_digits(const char *text, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (text[i] < '0' || text[i] > '9') {
            return false;
        }
    }
    return true;
}

static bool is_number(const char *text)
{
    static const int lengths[] = {31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    int day;
    int month;
    int year;
    if (!are_digits(text, 6) || (text[6] != '-' && text[6] != ' ') || !are_digits(text + 7, 4) ||
        sscanf(text, "%2d%2d%2d", &day, &month, &year) != 3) {
        return false;
    }
    return month >= 1 && month <= 12 && day >= 1 && day <= lengths[month - 1] &&
           (month != 2 || day != 29 || year % 4 == 0);
}

static bool has_number(const char *text, size_t size, bool refuse_ten_digits)
{
    for (size_t at = 0; at < size; at++) {
        if (at > 0 && is_word(text, size, at - 1)) {
            continue;
        }
        if ((size - at >= 11 && is_number(text + at) && !is_word(text, size, at + 11)) ||
            (refuse_ten_digits && size - at >= 10 && are_digits(text + at, 10) &&
             !is_word(text, size, at + 10))) {
            return true;
        }
    }
    return false;
}

/* Numbers with one or two bytes changed, among other bytes. */
static void random_texts_are_judged_by_the_rule(void **state)
{
    (void)state;
    static const char alphabet[] = "0123456789-- a.";
    uint64_t seed = sample_seed();
    int found = 0;
    for (int round = 0; round < 300000; round++) {
        char text[24];
        const size_t size = sample_random_below(&seed, sizeof(text));
        for (size_t i = 0; i < size; i++) {
            text[i] = alphabet[sample_random_below(&seed, sizeof(alphabet) - 1)];
        }
        if (size >= 11) {
            const char *number = sample_random_below(&seed, 4) == 0 ? "1234567890." : "290204-1234";
            memcpy(text + sample_random_below(&seed, size - 10), number, 11);
            text[sample_random_below(&seed, size)] = alphabet[sample_random_below(&seed, 15)];
        }
        const bool ten = round % 2 == 0;
        const bool expected = has_number(text, size, ten);
        assert_int_equal(cp_personal_data_find((struct cp_slice){(const uint8_t *)text, size}, ten),
                         expected);
        found += expected;
    }
    assert_true(found > 1000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_are_found_as_the_table_says),
        cmocka_unit_test(every_date_of_a_century_is_judged_right),
        cmocka_unit_test(a_nul_byte_hides_nothing),
        cmocka_unit_test(random_texts_are_judged_by_the_rule),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
