/* JSON as it is written, against the library that reads it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>
#include <jansson.h>

#include "casepulse/base/json.h"

static void brackets_keys_and_commas_stand_where_they_belong(void **state)
{
    (void)state;
    struct cp_json json;
    cp_json_init(&json);
    for (int time = 0; time < 2; time++) {
        cp_json_clear(&json);
        cp_json_open(&json, NULL, '{');
        cp_json_add_text(&json, "a", "x");
        cp_json_open(&json, "empty", '[');
        cp_json_close(&json, ']');
        cp_json_open(&json, "b", '[');
        cp_json_add_plain(&json, NULL, "1");
        cp_json_add_plain(&json, NULL, "null");
        cp_json_add_integer(&json, NULL, INT64_MIN);
        cp_json_add_boolean(&json, NULL, false);
        cp_json_close(&json, ']');
        cp_json_add_plain(&json, "c", "45.5200");
        cp_json_add_boolean(&json, "d", true);
        cp_json_close(&json, '}');
        assert_string_equal(json.text, "{\"a\":\"x\",\"empty\":[],"
                                       "\"b\":[1,null,-9223372036854775808,false],"
                                       "\"c\":45.5200,\"d\":true}");
    }
    cp_json_done(&json);
}

static void what_is_no_utf8_is_replaced(void **state)
{
    (void)state;
    static const struct {
        const char *text, *expected;
    } rows[] = {
        {"Omg\xC3\xB8relse", "Omg\xC3\xB8relse"},
        {"cut \xC3", "cut \xEF\xBF\xBD"},
        {"\xED\xA0\x80", "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD"},
        {"\xFF", "\xEF\xBF\xBD"},
        {"\xE2\x82\xAC\xF0\x9F\x98\x80", "\xE2\x82\xAC\xF0\x9F\x98\x80"},
        {"\"\\\x01\n", "\"\\\x01\n"},
    };
    for (size_t row = 0; row < sizeof(rows) / sizeof(rows[0]); row++) {
        struct cp_json json;
        cp_json_init(&json);
        cp_json_add_text(&json, NULL, rows[row].text);
        json_t *read = json_loads(json.text, JSON_DECODE_ANY, NULL);
        assert_non_null(read);
        assert_string_equal(json_string_value(read), rows[row].expected);
        json_decref(read);
        cp_json_done(&json);
    }
}

static void any_bytes_become_a_text_that_can_be_read(void **state)
{
    (void)state;
    const unsigned seed = (unsigned)time(NULL);
    print_message("seed %u\n", seed);
    srand(seed);
    struct cp_json json;
    cp_json_init(&json);
    for (int round = 0; round < 20000; round++) {
        char text[24];
        size_t size = (size_t)rand() % sizeof(text);
        for (size_t at = 0; at < size; at++) {
            text[at] = (char)(1 + rand() % 255);
        }
        text[size] = '\0';
        cp_json_clear(&json);
        cp_json_add_text(&json, NULL, text);
        json_t *read = json_loads(json.text, JSON_DECODE_ANY, NULL);
        assert_non_null(read);
        json_t *same = json_string(text); /* NULL: no UTF-8 */
        if (same != NULL) {
            assert_true(json_equal(read, same));
        }
        json_decref(same);
        json_decref(read);
    }
    cp_json_done(&json);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(brackets_keys_and_commas_stand_where_they_belong),
        cmocka_unit_test(what_is_no_utf8_is_replaced),
        cmocka_unit_test(any_bytes_become_a_text_that_can_be_read),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
