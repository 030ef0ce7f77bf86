/* Digits, against the C library's. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#include "casepulse/base/digits.h"

static void check(int64_t value)
{
    char expected[32];
    char text[CP_DIGITS_MAX];
    (void)snprintf(expected, sizeof(expected), "%lld", (long long)value);
    assert_int_equal(cp_digits_write(value, text), strlen(expected));
    assert_string_equal(text, expected);
}

static void numbers_read_as_the_library_writes_them(void **state)
{
    (void)state;
    check(INT64_MIN);
    check(INT64_MAX);
    for (int64_t power = 1; power <= INT64_MAX / 10; power *= 10) {
        for (int64_t near = -2; near <= 2; near++) {
            check(power + near);
            check(-power + near);
        }
    }
}

static void random_numbers_of_every_length_do_so_too(void **state)
{
    (void)state;
    const unsigned seed = (unsigned)time(NULL);
    print_message("seed %u\n", seed);
    srand(seed);
    for (int round = 0; round < 100000; round++) {
        const uint64_t high = (uint64_t)rand() << 33;
        check((int64_t)(high ^ (uint64_t)rand() << 11 ^ (uint64_t)rand()) >> (rand() % 64));
    }
}

static void the_last_digits_keep_their_zeros(void **state)
{
    (void)state;
    char text[6] = "xxxxx";
    cp_digits_write_last(42, 4, text);
    assert_string_equal(text, "0042x");
    cp_digits_write_last(1234567, 3, text);
    assert_string_equal(text, "5672x");
    cp_digits_write_last(7, 1, text);
    assert_string_equal(text, "7672x");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_read_as_the_library_writes_them),
        cmocka_unit_test(random_numbers_of_every_length_do_so_too),
        cmocka_unit_test(the_last_digits_keep_their_zeros),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
