/* What `top --once --json` writes of values made by hand. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>
#include <jansson.h>

#include "top_json.h"
#include "top_sample.h"

static json_t *written(const struct cp_view *view, const struct cp_top_choice *choice)
{
    const struct cp_top_page page = {
        .namespace_name = "live", .place = "", .view = view, .choice = choice};
    char *text = NULL;
    size_t size = 0;
    struct cp_failure failure;
    FILE *out = open_memstream(&text, &size);
    assert_int_equal(cp_top_json_write(out, &page, &failure), CP_OK);
    (void)fclose(out);
    json_t *root = json_loads(text, 0, NULL);
    assert_non_null(root);
    free(text);
    return root;
}

static json_t *at(json_t *object, const char *first, const char *second, const char *third)
{
    json_t *value = json_object_get(object, first);
    value = second == NULL ? value : json_object_get(value, second);
    return third == NULL ? value : json_object_get(value, third);
}

static void json_holds_numbers_and_says_null_for_no_value(void **state)
{
    (void)state;
    const struct cp_view view = top_sample_view();
    const struct cp_top_choice choice = top_sample_choice();
    json_t *root = written(&view, &choice);
    assert_true(json_real_value(at(root, "rows", "ALL", "upheld_share")) == 53.7806);
    assert_true(json_is_null(at(root, "rows", "OKF", "upheld_share")));
    assert_int_equal(json_integer_value(at(root, "rows", "OKF", "complaints")), -4);
    assert_string_equal(json_string_value(at(root, "window", "label", NULL)), "2012");
    assert_string_equal(json_string_value(at(root, "window", "name", NULL)), "reportyear");
    assert_string_equal(json_string_value(at(root, "meta", "reason", NULL)), "");
    assert_int_equal(json_integer_value(at(root, "meta", "seq", NULL)), 4711);
    assert_string_equal(json_string_value(at(root, "names", "OKF", NULL)), "Økonomiforvaltningen");
    assert_null(at(root, "against", NULL, NULL));
    json_decref(root);
}

static void json_tells_every_change_that_can_be_told(void **state)
{
    (void)state;
    const struct cp_view view = top_sample_view();
    struct cp_top_choice choice = top_sample_choice();
    choice.against = CP_TOP_PREV;
    json_t *root = written(&view, &choice);
    json_t *changes = at(root, "changes", "ALL", NULL);
    assert_string_equal(json_string_value(at(root, "against", "name", NULL)), "reportyear-prev");
    assert_int_equal(json_integer_value(at(changes, "complaints", "change", NULL)), -164);
    assert_true(json_real_value(at(changes, "complaints", "percent", NULL)) == -14.8685);
    assert_int_equal(json_integer_value(at(changes, "decisions", "change", NULL)), 125004);
    assert_true(json_is_null(at(changes, "decisions", "percent", NULL)));
    assert_true(json_real_value(at(changes, "upheld_share", "change", NULL)) == 3.7806);
    assert_true(json_real_value(at(changes, "subject_share.aids", "change", NULL)) == -25.0);
    assert_true(json_real_value(at(changes, "duration_mean", "change", NULL)) == 1.25);
    assert_int_equal(json_integer_value(at(changes, "duration_p50", "change", NULL)), -7);
    assert_null(at(changes, "duration_p50", "percent", NULL));
    assert_null(at(changes, "duration_p50.num", NULL, NULL));
    assert_null(at(changes, "upheld_share.den", NULL, NULL));
    assert_null(at(changes, "reversal_rate", NULL, NULL));
    assert_null(at(changes, "complaints_per_1000_decisions", NULL, NULL));
    assert_int_equal(json_object_size(at(root, "changes", "OKF", NULL)), 0);
    json_decref(root);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(json_holds_numbers_and_says_null_for_no_value),
        cmocka_unit_test(json_tells_every_change_that_can_be_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
