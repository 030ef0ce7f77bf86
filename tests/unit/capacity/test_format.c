/* Numbers as people read them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "format.h"

static void values_read_as_people_write_them(void **state)
{
    static const struct {
        enum cp_panel_unit unit;
        double value;
        const char *reads;
    } cases[] = {
        {CP_UNIT_COUNT, 0, "0"},
        {CP_UNIT_COUNT, 999, "999"},
        {CP_UNIT_COUNT, 1000, "1,000"},
        {CP_UNIT_COUNT, 40000000, "40,000,000"},
        {CP_UNIT_MEAN, 1452.3, "1,452"},
        {CP_UNIT_MEAN, 3.04, "3.0"},
        {CP_UNIT_RATE, 0.13, "0.13/s"},
        {CP_UNIT_RATE, 201590.4, "201,590/s"},
        {CP_UNIT_PERCENT, 97.44, "97.4 %"},
        {CP_UNIT_PERCENT, 0, "0.0 %"},
        {CP_UNIT_MULTIPLE, 3.909, "3.91 ×"},
        {CP_UNIT_MULTIPLE, 39334.2, "39,334 ×"},
        {CP_UNIT_BYTES, 78643200, "75.0 MiB"},
        {CP_UNIT_DURATION_MS, 0, "0 ms"},
        {CP_UNIT_DURATION_MS, 0.25, "0.2 ms"},
        {CP_UNIT_DURATION_MS, 449, "449 ms"},
        {CP_UNIT_DURATION_MS, 2790, "2.8 s"},
        {CP_UNIT_DURATION_MS, 59400, "59.4 s"},
        {CP_UNIT_DURATION_MS, 59600, "1 min 0 s"},
        {CP_UNIT_DURATION_MS, 200000, "3 min 20 s"},
        {CP_UNIT_DURATION_MS, 7500000, "2 h 5 min"},
        {CP_UNIT_DURATION_MS, 100.0 * 3600000, "4 d 4 h"},
    };
    (void)state;
    for (size_t at = 0; at < sizeof(cases) / sizeof(cases[0]); at++) {
        char text[CP_PANEL_TEXT_MAX];
        cp_format_value(cases[at].unit, cases[at].value, text);
        assert_string_equal(text, cases[at].reads);
    }
}

static void steps_of_an_axis_are_round_and_few(void **state)
{
    (void)state;
    for (double largest = 1e-4; largest < 1e13; largest *= 1.37) {
        const double step = cp_format_step(CP_UNIT_COUNT, largest, 4);
        char text[CP_PANEL_TEXT_MAX];
        assert_true(largest / step <= 4.0001);
        assert_true(largest / step > 1.5);
        (void)snprintf(text, sizeof(text), "%.0e", step);
        assert_true(text[0] == '1' || text[0] == '2' || text[0] == '5');
    }
    assert_true(cp_format_step(CP_UNIT_BYTES, 300.0 * 1048576, 4) == 100.0 * 1048576);
    assert_true(cp_format_step(CP_UNIT_COUNT, 0, 4) > 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(values_read_as_people_write_them),
        cmocka_unit_test(steps_of_an_axis_are_round_and_few),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
