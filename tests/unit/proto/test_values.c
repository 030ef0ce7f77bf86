#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "casepulse/proto/values.h"

static void every_value_is_found_by_its_text(void **state)
{
    (void)state;
    for (int set = 0; set < CP_SET_END; set++) {
        int count = cp_value_count((enum cp_value_set)set);
        assert_true(count >= 2);
        for (int value = 0; value <= count; value++) {
            const char *text = cp_value_text((enum cp_value_set)set, value);
            assert_non_null(text);
            assert_int_equal(cp_value_find((enum cp_value_set)set, text), value);
        }
        assert_null(cp_value_text((enum cp_value_set)set, count + 1));
        assert_null(cp_value_text((enum cp_value_set)set, -1));
    }
}

static void counts_are_those_of_the_enumerations(void **state)
{
    (void)state;
    assert_int_equal(cp_value_count(CP_SET_EVENT), CP_EVENT_TYPE_END - 1);
    assert_int_equal(cp_value_count(CP_SET_EVENT), 14);
    assert_int_equal(cp_value_count(CP_SET_KIND), CP_KIND_END - 1);
    assert_int_equal(cp_value_count(CP_SET_THEME), CP_THEME_END - 1);
    assert_int_equal(cp_value_count(CP_SET_THEME), 13);
}

static void event_types_are_found_by_the_names_of_the_contract(void **state)
{
    (void)state;
    assert_int_equal(cp_value_find(CP_SET_EVENT, "INQUIRY_RECEIVED"), CP_EVENT_INQUIRY_RECEIVED);
    assert_int_equal(cp_value_find(CP_SET_EVENT, "EVENT_RETRACTED"), CP_EVENT_EVENT_RETRACTED);
}

static void zero_is_unknown_and_other_texts_are_not_found(void **state)
{
    (void)state;
    assert_string_equal(cp_value_text(CP_SET_BOARD, 0), "unknown");
    assert_int_equal(cp_value_find(CP_SET_BOARD, "unknown"), 0);
    assert_int_equal(cp_value_find(CP_SET_BOARD, "nationa"), -1);
    assert_int_equal(cp_value_find(CP_SET_BOARD, "nationals"), -1);
    assert_int_equal(cp_value_find(CP_SET_BOARD, ""), -1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_value_is_found_by_its_text),
        cmocka_unit_test(counts_are_those_of_the_enumerations),
        cmocka_unit_test(event_types_are_found_by_the_names_of_the_contract),
        cmocka_unit_test(zero_is_unknown_and_other_texts_are_not_found),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
