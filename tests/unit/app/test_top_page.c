/* The terminal picture, drawn from values made by hand. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "casepulse/aggregator/durations.h"
#include "casepulse/aggregator/figures.h"

#include "top_sample.h"
#include "top_table.h"
#include "top_text.h"

static void a_page_of_100_columns_reads_exactly_so(void **state)
{
    (void)state;
    const struct cp_view view = top_sample_view();
    const struct cp_top_choice choice = top_sample_choice();
    char *text = top_sample_text(&view, &choice, 100, NULL);
    assert_string_equal(
        text, "casepulse live: partial, as of 2013-05-21 13:05:09, lag 12,345 (3 s)\n"
              "published 1 s ago, seq 4,711, partitions 11/12, books balance\n"
              "events: 561,470 counted, 3 retracted, 5 duplicate, 12 refused\n"
              "window reportyear: 2012, 2012-04-01 through 2013-03-31, complete\n"
              "\n"
              "                            Com- Forma-        per 1,000        Upheld     Reversal "
              "        "
              "Retrac-\n"
              "     Inquiries Decisions plaints   lity Merits decisions  % of treated % of appeals "
              "Appeals "
              "  tions\n"
              "ALL    450,000   125,000     939    427    700     7.51  53.8 505/939     20.0 1/5* "
              "      6 "
              "      3\n"
              "OKF          0         0      -4      0      0        –     –     0/0        – 0/0  "
              "      0 "
              "      0\n"
              "BIF!         7         –       –      –      –        –     –                –      "
              "      –       –\n"
              "\n"
              "– no value   * few cases: read with care   ! some of it counts under _other\n");
    free(text);
}

static void changes_read_as_in_the_papers(void **state)
{
    (void)state;
    const struct cp_view view = top_sample_view();
    struct cp_top_choice choice = top_sample_choice();
    choice.against = CP_TOP_PREV;
    char *text = top_sample_text(&view, &choice, 200, NULL);
    top_sample_has(text,
                   "against reportyear-prev: 2011, 2011-04-01 through 2012-03-31, complete\n");
    /* 939, down from 1,103; of 0 and of less there is no percent, of no value no change. */
    top_sample_has(text, "939 -164 -14.9%");
    top_sample_has(text, "450,000 +450,000    –");
    top_sample_has(text, "125,000 +125,004 –");
    top_sample_has(text, "7.51    –");
    top_sample_has(text, "53.8 505/939  +3.8");
    free(text);
}

static void against_a_window_that_is_not_covered_no_change_is_shown(void **state)
{
    (void)state;
    struct cp_view view = top_sample_view();
    struct cp_top_choice choice = top_sample_choice();
    struct cp_value before[] = {{"from_ms", "1301608800000"},
                                {"to_ms", "1333231200000"},
                                {"label", "2011"},
                                {"complete", "1"},
                                {"covered", "0"}};
    view.against = (struct cp_values)VALUES(before);
    choice.against = CP_TOP_PREV;
    char *text = top_sample_text(&view, &choice, 120, NULL);
    top_sample_has(text, "2012-03-31, not covered: no change shown\n");
    assert_null(strstr(text, "+/-"));
    assert_null(strstr(text, "-14.9"));
    free(text);
}

static void durations_change_by_days(void **state)
{
    (void)state;
    const struct cp_view view = top_sample_view();
    struct cp_top_choice choice = top_sample_choice();
    choice.against = CP_TOP_LASTYEAR;
    choice.page = CP_TOP_PAGE_DECISIONS;
    char *text = top_sample_text(&view, &choice, 200, NULL);
    top_sample_has(text, "15.3  +1.3"); /* 15.25 - 14 = 1.25 */
    top_sample_has(text, "14   -7");
    free(text);
}

static void a_page_too_wide_is_written_in_parts_that_fit(void **state)
{
    (void)state;
    const struct cp_view view = top_sample_view();
    for (size_t width = 60; width <= 160; width += 20) {
        struct cp_top_choice choice = top_sample_choice();
        for (int page = 0; page < CP_TOP_PAGE_COUNT; page++) {
            size_t count = 0;
            choice.page = (enum cp_top_page_name)page;
            choice.against = (enum cp_top_period)(page % CP_TOP_PERIOD_COUNT);
            choice.language = (enum cp_top_language)(page % CP_TOP_LANGUAGE_COUNT);
            const struct cp_top_column *columns = cp_top_columns_of(choice.page, &count);
            char *text = top_sample_text(&view, &choice, width, NULL);
            for (size_t at = 0; at < count; at++) {
                char head[CP_TOP_HEAD_MAX];
                cp_top_column_head(&columns[at], choice.language, 1, head);
                top_sample_has(text, head);
            }
            for (char *line = strtok(text, "\n"); line != NULL; line = strtok(NULL, "\n")) {
                assert_true(cp_top_text_width(line, false) <= width);
            }
            free(text);
        }
    }
}

static void names_stand_where_there_is_room_and_cannot_steer_the_terminal(void **state)
{
    (void)state;
    const struct cp_view view = top_sample_view();
    struct cp_top_choice choice = top_sample_choice();
    char *text = top_sample_text(&view, &choice, 200, NULL);
    top_sample_has(text, "\nALL   The whole city       ");
    top_sample_has(text, "\nOKF   Økonomiforvaltningen ");
    top_sample_has(text, "\nBIF!  Job?[2Jcenter ");
    assert_null(strchr(text, '\x1b'));
    free(text);
    choice.language = CP_TOP_DANISH;
    text = top_sample_text(&view, &choice, 200, NULL);
    top_sample_has(text, "\nALL   Hele byen ");
    top_sample_has(text, "450.000");
    top_sample_has(text, "53,8 505/939");
    free(text);
}

static void a_missing_writer_and_an_absent_server_are_said_in_the_header(void **state)
{
    (void)state;
    struct cp_view view = top_sample_view();
    const struct cp_top_choice choice = top_sample_choice();
    view.has_writer = false;
    char *text = top_sample_text(&view, &choice, 100, NULL);
    top_sample_has(text, "NO WRITER: the heartbeat is missing, last published 2013-05-21 13:05:09");
    free(text);
    text = top_sample_text(&view, &choice, 100, "redis localhost:6379/0: Connection refused");
    top_sample_has(text, "WAITING: redis localhost:6379/0: Connection refused");
    free(text);
    const struct cp_view nothing = {.has_writer = false};
    text = top_sample_text(&nothing, &choice, 100, NULL);
    top_sample_has(text, "casepulse live: no figures yet at localhost:6379/0");
    top_sample_has(text, "last published never");
    free(text);
}

static void unbalanced_books_a_reason_and_an_uncovered_window_are_said(void **state)
{
    (void)state;
    struct cp_view view = top_sample_view();
    const struct cp_top_choice choice = top_sample_choice();
    struct cp_value meta[] = {
        {"seq", "1"}, {"state", "failed"}, {"balanced", "0"}, {"reason", "partition 3 stopped"}};
    struct cp_value window[] = {{"from_ms", "1333231200000"},
                                {"to_ms", "1364767200000"},
                                {"label", "2012"},
                                {"complete", "0"},
                                {"covered", "0"}};
    view.meta = (struct cp_values)VALUES(meta);
    view.window = (struct cp_values)VALUES(window);
    char *text = top_sample_text(&view, &choice, 100, NULL);
    top_sample_has(text, "BOOKS DO NOT BALANCE");
    top_sample_has(text, "reason: partition 3 stopped");
    top_sample_has(text, "running, not covered\n");
    free(text);
}

static void windows_of_hours_and_days_tell_what_they_cover(void **state)
{
    (void)state;
    struct cp_view view = top_sample_view();
    struct cp_top_choice choice = top_sample_choice();
    struct cp_value minutes[] = {{"from_ms", "1369130760000"},
                                 {"to_ms", "1369134360000"},
                                 {"label", "1h"},
                                 {"complete", "0"},
                                 {"covered", "1"}};
    struct cp_value day[] = {{"from_ms", "1369087200000"},
                             {"to_ms", "1369173600000"},
                             {"label", "2013-05-21"},
                             {"complete", "0"},
                             {"covered", "1"}};
    view.window = (struct cp_values)VALUES(minutes);
    char *text = top_sample_text(&view, &choice, 100, NULL);
    top_sample_has(text, ": 1h, 2013-05-21 12:06 to 2013-05-21 13:06, running\n");
    free(text);
    view.window = (struct cp_values)VALUES(day);
    choice.base = CP_WINDOW_DAY;
    text = top_sample_text(&view, &choice, 100, NULL);
    top_sample_has(text, "window day: 2013-05-21, running\n");
    free(text);
}

static bool is_duration(const char *figure)
{
    for (int at = 0; at < CP_PERCENTILE_COUNT; at++) {
        if (strcmp(cp_percentiles[at].id, figure) == 0) {
            return true;
        }
    }
    return false;
}

static void every_column_shows_a_figure_of_the_tables_as_what_it_is(void **state)
{
    (void)state;
    for (int page = 0; page < CP_TOP_PAGE_COUNT; page++) {
        size_t count = 0;
        const struct cp_top_column *columns =
            cp_top_columns_of((enum cp_top_page_name)page, &count);
        assert_in_range(count, 1, CP_TOP_COLUMNS_MAX);
        for (size_t at = 0; at < count; at++) {
            const char *figure = columns[at].figure;
            const int32_t scale = cp_top_kinds[columns[at].kind].scale;
            const int ratio = cp_ratio_find(figure);
            const int counter = cp_counter_find(figure);
            if (scale > 0) {
                assert_true(ratio >= 0 && cp_ratios[ratio].scale == scale);
            } else if (columns[at].kind == CP_TOP_DAYS) {
                assert_true(is_duration(figure));
            } else {
                assert_true(counter >= 0 && !cp_counters[counter].is_hidden);
            }
        }
    }
}

static void units_are_said_to_be_missing_in_windows_without_them(void **state)
{
    (void)state;
    const struct cp_view view = top_sample_view();
    struct cp_top_choice choice = top_sample_choice();
    (void)snprintf(choice.code, sizeof(choice.code), "BIF");
    choice.period = CP_TOP_LASTYEAR;
    char *text = top_sample_text(&view, &choice, 100, NULL);
    top_sample_has(text, "units are not published for this window\n");
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_page_of_100_columns_reads_exactly_so),
        cmocka_unit_test(changes_read_as_in_the_papers),
        cmocka_unit_test(against_a_window_that_is_not_covered_no_change_is_shown),
        cmocka_unit_test(durations_change_by_days),
        cmocka_unit_test(a_page_too_wide_is_written_in_parts_that_fit),
        cmocka_unit_test(names_stand_where_there_is_room_and_cannot_steer_the_terminal),
        cmocka_unit_test(a_missing_writer_and_an_absent_server_are_said_in_the_header),
        cmocka_unit_test(unbalanced_books_a_reason_and_an_uncovered_window_are_said),
        cmocka_unit_test(windows_of_hours_and_days_tell_what_they_cover),
        cmocka_unit_test(every_column_shows_a_figure_of_the_tables_as_what_it_is),
        cmocka_unit_test(units_are_said_to_be_missing_in_windows_without_them),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
