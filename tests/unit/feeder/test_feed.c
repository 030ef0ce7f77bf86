/* The flow without a broker: dry runs. */
#include "scratch.h"

#include "casepulse/feeder/feed.h"

#define MAPPING                                                                                    \
    "[file]\nsource = kmd\n[event CASE_OPENED]\nwhen = c\ncase_id = c\noccurred = o\n"             \
    "administration = a\n"

struct run {
    struct scratch scratch;
    struct cp_feed_report report;
    struct cp_failure failure;
};

static enum cp_status run(struct run *run, const char *mapping, const char *first_csv,
                          const char *second_csv)
{
    memset(run, 0, sizeof(*run));
    scratch_init(&run->scratch);
    const char *paths[2] = {scratch_text(&run->scratch, "first.csv", first_csv), NULL};
    if (second_csv != NULL) {
        paths[1] = scratch_text(&run->scratch, "second.csv", second_csv);
    }
    const struct cp_feed_options options = {.mapping_path =
                                                scratch_text(&run->scratch, "m", mapping),
                                            .csv_paths = paths,
                                            .csv_count = second_csv != NULL ? 2 : 1,
                                            .is_dry_run = true,
                                            .refused_shown_max = 1,
                                            .kafka = {.topic = "case-events"}};
    const enum cp_status status = cp_feed_run(&options, &run->report, &run->failure);
    scratch_done(&run->scratch);
    return status;
}

static void rows_of_all_files_are_counted(void **state)
{
    (void)state;
    struct run feed;
    assert_int_equal(run(&feed, MAPPING, "c,o,a\nC1,2013-05-21,7\n,,\n",
                         "o,c,a\n2013-05-21,C2,7\n2013-05-21,C3,\n"),
                     CP_OK);
    assert_int_equal(feed.report.files, 2);
    assert_int_equal(feed.report.rows, 4);
    assert_int_equal(feed.report.rows_without_event, 1);
    assert_int_equal(feed.report.events[CP_EVENT_CASE_OPENED], 3);
    assert_int_equal(feed.report.events_all, 3);
    assert_int_equal(feed.report.delivered, 0);
}

static void refused_rows_do_not_stop_the_others(void **state)
{
    (void)state;
    struct run feed;
    assert_int_equal(
        run(&feed, MAPPING, "c,o,a\nC1,2013-05-21,x\nC2\nC3,2013-05-21,7\nC4,2013-05-21,y\n", NULL),
        CP_DATA);
    assert_string_equal(feed.failure.text, "3 of 4 rows were refused");
    assert_int_equal(feed.report.rows_refused, 3);
    assert_int_equal(feed.report.events_all, 1);
}

static void wrong_header_in_the_last_file_is_known_before_the_first_is_sent(void **state)
{
    (void)state;
    struct run feed;
    assert_int_equal(run(&feed, MAPPING, "c,o,a\nC1,2013-05-21,7\n", "c,o\nC1,2013-05-21\n"),
                     CP_CONFIGURATION);
    assert_contains(feed.failure.text, "second.csv:1: no column \"a\"");
    assert_int_equal(feed.report.rows, 0);
}

static void wrong_mapping_ends_the_run_at_once(void **state)
{
    (void)state;
    struct run feed;
    assert_int_equal(run(&feed, MAPPING "unti = c\n", "c,o,a\n", NULL), CP_CONFIGURATION);
    assert_contains(feed.failure.text, "/m:8: [event CASE_OPENED] knows no \"unti\"");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_of_all_files_are_counted),
        cmocka_unit_test(refused_rows_do_not_stop_the_others),
        cmocka_unit_test(wrong_header_in_the_last_file_is_known_before_the_first_is_sent),
        cmocka_unit_test(wrong_mapping_ends_the_run_at_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
