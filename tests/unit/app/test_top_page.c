/* The terminal picture, drawn from values made by hand. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "casepulse/aggregator/figures.h"

#include "top_json.h"
#include "top_number.h"
#include "top_page.h"

#define VALUES(array)                                                                              \
    {                                                                                              \
        sizeof(array) / sizeof((array)[0]), array                                                  \
    }

static struct cp_value meta_values[] = {{"schema", "1"},
                                        {"seq", "4711"},
                                        {"as_of_ms", "1369134309000"},
                                        {"lag_records", "12345"},
                                        {"balanced", "1"},
                                        {"state", "live"},
                                        {"reason", ""},
                                        {"published_at_ms", "1369134309000"}};
static struct cp_value window_values[] = {{"from_ms", "1333231200000"},
                                          {"to_ms", "1364767200000"},
                                          {"label", "2012"},
                                          {"complete", "1"},
                                          {"covered", "1"}};
static struct cp_value book_values[] = {{"all.counted", "561470"},
                                        {"all.retracted", "3"},
                                        {"all.duplicate", "5"},
                                        {"all.malformed", "2"},
                                        {"all.too_late", "10"}};
static struct cp_value city_values[] = {{"inquiries", "450000"},
                                        {"decisions", "125000"},
                                        {"complaints", "1103"},
                                        {"complaints.kind.formality", "427"},
                                        {"complaints.kind.merits", "700"},
                                        {"complaints_per_1000_decisions", "8.8240"},
                                        {"complaints_per_1000_decisions.num", "1103"},
                                        {"complaints_per_1000_decisions.den", "125000"},
                                        {"upheld_share", "53.7806"},
                                        {"upheld_share.num", "505"},
                                        {"upheld_share.den", "939"},
                                        {"reversal_rate", "20.0000"},
                                        {"reversal_rate.num", "1"},
                                        {"reversal_rate.den", "5"},
                                        {"reversal_rate.small", "1"},
                                        {"appeals", "6"},
                                        {"retractions", "3"}};
static struct cp_value empty_values[] = {{"inquiries", "0"},
                                         {"decisions", "0"},
                                         {"complaints", "-4"},
                                         {"complaints.kind.formality", "0"},
                                         {"complaints.kind.merits", "0"},
                                         {"complaints_per_1000_decisions.num", "-4"},
                                         {"complaints_per_1000_decisions.den", "0"},
                                         {"upheld_share.num", "0"},
                                         {"upheld_share.den", "0"},
                                         {"reversal_rate.num", "0"},
                                         {"reversal_rate.den", "0"},
                                         {"appeals", "0"},
                                         {"retractions", "0"}};

static struct cp_view_row rows[] = {{.name = "ALL", .figures = VALUES(city_values)},
                                    {.name = "OKF", .figures = VALUES(empty_values)}};
static struct cp_zone zone;

static struct cp_view sample_view(void)
{
    return (struct cp_view){.has_writer = true,
                            .meta = VALUES(meta_values),
                            .window = VALUES(window_values),
                            .books = VALUES(book_values),
                            .row_count = 2,
                            .rows = rows};
}

static char *page_text(const struct cp_view *view, int width, const char *trouble)
{
    const struct cp_top_page page = {.namespace_name = "live",
                                     .place = "localhost:6379/0",
                                     .view = view,
                                     .zone = &zone,
                                     .window = CP_WINDOW_REPORTYEAR,
                                     .trouble = trouble,
                                     .width = width};
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    cp_top_page_write(out, &page);
    (void)fclose(out);
    return text;
}

static void assert_contains(const char *text, const char *part)
{
    if (strstr(text, part) == NULL) {
        fail_msg("\"%s\" is not in:\n%s", part, text);
    }
}

static void a_page_of_100_columns_reads_exactly_so(void **state)
{
    (void)state;
    const struct cp_view view = sample_view();
    char *text = page_text(&view, 100, NULL);
    assert_string_equal(
        text, "casepulse live: live, as of 2013-05-21 13:05:09, lag 12,345, seq 4711\n"
              "events: 561,470 counted, 3 retracted, 5 duplicate, 12 refused  books balance\n"
              "window reportyear: 2012, 2012-04-01 through 2013-03-31, complete\n"
              "\n"
              "                           Com- Forma-        per 1,000        Upheld     Reversal"
              "         Retrac-\n"
              "    Inquiries Decisions plaints   lity Merits decisions  % of treated % of appeals"
              " Appeals   tions\n"
              "ALL   450,000   125,000   1,103    427    700     8.82  53.8 505/939     20.0 1/5*"
              "       6       3\n"
              "OKF         0         0      -4      0      0        –         – 0/0        – 0/0 "
              "       0       0\n"
              "\n"
              "– no value (nothing to divide by)   * few cases: read with care\n");
    free(text);
}

static void every_line_fits_at_100_and_at_80_columns(void **state)
{
    (void)state;
    const struct cp_view view = sample_view();
    static const int widths[] = {100, 80, 60};
    for (size_t at = 0; at < 3; at++) {
        char *text = page_text(&view, widths[at], NULL);
        for (char *line = strtok(text, "\n"); line != NULL; line = strtok(NULL, "\n")) {
            assert_true(cp_top_text_width(line) <= (size_t)widths[at]);
        }
        free(text);
    }
}

static void a_narrow_page_says_what_it_leaves_out(void **state)
{
    (void)state;
    const struct cp_view view = sample_view();
    char *text = page_text(&view, 80, NULL);
    assert_contains(text, "left out for width: ");
    assert_contains(text, "retractions");
    assert_contains(text, "53.8 505/939");
    assert_contains(text, "20.0 1/5*");
    assert_null(strstr(text, "Retrac-"));
    free(text);
}

static void a_missing_writer_and_an_absent_server_are_said_in_the_header(void **state)
{
    (void)state;
    struct cp_view view = sample_view();
    view.has_writer = false;
    char *text = page_text(&view, 100, NULL);
    assert_contains(text,
                    "NO WRITER: the heartbeat is missing, last published 2013-05-21 13:05:09");
    free(text);
    text = page_text(&view, 100, "redis localhost:6379/0: Connection refused");
    assert_contains(text, "WAITING: redis localhost:6379/0: Connection refused");
    free(text);
    const struct cp_view nothing = {.has_writer = false};
    text = page_text(&nothing, 100, NULL);
    assert_contains(text, "casepulse live: no figures yet at localhost:6379/0");
    assert_contains(text, "last published never");
    free(text);
}

static void unbalanced_books_a_reason_and_an_uncovered_window_are_said(void **state)
{
    (void)state;
    struct cp_view view = sample_view();
    struct cp_value meta[] = {
        {"seq", "1"}, {"state", "failed"}, {"balanced", "0"}, {"reason", "partition 3 stopped"}};
    struct cp_value window[] = {{"from_ms", "1333231200000"},
                                {"to_ms", "1364767200000"},
                                {"label", "2012"},
                                {"complete", "0"},
                                {"covered", "0"}};
    view.meta = (struct cp_values)VALUES(meta);
    view.window = (struct cp_values)VALUES(window);
    char *text = page_text(&view, 100, NULL);
    assert_contains(text, "BOOKS DO NOT BALANCE");
    assert_contains(text, "reason: partition 3 stopped");
    assert_contains(text, "running, begins before the data does");
    free(text);
}

static void every_column_shows_a_published_figure(void **state)
{
    (void)state;
    for (size_t at = 0; at < CP_TOP_COLUMN_COUNT; at++) {
        const struct cp_top_column *column = &cp_top_columns[at];
        if (column->kind == CP_TOP_COUNT) {
            assert_true(cp_counter_find(column->figure) >= 0);
            continue;
        }
        const int ratio = cp_ratio_find(column->figure);
        assert_true(ratio >= 0);
        assert_int_equal(cp_ratios[ratio].scale, column->kind == CP_TOP_PERCENT ? 100 : 1000);
        assert_true(cp_ratios[ratio].is_unit);
    }
}

static void counts_are_grouped_by_thousands(void **state)
{
    (void)state;
    static const struct {
        int64_t count;
        const char *text;
    } samples[] = {{0, "0"},
                   {999, "999"},
                   {1000, "1,000"},
                   {-999, "-999"},
                   {-1000, "-1,000"},
                   {1234567, "1,234,567"},
                   {INT64_MIN, "-9,223,372,036,854,775,808"}};
    for (size_t at = 0; at < sizeof(samples) / sizeof(samples[0]); at++) {
        char text[CP_TOP_NUMBER_MAX];
        cp_top_count_text(samples[at].count, text);
        assert_string_equal(text, samples[at].text);
    }
}

static void ratios_are_rounded_once_from_their_two_numbers(void **state)
{
    (void)state;
    char text[CP_TOP_NUMBER_MAX];
    cp_top_ratio_text(24, 129, 100, 0, "-", text);
    assert_string_equal(text, "19");
    cp_top_ratio_text(24, 129, 100, 1, "-", text);
    assert_string_equal(text, "18.6");
    /* 0.04999995 %: the published 0.0500 would round up to 0.1, the numbers do not. */
    cp_top_ratio_text(4999995, INT64_C(10000000000), 100, 1, "-", text);
    assert_string_equal(text, "0.0");
    cp_top_ratio_text(1, 8, 100, 0, "-", text);
    assert_string_equal(text, "13");
    cp_top_ratio_text(12345, 1, 100, 1, "-", text);
    assert_string_equal(text, "1,234,500.0");
    cp_top_ratio_text(1, 0, 100, 1, "-", text);
    assert_string_equal(text, "-");
    cp_top_ratio_text(-1, 10, 100, 1, "-", text);
    assert_string_equal(text, "-");
}

static void json_holds_numbers_and_says_null_for_no_value(void **state)
{
    (void)state;
    const struct cp_view view = sample_view();
    const struct cp_top_page page = {.namespace_name = "live",
                                     .place = "",
                                     .view = &view,
                                     .zone = &zone,
                                     .window = CP_WINDOW_REPORTYEAR,
                                     .width = 100};
    char *text = NULL;
    size_t size = 0;
    struct cp_failure failure;
    FILE *out = open_memstream(&text, &size);
    assert_int_equal(cp_top_json_write(out, &page, &failure), CP_OK);
    (void)fclose(out);
    assert_contains(text, "\"upheld_share\": 53.7806,");
    assert_contains(text, "\"upheld_share\": null,");
    assert_contains(text, "\"complaints\": -4,");
    assert_contains(text, "\"label\": \"2012\",");
    assert_contains(text, "\"reason\": \"\"");
    assert_contains(text, "\"seq\": 4711,");
    free(text);
}

static int load_zone(void **state)
{
    (void)state;
    struct cp_failure failure;
    return cp_zone_load(CP_ZONE_MUNICIPALITY, &zone, &failure) == CP_OK ? 0 : -1;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_page_of_100_columns_reads_exactly_so),
        cmocka_unit_test(every_line_fits_at_100_and_at_80_columns),
        cmocka_unit_test(a_narrow_page_says_what_it_leaves_out),
        cmocka_unit_test(a_missing_writer_and_an_absent_server_are_said_in_the_header),
        cmocka_unit_test(unbalanced_books_a_reason_and_an_uncovered_window_are_said),
        cmocka_unit_test(every_column_shows_a_published_figure),
        cmocka_unit_test(counts_are_grouped_by_thousands),
        cmocka_unit_test(ratios_are_rounded_once_from_their_two_numbers),
        cmocka_unit_test(json_holds_numbers_and_says_null_for_no_value),
    };
    return cmocka_run_group_tests(tests, load_zone, NULL);
}
