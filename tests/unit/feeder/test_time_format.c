#include "scratch.h"

#include "casepulse/base/instant.h"
#include "time_format.h"

static struct cp_zone zone;

static int load_zone(void **state)
{
    (void)state;
    struct cp_failure failure;
    return cp_zone_load(CP_ZONE_MUNICIPALITY, &zone, &failure) != CP_OK;
}

struct time_case {
    const char *format;
    const char *text;
    const char *iso; /* NULL: refused */
};

static void texts_are_read_as_the_format_says(void **state)
{
    (void)state;
    static const struct time_case cases[] = {
        {"%d-%m-%Y", "21-05-2013", "2013-05-21"},
        {"%d-%m-%Y", "1-5-2013", "2013-05-01"},
        {"%d.%m.%Y %H:%M", "21.05.2013 14:07", "2013-05-21T14:07"},
        {"%Y%m%d%H%M%S", "20130521140709", "2013-05-21T14:07:09"},
        {"%Y-%m-%dT00:00:00Z", "2006-07-24T00:00:00Z", "2006-07-24"},
        {"%Y-%m-%dT%H:%M:%S%z", "2006-07-24T00:00:00Z", "2006-07-24T00:00:00Z"},
        {"%Y-%m-%dT%H:%M:%S%z", "2006-07-24T00:00:00+05:30", "2006-07-24T00:00:00+05:30"},
        {"%Y-%m-%dT%H:%M:%S%z", "2006-07-24T00:00:00-0100", "2006-07-24T00:00:00-01:00"},
        {"%d %% %m %Y", "29 % 02 2012", "2012-02-29"},
        {"%d-%m-%Y %H:%M", "27-10-2013 02:30", "2013-10-27T02:30:00+02:00"}, /* doubled: first */
        {"%d-%m-%Y %H:%M", "31-03-2013 02:30", "2013-03-31T03:30:00+02:00"}, /* skipped: later */
        {"%d-%m-%Y", "29-02-2013", NULL},
        {"%d-%m-%Y", "21-13-2013", NULL},
        {"%d-%m-%Y", "21-05-13", NULL},
        {"%d-%m-%Y", "21-05-2013 ", NULL},
        {"%d-%m-%Y", " 21-05-2013", NULL},
        {"%d-%m-%Y", "21/05/2013", NULL},
        {"%d-%m-%Y", "", NULL},
        {"%d-%m-%Y %H:%M", "21-05-2013 24:00", NULL},
        {"%d-%m-%Y %H:%M:%S", "21-05-2013 23:59:60", NULL},
        {"%Y-%m-%d%z", "2006-07-24z", NULL},
        {"%Y-%m-%d%z", "2006-07-24+24:00", NULL},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        int64_t expected_ms = 0;
        int64_t utc_ms = 0;
        print_message("%s by %s\n", cases[i].text, cases[i].format);
        const bool is_read = cp_time_format_parse(&zone, cases[i].format, cases[i].text, &utc_ms);
        assert_int_equal(is_read, cases[i].iso != NULL);
        if (is_read) {
            assert_true(cp_instant_parse(&zone, cases[i].iso, &expected_ms));
            assert_int_equal(utc_ms, expected_ms);
        }
    }
}

static void format_needs_each_part_of_the_date_once(void **state)
{
    (void)state;
    assert_true(cp_time_format_is_valid("%d-%m-%Y"));
    assert_true(cp_time_format_is_valid("%Y%m%d %H%M%S%z%%"));
    assert_false(cp_time_format_is_valid(""));
    assert_false(cp_time_format_is_valid("%d-%m"));
    assert_false(cp_time_format_is_valid("%d-%m-%Y %d"));
    assert_false(cp_time_format_is_valid("%d-%m-%y"));
    assert_false(cp_time_format_is_valid("%d-%m-%Y %"));
    assert_false(cp_time_format_is_valid("%d-%b-%Y"));
    assert_false(cp_time_format_is_valid("%d-%m-%Y %H:%H"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(texts_are_read_as_the_format_says),
        cmocka_unit_test(format_needs_each_part_of_the_date_once),
    };
    return cmocka_run_group_tests(tests, load_zone, NULL);
}
