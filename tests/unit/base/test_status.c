#include "casepulse/base/status.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <string.h>

/* The exit codes promised to users, written a second time on purpose. */
static const struct {
    enum cp_status status;
    int exit_code;
    const char *text;
} promised[] = {
    {CP_OK, 0, "ok"},
    {CP_RUNTIME, 1, "runtime error"},
    {CP_USAGE, 2, "usage error"},
    {CP_CONFIGURATION, 3, "configuration error"},
    {CP_UNREACHABLE, 4, "cannot connect"},
    {CP_DATA, 5, "data errors"},
};

static void every_status_ends_the_program_as_promised(void **state)
{
    (void)state;
    int rows = 0;
#define COUNT(name, exit_code, text) rows++;
    CP_STATUSES(COUNT)
#undef COUNT
    assert_int_equal(rows, sizeof(promised) / sizeof(promised[0]));
    for (int i = 0; i < rows; i++) {
        assert_int_equal(cp_status_exit_code(promised[i].status), promised[i].exit_code);
        assert_string_equal(cp_status_text(promised[i].status), promised[i].text);
    }
}

static void a_failure_carries_its_formatted_reason_and_status(void **state)
{
    (void)state;
    struct cp_failure failure = {0};
    assert_int_equal(cp_fail(&failure, CP_DATA, "%s:%d: %s", "a.csv", 17, "no date"), CP_DATA);
    assert_string_equal(failure.text, "a.csv:17: no date");
}

static void a_long_reason_is_cut_and_still_ends(void **state)
{
    (void)state;
    char text[2000];
    memset(text, 'x', sizeof(text) - 1);
    text[sizeof(text) - 1] = '\0';
    struct {
        struct cp_failure failure;
        char beyond;
    } held = {.beyond = '!'};
    assert_int_equal(cp_fail(&held.failure, CP_RUNTIME, "%s", text), CP_RUNTIME);
    assert_int_equal(strlen(held.failure.text), sizeof(held.failure.text) - 1);
    assert_int_equal(held.beyond, '!');
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_status_ends_the_program_as_promised),
        cmocka_unit_test(a_failure_carries_its_formatted_reason_and_status),
        cmocka_unit_test(a_long_reason_is_cut_and_still_ends),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
