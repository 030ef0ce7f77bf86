#include "casepulse/base/log.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* Takes stderr away while `write_lines` runs; what was written comes back as one text. */
static void capture(void (*write_lines)(void), char *out_text, size_t capacity)
{
    FILE *file = tmpfile();
    assert_non_null(file);
    const int before = dup(STDERR_FILENO);
    assert_true(dup2(fileno(file), STDERR_FILENO) >= 0);
    write_lines();
    assert_true(dup2(before, STDERR_FILENO) >= 0);
    (void)close(before);
    rewind(file);
    out_text[fread(out_text, 1, capacity - 1, file)] = '\0';
    (void)fclose(file);
}

static void write_each_level(void)
{
    cp_log(CP_LOG_DEBUG, "not seen");
    cp_log(CP_LOG_INFO, "partition %d", 7);
    cp_log(CP_LOG_ERROR, "gone");
}

static void a_line_has_stamp_level_and_text(void **state)
{
    (void)state;
    char text[512];
    capture(write_each_level, text, sizeof(text));
    assert_null(strstr(text, "not seen"));
    int year = 0;
    int second = 0;
    int end = 0;
    assert_int_equal(sscanf(text, "%4d-%*2d-%*2dT%*2d:%*2d:%2d.%*3dZ info: partition 7\n%n", &year,
                            &second, &end),
                     2);
    assert_int_equal(end, 24 + (int)strlen(" info: partition 7\n"));
    assert_non_null(strstr(text, "Z error: gone\n"));
}

static void write_below_the_level(void)
{
    cp_log_set_level(CP_LOG_ERROR);
    cp_log(CP_LOG_WARNING, "dropped");
    cp_log(CP_LOG_ERROR, "kept");
    cp_log_set_level(CP_LOG_DEBUG);
    cp_log(CP_LOG_DEBUG, "debugged");
    cp_log_set_level(CP_LOG_INFO);
}

static void lines_below_the_level_are_dropped(void **state)
{
    (void)state;
    char text[512];
    capture(write_below_the_level, text, sizeof(text));
    assert_null(strstr(text, "dropped"));
    assert_non_null(strstr(text, "kept"));
    assert_non_null(strstr(text, "debug: debugged"));
}

static void write_a_long_line(void)
{
    char text[3000];
    memset(text, 'x', sizeof(text) - 1);
    text[sizeof(text) - 1] = '\0';
    cp_log(CP_LOG_INFO, "%s", text);
    cp_log(CP_LOG_INFO, "next");
}

static void a_long_line_is_cut_at_1024_bytes(void **state)
{
    (void)state;
    char text[4096];
    capture(write_a_long_line, text, sizeof(text));
    const char *end = strchr(text, '\n');
    assert_non_null(end);
    assert_int_equal(end + 1 - text, 1024);
    assert_non_null(strstr(end + 1, "info: next\n"));
}

static void a_limit_lets_a_burst_through_and_counts_the_rest(void **state)
{
    (void)state;
    /* {now, passes, suppressed since the last line that passed} */
    static const struct {
        int64_t now_ms;
        bool passes;
        int64_t suppressed;
    } steps[] = {
        {1000, true, 0},   {1001, true, 0},  {1002, true, 0},   {1003, false, 0}, {5999, false, 0},
        {10999, false, 0}, {11000, true, 3}, {11001, true, 0},  {11002, true, 0}, {20999, false, 0},
        {90000, true, 1},  {90001, true, 0}, {200000, true, 0},
    };
    struct cp_log_limit limit = {.burst = 3, .window_ms = 10000};
    for (size_t i = 0; i < sizeof(steps) / sizeof(steps[0]); i++) {
        int64_t suppressed = -1;
        assert_int_equal(cp_log_limit_pass(&limit, steps[i].now_ms, &suppressed), steps[i].passes);
        assert_int_equal(suppressed, steps[i].suppressed);
    }
}

static void no_line_is_forgotten_by_a_limit(void **state)
{
    (void)state;
    struct cp_log_limit limit = {.burst = 2, .window_ms = 50};
    int64_t passed = 0;
    int64_t told = 0;
    int64_t suppressed = 0;
    for (int64_t now_ms = 0; now_ms < 1000; now_ms++) {
        passed += cp_log_limit_pass(&limit, now_ms, &suppressed);
        told += suppressed;
    }
    passed += cp_log_limit_pass(&limit, 5000, &suppressed);
    told += suppressed;
    assert_int_equal(passed, 41);
    assert_int_equal(passed + told, 1001);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_line_has_stamp_level_and_text),
        cmocka_unit_test(lines_below_the_level_are_dropped),
        cmocka_unit_test(a_long_line_is_cut_at_1024_bytes),
        cmocka_unit_test(a_limit_lets_a_burst_through_and_counts_the_rest),
        cmocka_unit_test(no_line_is_forgotten_by_a_limit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
