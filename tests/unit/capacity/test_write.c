/* The report as JSON and HTML; whether the page is well-formed is asked of an XML parser in
 * tests/report. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <jansson.h>

#include "casepulse/base/memory.h"
#include "casepulse/capacity/panel.h"
#include "casepulse/capacity/write.h"
#include "html.h"

#include "sample_run.h"

typedef enum cp_status writer(FILE *out, const struct cp_capacity_result *result,
                              const struct cp_zone *zone, struct cp_failure *out_failure);

static char *written(writer *write, const struct cp_capacity_result *result,
                     const struct cp_zone *zone)
{
    char *text = NULL;
    size_t size = 0;
    struct cp_failure failure;
    FILE *out = open_memstream(&text, &size);
    assert_int_equal(write(out, result, zone, &failure), CP_OK);
    assert_int_equal(fclose(out), 0);
    assert_int_equal(strlen(text), size);
    return text;
}

/* Full speed, paced, nothing at all, not even a sample; one event in no time. */
#define RUNS 5
static struct cp_capacity_result *run_of(const struct cp_zone *zone, int run)
{
    if (run == 4) {
        return sample_run_instant(zone);
    }
    return run < 2 ? sample_run_result(zone, run == 1) : sample_run_empty(zone, run == 2);
}

static json_int_t sum_of(const json_t *list)
{
    json_int_t sum = 0;
    for (size_t at = 0; at < json_array_size(list); at++) {
        sum += json_integer_value(json_object_get(json_array_get(list, at), "event_count"));
    }
    return sum;
}

/* Every ratio has its parts, its value is theirs, and there is none where nothing divides. */
static void check_quotients(const json_t *value, size_t *out_count)
{
    const json_t *numerator = json_object_get(value, "numerator");
    const char *key = NULL;
    json_t *member = NULL;
    if (numerator != NULL) {
        const double denominator = json_number_value(json_object_get(value, "denominator"));
        const json_t *ratio = json_object_get(value, "value");
        assert_true(json_is_number(ratio) == (denominator > 0));
        if (denominator > 0) {
            const double is = json_number_value(numerator) / denominator;
            assert_true(fabs(json_number_value(ratio) - is) <= fabs(is) * 1e-6);
        }
        (*out_count)++;
        return;
    }
    json_object_foreach((json_t *)(uintptr_t)value, key, member)
    {
        check_quotients(member, out_count);
    }
    for (size_t at = 0; at < json_array_size(value); at++) {
        check_quotients(json_array_get(value, at), out_count);
    }
}

static void json_parses_its_sums_hold_and_each_ratio_has_its_parts(void **state)
{
    for (int run = 0; run < RUNS; run++) {
        struct cp_capacity_result *result = run_of(*state, run);
        char *text = written(cp_capacity_write_json, result, *state);
        json_error_t error;
        json_t *root = json_loads(text, JSON_REJECT_DUPLICATES, &error);
        assert_non_null(root);
        const json_t *arrivals = json_object_get(root, "arrivals");
        const json_int_t count =
            json_integer_value(json_object_get(json_object_get(root, "run"), "event_count"));
        size_t quotients = 0;
        assert_int_equal(count, result->event_count);
        assert_int_equal(sum_of(json_object_get(arrivals, "hours_of_day")), count);
        assert_int_equal(sum_of(json_object_get(arrivals, "weekdays")), count);
        assert_int_equal(sum_of(json_object_get(arrivals, "months")), count);
        if (run < 3) {
            assert_int_equal(sum_of(json_object_get(root, "steps")), count);
        }
        check_quotients(root, &quotients);
        assert_true(quotients >= 2 + 2 * CP_PEAK_COUNT + 2 * CP_RESOURCE_COUNT + 6);
        json_decref(root);
        free(text);
        free(result);
    }
}

static void no_document_speaks_of_what_is_no_number(void **state)
{
    static writer *const writers[] = {cp_capacity_write_json, cp_capacity_write_html};
    static const char *const wrong[] = {"nan",  "NaN",  "inf ",
                                        "inf,", ">inf", "-9223372036854775808"};
    for (int run = 0; run < RUNS; run++) {
        struct cp_capacity_result *result = run_of(*state, run);
        for (size_t at = 0; at < 2; at++) {
            char *text = written(writers[at], result, *state);
            for (size_t word = 0; word < sizeof(wrong) / sizeof(wrong[0]); word++) {
                assert_null(strstr(text, wrong[word]));
            }
            char *again = written(writers[at], result, *state);
            assert_string_equal(text, again);
            free(again);
            free(text);
        }
        free(result);
    }
}

static void a_page_asks_nobody_for_anything_and_runs_nothing(void **state)
{
    static const char *const wrong[] = {"<script", "src=", "@import", "url(", "<iframe", "onload"};
    struct cp_capacity_result *result = run_of(*state, 0);
    char *text = written(cp_capacity_write_html, result, *state);
    for (size_t at = 0; at < sizeof(wrong) / sizeof(wrong[0]); at++) {
        assert_null(strstr(text, wrong[at]));
    }
    assert_non_null(strstr(text, "<link rel=\"icon\" href=\"data:,\"/>"));
    free(text);
    free(result);
}

static void texts_of_others_stay_texts(void **state)
{
    struct cp_capacity_result *result = run_of(*state, 2);
    (void)snprintf(result->facts[CP_FACT_TOPIC], CP_FACT_MAX, "%s",
                   "<b>\"a\" & 'b'</b>\x01\xff \xef\xbf\xbf \xc3\xa6");
    char *text = written(cp_capacity_write_html, result, *state);
    assert_non_null(strstr(text, "&lt;b&gt;&quot;a&quot; &amp; 'b'&lt;/b&gt;\xef\xbf\xbd\xef\xbf"
                                 "\xbd \xef\xbf\xbd \xc3\xa6"));
    assert_null(strstr(text, "<b>"));
    free(text);
    char *json = written(cp_capacity_write_json, result, *state);
    json_t *root = json_loads(json, 0, NULL);
    assert_non_null(root);
    json_decref(root);
    free(json);
    free(result);
}

static void every_section_of_a_run_has_lines_and_every_cell_a_text(void **state)
{
    struct cp_panel *panel = cp_allocate(1, sizeof(*panel));
    for (int run = 0; run < RUNS; run++) {
        struct cp_capacity_result *result = run_of(*state, run);
        for (size_t at = 0; at < CP_PANEL_COUNT; at++) {
            cp_panel_fill(&cp_panel_rows[at], result, *state, panel);
            assert_true(run >= 2 || panel->line_count > 0);
            assert_true(run >= 2 || panel->row->kind == CP_PANEL_TABLE ||
                        cp_panel_largest(panel) > 0);
            for (size_t line = 0; line < panel->line_count; line++) {
                assert_true(panel->lines[line].label[0] != '\0');
                for (size_t column = 0; column < panel->row->column_count; column++) {
                    assert_true(panel->lines[line].cells[column].text[0] != '\0');
                }
            }
        }
        free(result);
    }
    free(panel);
}

static void the_first_answers_read_exactly_so(void **state)
{
    struct cp_headline headlines[CP_HEADLINE_COUNT];
    struct cp_capacity_result *result = run_of(*state, 0);
    cp_headlines_fill(result, headlines);
    assert_string_equal(headlines[0].value, "1,745,966");
    assert_string_equal(headlines[0].note, "in 9.3 s, start included (412 ms)");
    assert_string_equal(headlines[3].value, "3.91 ×");
    assert_string_equal(headlines[3].note, "this load: Counting thread");
    assert_string_equal(headlines[4].note, "to catch up 4,924 events of the worst four hours");
    free(result);
    result = run_of(*state, 3);
    cp_headlines_fill(result, headlines);
    assert_string_equal(headlines[0].value, "0");
    for (size_t at = 1; at < CP_HEADLINE_COUNT; at++) {
        assert_string_equal(headlines[at].value, "–");
    }
    free(result);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(json_parses_its_sums_hold_and_each_ratio_has_its_parts),
        cmocka_unit_test(no_document_speaks_of_what_is_no_number),
        cmocka_unit_test(a_page_asks_nobody_for_anything_and_runs_nothing),
        cmocka_unit_test(texts_of_others_stay_texts),
        cmocka_unit_test(every_section_of_a_run_has_lines_and_every_cell_a_text),
        cmocka_unit_test(the_first_answers_read_exactly_so),
    };
    return cmocka_run_group_tests(tests, sample_run_set_up, sample_run_tear_down);
}
