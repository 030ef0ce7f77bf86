#include "scratch.h"

#include "found.h"
#include "items.h"

static void item_is_taken_up_to_a_separator_without_blanks(void **state)
{
    (void)state;
    struct cp_item item;
    const char *at = cp_item_take("  a b \t, c", ",", &item);
    assert_string_equal(item.text, "a b");
    assert_false(item.is_quoted);
    assert_string_equal(at, ", c");
    assert_string_equal(cp_item_take(at + 1, ",", &item), "");
    assert_string_equal(item.text, "c");
}

static void quoted_item_keeps_blanks_and_separators(void **state)
{
    (void)state;
    struct cp_item item;
    assert_string_equal(cp_item_take("\" a, \"\"b\"\"\" :x", ":,", &item), ":x");
    assert_string_equal(item.text, " a, \"b\"");
    assert_true(item.is_quoted);
    assert_string_equal(cp_item_take("\"\"", ",", &item), "");
    assert_string_equal(item.text, "");
}

static void broken_items_are_refused(void **state)
{
    (void)state;
    struct cp_item item;
    char longest[CP_ITEM_SIZE + 2];
    assert_null(cp_item_take("\"a", ",", &item));
    assert_null(cp_item_take("\"a\" b", ",", &item));
    memset(longest, 'x', sizeof(longest));
    longest[CP_ITEM_SIZE] = '\0';
    assert_null(cp_item_take(longest, ",", &item));
    longest[CP_ITEM_SIZE - 1] = '\0';
    assert_non_null(cp_item_take(longest, ",", &item));
    longest[0] = '"';
    assert_null(cp_item_take(longest, ",", &item));
}

static void found_text_is_short_whole_and_without_long_numbers(void **state)
{
    (void)state;
    char shown[CP_FOUND_SIZE];
    cp_found_show("line\nend", shown);
    assert_string_equal(shown, "\"line end\"");
    cp_found_show("010203-1234", shown);
    assert_string_equal(shown, "11 bytes with ten or more digits, not shown");
    /* 39 bytes, then a letter of two: it is left off, not cut. */
    cp_found_show("xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\xc3\xa6", shown);
    assert_string_equal(shown, "\"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx...\"");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(item_is_taken_up_to_a_separator_without_blanks),
        cmocka_unit_test(quoted_item_keeps_blanks_and_separators),
        cmocka_unit_test(broken_items_are_refused),
        cmocka_unit_test(found_text_is_short_whole_and_without_long_numbers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
