#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "service_state.h"

static const struct cp_source_report well = {
    .partitions_total = 12, .partitions_seen = 12, .is_caught_up = true, .answered_ms = 100000};

static const char *state_of(const struct cp_source_report *report, bool is_balanced)
{
    return cp_service_status_of(report, is_balanced, 100000, 0).state;
}

static void all_well_is_live(void **state)
{
    (void)state;
    assert_string_equal(state_of(&well, true), "live");
}

static void the_first_that_fits_is_the_state(void **state)
{
    (void)state;
    struct cp_source_report report = well;
    report.lag_ms = 10001;
    assert_string_equal(state_of(&report, true), "catching_up");
    report.answered_ms = 100000 - 30001;
    assert_string_equal(state_of(&report, true), "stale");
    report.partitions_seen = 11;
    assert_string_equal(state_of(&report, true), "partial");
    report.failure[0] = 'x';
    assert_string_equal(state_of(&report, true), "failed");
}

static void a_log_that_was_never_read_to_its_end_is_caught_up_with(void **state)
{
    (void)state;
    struct cp_source_report report = well;
    report.is_caught_up = false;
    assert_string_equal(state_of(&report, true), "catching_up");
}

static void unbalanced_books_are_a_failure_whatever_else_holds(void **state)
{
    (void)state;
    assert_string_equal(state_of(&well, false), "failed");
}

static void limits_belong_to_the_better_state(void **state)
{
    (void)state;
    struct cp_source_report report = well;
    report.lag_ms = 10000;
    report.answered_ms = 100000 - 30000;
    assert_string_equal(state_of(&report, true), "live");
}

static void a_source_that_never_answered_turns_stale_after_the_start(void **state)
{
    (void)state;
    struct cp_source_report report = well;
    report.answered_ms = 0;
    assert_string_equal(cp_service_status_of(&report, true, 30001, 0).state, "stale");
    assert_string_equal(cp_service_status_of(&report, true, 30000, 0).state, "live");
}

static void nothing_assigned_is_partial(void **state)
{
    (void)state;
    const struct cp_source_report report = {.partitions_total = 0, .partitions_seen = 0};
    assert_string_equal(state_of(&report, true), "partial");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_well_is_live),
        cmocka_unit_test(the_first_that_fits_is_the_state),
        cmocka_unit_test(a_log_that_was_never_read_to_its_end_is_caught_up_with),
        cmocka_unit_test(unbalanced_books_are_a_failure_whatever_else_holds),
        cmocka_unit_test(limits_belong_to_the_better_state),
        cmocka_unit_test(a_source_that_never_answered_turns_stale_after_the_start),
        cmocka_unit_test(nothing_assigned_is_partial),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
