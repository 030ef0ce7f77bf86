/* Letters, numbers and lines as they come onto a screen. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "top_number.h"
#include "top_sheet.h"
#include "top_text.h"

static char *written(const char *text, size_t columns_max, bool is_ascii)
{
    char *out_text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&out_text, &size);
    const size_t columns = cp_top_text_write(out, text, columns_max, is_ascii);
    (void)fclose(out);
    assert_int_equal(columns, cp_top_text_width(out_text, is_ascii));
    return out_text;
}

static void letters_take_a_column_and_what_steers_the_terminal_a_question_mark(void **state)
{
    (void)state;
    static const struct {
        const char *text, *utf8, *ascii;
    } rows[] = {
        {"plain", "plain", "plain"},
        {"Økonomi æå", "Økonomi æå", "Oekonomi aeaa"},
        {"– …", "– …", "- ~"},
        {"e\xCC\x81", "e\xCC\x81", "e"}, /* a combining accent */
        {"日", "日", "?"},               /* a letter without one of its own */
        {"a\x1b[2Jb\x7f", "a?[2Jb?", "a?[2Jb?"},
        {"\xC2\x9B", "??", "??"}, /* a control of 8 bits */
        {"\xFF\xC3", "??", "??"}, /* no UTF-8, cut UTF-8 */
    };
    for (size_t at = 0; at < sizeof(rows) / sizeof(rows[0]); at++) {
        char *utf8 = written(rows[at].text, 99, false);
        char *ascii = written(rows[at].text, 99, true);
        assert_string_equal(utf8, rows[at].utf8);
        assert_string_equal(ascii, rows[at].ascii);
        free(utf8);
        free(ascii);
    }
}

static void a_text_too_long_ends_with_an_ellipsis(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        size_t columns_max;
        bool is_ascii;
        const char *cut;
    } rows[] = {
        {"abcdef", 6, false, "abcdef"}, {"abcdef", 5, false, "abcd…"}, {"æøåæøå", 3, false, "æø…"},
        {"æøåæøå", 4, true, "ae~"},     {"abc", 1, true, "~"},         {"abc", 0, false, ""},
    };
    for (size_t at = 0; at < sizeof(rows) / sizeof(rows[0]); at++) {
        char *cut = written(rows[at].text, rows[at].columns_max, rows[at].is_ascii);
        assert_string_equal(cut, rows[at].cut);
        free(cut);
    }
}

static void numbers_are_grouped_and_pointed_as_the_language_does(void **state)
{
    (void)state;
    static const struct {
        int64_t number;
        int decimals;
        bool is_signed;
        const char *en, *da;
    } rows[] = {
        {0, 0, true, "0", "0"},
        {999, 0, false, "999", "999"},
        {1000, 0, true, "+1,000", "+1.000"},
        {-999, 0, false, "-999", "-999"},
        {-1000, 0, true, "-1,000", "-1.000"},
        {-149, 1, true, "-14.9", "-14,9"},
        {-5, 2, false, "-0.05", "-0,05"},
        {12345004, 4, false, "1,234.5004", "1.234,5004"},
        {INT64_MIN, 0, false, "-9,223,372,036,854,775,808", "-9.223.372.036.854.775.808"},
    };
    for (size_t at = 0; at < sizeof(rows) / sizeof(rows[0]); at++) {
        char text[CP_TOP_NUMBER_MAX];
        cp_top_number_text(CP_TOP_ENGLISH, rows[at].number, rows[at].decimals, rows[at].is_signed,
                           text);
        assert_string_equal(text, rows[at].en);
        cp_top_number_text(CP_TOP_DANISH, rows[at].number, rows[at].decimals, rows[at].is_signed,
                           text);
        assert_string_equal(text, rows[at].da);
    }
}

static void a_low_screen_loses_its_spacers_before_its_rows(void **state)
{
    (void)state;
    struct cp_top_sheet sheet = {.width = 80};
    cp_top_sheet_add(&sheet, CP_TOP_TITLE, "%s", "title");
    cp_top_sheet_add(&sheet, CP_TOP_SPACER, "%s", "");
    sheet.body_first = sheet.line_count;
    sheet.body_count = 2;
    cp_top_sheet_add(&sheet, CP_TOP_PLAIN, "%s", "row 0");
    cp_top_sheet_add(&sheet, CP_TOP_PLAIN, "%s", "row 1   ");
    cp_top_sheet_add(&sheet, CP_TOP_SPACER, "%s", "");
    cp_top_sheet_add(&sheet, CP_TOP_PLAIN, "%s", "legend");
    cp_top_sheet_squeeze(&sheet, 6);
    assert_int_equal(sheet.line_count, 6);
    assert_int_equal(cp_top_sheet_body_room(&sheet, 6), 2);
    cp_top_sheet_squeeze(&sheet, 5);
    assert_int_equal(sheet.line_count, 4);
    assert_int_equal(sheet.body_first, 1);
    assert_string_equal(sheet.lines[2].text, "row 1");
    assert_int_equal(cp_top_sheet_body_room(&sheet, 3), 1);
    assert_int_equal(cp_top_sheet_body_room(&sheet, 1), 1);
    cp_top_sheet_done(&sheet);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(letters_take_a_column_and_what_steers_the_terminal_a_question_mark),
        cmocka_unit_test(a_text_too_long_ends_with_an_ellipsis),
        cmocka_unit_test(numbers_are_grouped_and_pointed_as_the_language_does),
        cmocka_unit_test(a_low_screen_loses_its_spacers_before_its_rows),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
