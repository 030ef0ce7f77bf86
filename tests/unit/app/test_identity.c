#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "casepulse/aggregator/increments.h"
#include "casepulse/base/zone.h"
#include "identity.h"

static void fingerprint(const char *const *assignments, size_t count, int32_t balance_day,
                        char out_text[CP_FINGERPRINT_MAX])
{
    struct cp_settings *settings = NULL;
    struct cp_failure failure = {.text = ""};
    const enum cp_status status = cp_settings_load(
        &(struct cp_settings_flags){
            .config_path = "/dev/null", .assignments = assignments, .assignment_count = count},
        &settings, &failure);
    assert_string_equal(failure.text, "");
    assert_int_equal(status, CP_OK);
    cp_identity_fingerprint(settings, balance_day, out_text);
    cp_settings_free(settings);
}

static void assert_ends(const char *text, const char *end)
{
    const size_t size = strlen(text), end_size = strlen(end);
    assert_true(size >= end_size);
    assert_string_equal(text + size - end_size, end);
}

static void what_is_not_set_is_not_in_it(void **state)
{
    (void)state;
    char text[CP_FINGERPRINT_MAX];
    fingerprint(NULL, 0, CP_DAY_NONE, text);
    assert_memory_equal(text, "history_days=4018 horizon_days=35 skew_minutes=10 max_units=4096 ",
                        64);
    assert_null(strstr(text, "subject_groups"));
    assert_null(strstr(text, "balance_date"));
    assert_null(strstr(text, "as_of"));
}

static void a_fixed_instant_and_a_balance_date_are_in_it(void **state)
{
    (void)state;
    char text[CP_FINGERPRINT_MAX];
    const char *assignments[] = {"picture.as_of=2013-05-21T12:00:00", "redis.namespace=test"};
    const int32_t day = cp_civil_to_day((struct cp_civil){.year = 2013, .month = 1, .day = 1});
    fingerprint(assignments, 2, day, text);
    assert_ends(text, " balance_date=2013-01-01 as_of=2013-05-21T10:00:00.000Z");
}

static void groups_are_in_it_in_their_order_whatever_the_order_of_their_prefixes(void **state)
{
    (void)state;
    char one[CP_FINGERPRINT_MAX], same[CP_FINGERPRINT_MAX], other[CP_FINGERPRINT_MAX];
    const char *assignments[] = {"count.subject_groups=a:32.24 32.30, b:27.60",
                                 "count.subject_groups=a:32.30  32.24,b: 27.60",
                                 "count.subject_groups=b:27.60, a:32.24 32.30"};
    fingerprint(&assignments[0], 1, CP_DAY_NONE, one);
    fingerprint(&assignments[1], 1, CP_DAY_NONE, same);
    fingerprint(&assignments[2], 1, CP_DAY_NONE, other);
    assert_non_null(strstr(one, " subject_groups="));
    assert_string_equal(one, same);
    assert_string_not_equal(one, other);
}

static void everything_that_can_be_set_has_room(void **state)
{
    (void)state;
    char text[CP_FINGERPRINT_MAX];
    const char *assignments[] = {"count.history_days=73000", "count.horizon_days=3650",
                                 "count.skew_minutes=1440",  "count.max_units=32768",
                                 "count.subject_groups=a:3", "picture.as_of=2013-05-21T12:00:00",
                                 "redis.namespace=test"};
    fingerprint(assignments, 7, 0, text);
    assert_ends(text, ".000Z");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_not_set_is_not_in_it),
        cmocka_unit_test(a_fixed_instant_and_a_balance_date_are_in_it),
        cmocka_unit_test(groups_are_in_it_in_their_order_whatever_the_order_of_their_prefixes),
        cmocka_unit_test(everything_that_can_be_set_has_room),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
