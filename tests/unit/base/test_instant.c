#include "casepulse/base/instant.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

static struct cp_zone zone;

static int load_the_municipality(void **state)
{
    (void)state;
    struct cp_failure failure;
    return cp_zone_load(CP_ZONE_MUNICIPALITY, &zone, &failure) == CP_OK ? 0 : -1;
}

/* What is read, and the same instant as it is written. */
static void instants_are_read_as_iso_8601(void **state)
{
    (void)state;
    static const struct {
        const char *text, *utc;
    } rows[] = {
        {"2013-05-21", "2013-05-20T22:00:00.000Z"}, /* without a time: 00:00 local */
        {"2013-01-01", "2012-12-31T23:00:00.000Z"},
        {"2013-05-21T14:05", "2013-05-21T12:05:00.000Z"},
        {"2013-05-21 14:05", "2013-05-21T12:05:00.000Z"},
        {"2013-05-21T14:05:09", "2013-05-21T12:05:09.000Z"},
        {"2013-05-21T14:05:09.123", "2013-05-21T12:05:09.123Z"},
        {"2013-05-21T14:05:09.1", "2013-05-21T12:05:09.100Z"},
        {"2013-05-21T14:05:09.12", "2013-05-21T12:05:09.120Z"},
        {"2013-05-21T14:05Z", "2013-05-21T14:05:00.000Z"},
        {"2013-05-21T14:05:09Z", "2013-05-21T14:05:09.000Z"},
        {"2013-05-21T14:05:09.120Z", "2013-05-21T14:05:09.120Z"},
        {"2013-05-21T14:05:09.999+02:00", "2013-05-21T12:05:09.999Z"},
        {"2013-05-21T14:05-03:30", "2013-05-21T17:35:00.000Z"},
        {"2013-05-21 00:00+00:00", "2013-05-21T00:00:00.000Z"},
        {"2013-12-31T23:59:59.999Z", "2013-12-31T23:59:59.999Z"},
        {"1969-12-31T23:59:59.999Z", "1969-12-31T23:59:59.999Z"},
        {"1900-01-01T00:00:00.001Z", "1900-01-01T00:00:00.001Z"},
        {"2012-02-29T12:00Z", "2012-02-29T12:00:00.000Z"},
        /* A doubled local time is the first, a skipped one moves on. */
        {"2013-10-27T02:30", "2013-10-27T00:30:00.000Z"},
        {"2013-03-31T02:30", "2013-03-31T01:30:00.000Z"},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        int64_t utc_ms = 0;
        if (!cp_instant_parse(&zone, rows[i].text, &utc_ms)) {
            fail_msg("\"%s\" was not read", rows[i].text);
        }
        char text[25];
        cp_instant_format(utc_ms, text);
        assert_string_equal(text, rows[i].utc);
    }
}

static void anything_else_is_refused(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "",
        "2013",
        "2013-05",
        "2013-5-21",
        "13-05-21",
        "2013-02-29",
        "2013-13-01",
        "2013-00-10",
        "2013-04-31",
        "0000-01-01",
        "2013-05-21T",
        "2013-05-21 ",
        "2013-05-21T14",
        "2013-05-21T1:05",
        "2013-05-21T24:00",
        "2013-05-21T23:60",
        "2013-05-21T23:59:60",
        "2013-05-21T14:05:",
        "2013-05-21T14:05:09.",
        "2013-05-21T14:05:09.Z",
        "2013-05-21T14:05 Z",
        "2013-05-21T14:05z",
        "2013-05-21T14:05+2",
        "2013-05-21T14:05+02",
        "2013-05-21T14:05+24:00",
        "2013-05-21T14:05+02:60",
        "2013-05-21T14:05Zx",
        "2013-05-21T14:05+02:00x",
        " 2013-05-21",
        "2013-05-21x",
        "2013/05/21",
        "21-05-2013",
        "2013-05-21t14:05",
        "20130521",
        "-013-05-21",
        "2013-05-21T-4:05",
        "2013-05-21T14:05\n",
        /* Forms of the standard that the header does not promise. */
        "2013-05-21T14:05:09,123",
        "2013-05-21T14:05:09.1234",
        "2013-05-21T14:05+0200",
        "2013-05-21T1405",
        "2013-W21-2",
        "2013-141",
    };
    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        int64_t utc_ms = 42;
        if (cp_instant_parse(&zone, texts[i], &utc_ms)) {
            fail_msg("\"%s\" was read", texts[i]);
        }
        assert_int_equal(utc_ms, 42);
    }
}

static void days_are_read_alone(void **state)
{
    (void)state;
    int32_t day = 0;
    assert_true(cp_instant_parse_day("2013-05-21", &day));
    assert_int_equal(day, 15846);
    assert_true(cp_instant_parse_day("1969-12-31", &day));
    assert_int_equal(day, -1);
    assert_false(cp_instant_parse_day("2013-02-29", &day));
    assert_false(cp_instant_parse_day("", &day));
    assert_int_equal(day, -1);
}

static void a_refused_day_leaves_the_result_alone(void **state)
{
    (void)state;
    int32_t day = 42;
    assert_false(cp_instant_parse_day("2013-05-21T00:00", &day));
    assert_false(cp_instant_parse_day("2013-05-21 ", &day));
    assert_int_equal(day, 42);
}

static void instants_are_written_in_utc_with_milliseconds(void **state)
{
    (void)state;
    static const struct {
        int64_t utc_ms;
        const char *text;
    } rows[] = {
        {0, "1970-01-01T00:00:00.000Z"},
        {-1, "1969-12-31T23:59:59.999Z"},
        {INT64_C(1364691600000), "2013-03-31T01:00:00.000Z"},
        {INT64_C(-2208988800000), "1900-01-01T00:00:00.000Z"},
        {INT64_C(7258118399999), "2199-12-31T23:59:59.999Z"},
        {INT64_C(-86400000), "1969-12-31T00:00:00.000Z"},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        char text[25];
        cp_instant_format(rows[i].utc_ms, text);
        assert_string_equal(text, rows[i].text);
    }
}

static void what_was_written_is_read_again(void **state)
{
    (void)state;
    for (int64_t ms = INT64_C(-2208988800000); ms < INT64_C(7258118400000);
         ms += INT64_C(40000000123)) {
        char text[25];
        int64_t again_ms = 0;
        cp_instant_format(ms, text);
        assert_true(cp_instant_parse(&zone, text, &again_ms));
        assert_int_equal(again_ms, ms);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(instants_are_read_as_iso_8601),
        cmocka_unit_test(anything_else_is_refused),
        cmocka_unit_test(days_are_read_alone),
        cmocka_unit_test(a_refused_day_leaves_the_result_alone),
        cmocka_unit_test(instants_are_written_in_utc_with_milliseconds),
        cmocka_unit_test(what_was_written_is_read_again),
    };
    return cmocka_run_group_tests(tests, load_the_municipality, NULL);
}
