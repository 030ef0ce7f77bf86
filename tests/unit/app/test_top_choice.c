/* What keys do to the choice of window, period, page, row. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "top_choice.h"

static const struct cp_top_looks nine_rows = {
    .row_count = 9, .room = 4, .part_count = 2, .row_name = "BIF"};

static const char *window_name(const struct cp_top_choice *choice)
{
    return cp_windows[cp_top_choice_window(choice)].name;
}

static void press(struct cp_top_choice *choice, enum cp_top_key key)
{
    cp_top_choice_turn(choice, key, &nine_rows);
    cp_top_choice_settle(choice, &nine_rows);
}

static void every_window_is_reached_and_every_key_has_its_way_back(void **state)
{
    (void)state;
    bool is_seen[CP_WINDOW_COUNT] = {false};
    struct cp_top_choice choice = {.base = CP_WINDOW_DAY};
    size_t steps = 0;
    do {
        for (int period = 0; period < CP_TOP_PERIOD_COUNT; period++) {
            is_seen[cp_top_choice_window(&choice)] = true;
            press(&choice, CP_TOP_KEY_PERIOD);
        }
        press(&choice, CP_TOP_KEY_WINDOW_NEXT);
        steps++;
    } while (choice.base != CP_WINDOW_DAY);
    for (int window = 0; window < CP_WINDOW_COUNT; window++) {
        assert_true(is_seen[window]);
    }
    for (; steps > 0; steps--) {
        press(&choice, CP_TOP_KEY_WINDOW_BEFORE);
    }
    assert_string_equal(window_name(&choice), "day");
}

static void a_window_named_on_the_command_line_is_the_one_shown(void **state)
{
    (void)state;
    for (int window = 0; window < CP_WINDOW_COUNT; window++) {
        struct cp_top_choice choice = {.period = CP_TOP_LASTYEAR};
        cp_top_choice_set_window(&choice, (enum cp_window)window);
        assert_int_equal(cp_top_choice_window(&choice), window);
    }
}

static void only_a_current_period_is_compared(void **state)
{
    (void)state;
    struct cp_top_choice choice = {.base = CP_WINDOW_REPORTYEAR};
    assert_int_equal(cp_top_choice_against(&choice), -1);
    press(&choice, CP_TOP_KEY_AGAINST);
    assert_int_equal(cp_top_choice_against(&choice), CP_WINDOW_REPORTYEAR_PREV);
    press(&choice, CP_TOP_KEY_AGAINST);
    assert_int_equal(cp_top_choice_against(&choice), CP_WINDOW_REPORTYEAR_LASTYEAR);
    press(&choice, CP_TOP_KEY_PERIOD);
    assert_string_equal(window_name(&choice), "reportyear-prev");
    assert_int_equal(cp_top_choice_against(&choice), -1);
    cp_top_choice_set_window(&choice, (enum cp_window)cp_window_find("24h"));
    assert_int_equal(cp_top_choice_against(&choice), -1);
}

static void units_are_opened_and_left_where_one_was(void **state)
{
    (void)state;
    struct cp_top_choice choice = {.base = CP_WINDOW_DAY, .row = 7};
    const struct cp_top_choice before = choice;
    press(&choice, CP_TOP_KEY_OPEN);
    assert_string_equal(choice.code, "BIF");
    assert_int_equal(choice.row, 0);
    assert_false(cp_top_choice_reads_same(&before, &choice));
    press(&choice, CP_TOP_KEY_OPEN); /* units have no units */
    assert_string_equal(choice.code, "BIF");
    press(&choice, CP_TOP_KEY_CLOSE);
    assert_string_equal(choice.code, "");
    assert_int_equal(choice.row, 7);
    assert_true(cp_top_choice_reads_same(&before, &choice));
    press(&choice, CP_TOP_KEY_CLOSE);
    assert_int_equal(choice.row, 7);
}

static void the_city_has_no_units_and_an_empty_page_nothing_to_open(void **state)
{
    (void)state;
    struct cp_top_choice choice = {.base = CP_WINDOW_DAY};
    struct cp_top_looks looks = nine_rows;
    looks.row_name = "ALL";
    cp_top_choice_turn(&choice, CP_TOP_KEY_OPEN, &looks);
    looks.row_name = NULL;
    cp_top_choice_turn(&choice, CP_TOP_KEY_OPEN, &looks);
    assert_string_equal(choice.code, "");
}

static void the_selected_row_stays_in_sight(void **state)
{
    (void)state;
    static const struct {
        enum cp_top_key key;
        size_t row, first_row;
    } steps[] = {
        {CP_TOP_KEY_UP, 0, 0},        {CP_TOP_KEY_DOWN, 1, 0}, {CP_TOP_KEY_PAGE_DOWN, 4, 1},
        {CP_TOP_KEY_PAGE_DOWN, 7, 4}, {CP_TOP_KEY_END, 8, 5},  {CP_TOP_KEY_DOWN, 8, 5},
        {CP_TOP_KEY_UP, 7, 5},        {CP_TOP_KEY_HOME, 0, 0}, {CP_TOP_KEY_END, 8, 5},
        {CP_TOP_KEY_PAGE_UP, 5, 5},   {CP_TOP_KEY_UP, 4, 4},   {CP_TOP_KEY_PAGE_UP, 1, 1},
        {CP_TOP_KEY_PAGE_UP, 0, 0},
    };
    struct cp_top_choice choice = {.base = CP_WINDOW_DAY};
    for (size_t at = 0; at < sizeof(steps) / sizeof(steps[0]); at++) {
        press(&choice, steps[at].key);
        assert_int_equal(choice.row, steps[at].row);
        assert_int_equal(choice.first_row, steps[at].first_row);
    }
    press(&choice, CP_TOP_KEY_END);
    const struct cp_top_looks taller = {.row_count = 9, .room = 7};
    cp_top_choice_settle(&choice, &taller);
    assert_int_equal(choice.row, 8);
    assert_int_equal(choice.first_row, 2);
    const struct cp_top_looks none = {.row_count = 0, .room = 4};
    choice.row = choice.first_row = 5;
    cp_top_choice_settle(&choice, &none);
    assert_int_equal(choice.row, 0);
    assert_int_equal(choice.first_row, 0);
}

static void arrows_walk_the_parts_of_a_page_then_the_pages(void **state)
{
    (void)state;
    struct cp_top_choice choice = {.base = CP_WINDOW_DAY};
    press(&choice, CP_TOP_KEY_RIGHT);
    assert_int_equal(choice.part, 1);
    press(&choice, CP_TOP_KEY_RIGHT);
    assert_int_equal(choice.page, CP_TOP_PAGE_VOLUME);
    assert_int_equal(choice.part, 0);
    press(&choice, CP_TOP_KEY_LEFT);
    press(&choice, CP_TOP_KEY_LEFT);
    assert_int_equal(choice.page, CP_TOP_PAGE_COUNT - 1);
    press(&choice, CP_TOP_KEY_PAGE_NEXT);
    assert_int_equal(choice.page, CP_TOP_PAGE_OVERVIEW);
    press(&choice, (enum cp_top_key)(CP_TOP_KEY_PAGE_1 + CP_TOP_PAGE_APPEALS));
    assert_int_equal(choice.page, CP_TOP_PAGE_APPEALS);
}

static void what_was_not_read_is_taken_back_but_not_the_page(void **state)
{
    (void)state;
    const struct cp_top_choice read = {.base = CP_WINDOW_DAY, .row = 7};
    struct cp_top_choice choice = read;
    press(&choice, CP_TOP_KEY_OPEN);
    press(&choice, CP_TOP_KEY_PERIOD);
    press(&choice, CP_TOP_KEY_PAGE_NEXT);
    cp_top_choice_keep(&choice, &read);
    assert_string_equal(window_name(&choice), "day");
    assert_string_equal(choice.code, "");
    assert_int_equal(choice.row, 7);
    assert_int_equal(choice.page, CP_TOP_PAGE_VOLUME);
    press(&choice, CP_TOP_KEY_DOWN);
    cp_top_choice_keep(&choice, &read);
    assert_int_equal(choice.row, 8);
}

static void any_key_leaves_the_help_and_does_nothing_else(void **state)
{
    (void)state;
    struct cp_top_choice choice = {.base = CP_WINDOW_DAY};
    press(&choice, CP_TOP_KEY_HELP);
    assert_true(choice.is_help);
    press(&choice, CP_TOP_KEY_NONE);
    press(&choice, CP_TOP_KEY_RESIZED);
    assert_true(choice.is_help);
    press(&choice, CP_TOP_KEY_DOWN);
    assert_false(choice.is_help);
    assert_int_equal(choice.row, 0);
    press(&choice, CP_TOP_KEY_HELP);
    press(&choice, CP_TOP_KEY_OTHER);
    assert_false(choice.is_help);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_window_is_reached_and_every_key_has_its_way_back),
        cmocka_unit_test(a_window_named_on_the_command_line_is_the_one_shown),
        cmocka_unit_test(only_a_current_period_is_compared),
        cmocka_unit_test(units_are_opened_and_left_where_one_was),
        cmocka_unit_test(the_city_has_no_units_and_an_empty_page_nothing_to_open),
        cmocka_unit_test(the_selected_row_stays_in_sight),
        cmocka_unit_test(arrows_walk_the_parts_of_a_page_then_the_pages),
        cmocka_unit_test(what_was_not_read_is_taken_back_but_not_the_page),
        cmocka_unit_test(any_key_leaves_the_help_and_does_nothing_else),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
