#include "casepulse/aggregator/windows.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "casepulse/base/instant.h"

static struct cp_zone zone;

static int load_the_municipality(void **state)
{
    (void)state;
    struct cp_failure failure;
    return cp_zone_load(CP_ZONE_MUNICIPALITY, &zone, &failure) == CP_OK ? 0 : -1;
}

static int64_t instant(const char *text)
{
    int64_t utc_ms = 0;
    if (!cp_instant_parse(&zone, text, &utc_ms)) {
        fail_msg("\"%s\" is no instant", text);
    }
    return utc_ms;
}

/* What a window covers, borders in UTC to the millisecond. */
struct expected {
    const char *as_of; /* local time, or UTC with a Z */
    const char *window;
    const char *from, *to;
    const char *label;
    bool is_complete;
};

/* Bounds in steps say the same as the instants. */
static void check_steps(const struct cp_window_bounds *bounds, int64_t as_of_ms)
{
    const enum cp_resolution resolution = bounds->resolution;
    assert_int_equal(bounds->from_at, cp_resolution_at(resolution, &zone, bounds->from_ms));
    assert_int_equal(bounds->from_at, cp_resolution_at(resolution, &zone, bounds->from_ms - 1) + 1);
    assert_int_equal(bounds->to_at, cp_resolution_at(resolution, &zone, bounds->to_ms));
    assert_int_equal(bounds->to_at, cp_resolution_at(resolution, &zone, bounds->to_ms - 1) + 1);
    const int32_t last = cp_zone_day(&zone, bounds->to_ms - 1);
    const int32_t today = cp_zone_day(&zone, as_of_ms);
    assert_int_equal(bounds->last_day, last < today ? last : today);
}

static void check_all(const struct expected *rows, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const struct expected *row = &rows[i];
        const int window = cp_window_find(row->window);
        assert_true(window >= 0);
        const struct cp_window_bounds bounds =
            cp_window_at(&zone, (enum cp_window)window, instant(row->as_of));
        char from[25];
        char to[25];
        cp_instant_format(bounds.from_ms, from);
        cp_instant_format(bounds.to_ms, to);
        if (strcmp(from, row->from) != 0 || strcmp(to, row->to) != 0 ||
            strcmp(bounds.label, row->label) != 0 || bounds.is_complete != row->is_complete) {
            fail_msg("%s at %s: [%s, %s) \"%s\" %d", row->window, row->as_of, from, to,
                     bounds.label, bounds.is_complete);
        }
        check_steps(&bounds, instant(row->as_of));
    }
}

#define CHECK_ALL(rows) check_all(rows, sizeof(rows) / sizeof((rows)[0]))

static void a_plain_tuesday_in_may(void **state)
{
    (void)state;
    static const char *const noon = "2013-05-21T12:00";
    const struct expected rows[] = {
        {noon, "1h", "2013-05-21T09:01:00.000Z", "2013-05-21T10:01:00.000Z", "1h", false},
        {noon, "24h", "2013-05-20T10:01:00.000Z", "2013-05-21T10:01:00.000Z", "24h", false},
        {noon, "7d", "2013-05-14T11:00:00.000Z", "2013-05-21T11:00:00.000Z", "7d", false},
        {noon, "30d", "2013-04-21T11:00:00.000Z", "2013-05-21T11:00:00.000Z", "30d", false},
        {noon, "90d", "2013-02-20T11:00:00.000Z", "2013-05-21T11:00:00.000Z", "90d", false},
        {noon, "365d", "2012-05-21T22:00:00.000Z", "2013-05-21T22:00:00.000Z", "365d", false},
        {noon, "day", "2013-05-20T22:00:00.000Z", "2013-05-21T22:00:00.000Z", "2013-05-21", false},
        {noon, "day-prev", "2013-05-19T22:00:00.000Z", "2013-05-20T22:00:00.000Z", "2013-05-20",
         true},
        {noon, "day-lastyear", "2012-05-20T22:00:00.000Z", "2012-05-21T22:00:00.000Z", "2012-05-21",
         true},
        {noon, "week", "2013-05-19T22:00:00.000Z", "2013-05-26T22:00:00.000Z", "2013-W21", false},
        {noon, "week-prev", "2013-05-12T22:00:00.000Z", "2013-05-19T22:00:00.000Z", "2013-W20",
         true},
        {noon, "week-lastyear", "2012-05-20T22:00:00.000Z", "2012-05-22T22:00:00.000Z", "2012-W21",
         true},
        {noon, "month", "2013-04-30T22:00:00.000Z", "2013-05-31T22:00:00.000Z", "2013-05", false},
        {noon, "month-prev", "2013-03-31T22:00:00.000Z", "2013-04-30T22:00:00.000Z", "2013-04",
         true},
        {noon, "month-lastyear", "2012-04-30T22:00:00.000Z", "2012-05-21T22:00:00.000Z", "2012-05",
         true},
        {noon, "quarter", "2013-03-31T22:00:00.000Z", "2013-06-30T22:00:00.000Z", "2013-Q2", false},
        {noon, "quarter-prev", "2012-12-31T23:00:00.000Z", "2013-03-31T22:00:00.000Z", "2013-Q1",
         true},
        {noon, "quarter-lastyear", "2012-03-31T22:00:00.000Z", "2012-05-21T22:00:00.000Z",
         "2012-Q2", true},
        {noon, "halfyear", "2012-12-31T23:00:00.000Z", "2013-06-30T22:00:00.000Z", "2013-H1",
         false},
        {noon, "halfyear-prev", "2012-06-30T22:00:00.000Z", "2012-12-31T23:00:00.000Z", "2012-H2",
         true},
        {noon, "halfyear-lastyear", "2011-12-31T23:00:00.000Z", "2012-05-21T22:00:00.000Z",
         "2012-H1", true},
        {noon, "year", "2012-12-31T23:00:00.000Z", "2013-12-31T23:00:00.000Z", "2013", false},
        {noon, "year-prev", "2011-12-31T23:00:00.000Z", "2012-12-31T23:00:00.000Z", "2012", true},
        {noon, "year-lastyear", "2011-12-31T23:00:00.000Z", "2012-05-21T22:00:00.000Z", "2012",
         true},
        {noon, "reportyear", "2013-03-31T22:00:00.000Z", "2014-03-31T22:00:00.000Z", "2013", false},
        {noon, "reportyear-prev", "2012-03-31T22:00:00.000Z", "2013-03-31T22:00:00.000Z", "2012",
         true},
        {noon, "reportyear-lastyear", "2012-03-31T22:00:00.000Z", "2012-05-21T22:00:00.000Z",
         "2012", true},
    };
    assert_int_equal(sizeof(rows) / sizeof(rows[0]), CP_WINDOW_COUNT);
    CHECK_ALL(rows);
}

static void a_period_is_complete_from_its_last_millisecond(void **state)
{
    (void)state;
    static const struct expected rows[] = {
        {"2013-05-21T23:59:59.998", "day", "2013-05-20T22:00:00.000Z", "2013-05-21T22:00:00.000Z",
         "2013-05-21", false},
        {"2013-05-21T23:59:59.999", "day", "2013-05-20T22:00:00.000Z", "2013-05-21T22:00:00.000Z",
         "2013-05-21", true},
        {"2013-05-22T00:00", "day", "2013-05-21T22:00:00.000Z", "2013-05-22T22:00:00.000Z",
         "2013-05-22", false},
        {"2013-12-31T23:59:59.998", "year", "2012-12-31T23:00:00.000Z", "2013-12-31T23:00:00.000Z",
         "2013", false},
        {"2013-12-31T23:59:59.999", "year", "2012-12-31T23:00:00.000Z", "2013-12-31T23:00:00.000Z",
         "2013", true},
        {"2014-01-01T00:00", "year", "2013-12-31T23:00:00.000Z", "2014-12-31T23:00:00.000Z", "2014",
         false},
        {"2014-03-31T23:59:59.999", "reportyear", "2013-03-31T22:00:00.000Z",
         "2014-03-31T22:00:00.000Z", "2013", true},
        {"2014-03-31T23:59:59.998", "reportyear", "2013-03-31T22:00:00.000Z",
         "2014-03-31T22:00:00.000Z", "2013", false},
        /* Windows that end before today always are over. */
        {"2014-01-01T00:00", "year-prev", "2012-12-31T23:00:00.000Z", "2013-12-31T23:00:00.000Z",
         "2013", true},
        {"2014-01-01T00:00", "day-prev", "2013-12-30T23:00:00.000Z", "2013-12-31T23:00:00.000Z",
         "2013-12-31", true},
    };
    CHECK_ALL(rows);
}

static void the_reporting_year_turns_on_the_first_of_april(void **state)
{
    (void)state;
    static const struct expected rows[] = {
        {"2013-03-31T23:59:59.999", "reportyear", "2012-03-31T22:00:00.000Z",
         "2013-03-31T22:00:00.000Z", "2012", true},
        {"2013-03-31T23:59:59.999", "reportyear-prev", "2011-03-31T22:00:00.000Z",
         "2012-03-31T22:00:00.000Z", "2011", true},
        /* On the period's last day all of the year before, here 366 days. */
        {"2013-03-31T12:00", "reportyear-lastyear", "2011-03-31T22:00:00.000Z",
         "2012-03-31T22:00:00.000Z", "2011", true},
        {"2013-04-01T00:00", "reportyear", "2013-03-31T22:00:00.000Z", "2014-03-31T22:00:00.000Z",
         "2013", false},
        {"2013-04-01T00:00", "reportyear-prev", "2012-03-31T22:00:00.000Z",
         "2013-03-31T22:00:00.000Z", "2012", true},
        {"2013-04-01T00:00", "reportyear-lastyear", "2012-03-31T22:00:00.000Z",
         "2012-04-01T22:00:00.000Z", "2012", true},
        {"2013-03-30T12:00", "reportyear-lastyear", "2011-03-31T22:00:00.000Z",
         "2012-03-30T22:00:00.000Z", "2011", true},
        /* January to March belong to the reporting year before. */
        {"2014-01-15T12:00", "reportyear", "2013-03-31T22:00:00.000Z", "2014-03-31T22:00:00.000Z",
         "2013", false},
        {"2014-01-15T12:00", "reportyear-lastyear", "2012-03-31T22:00:00.000Z",
         "2013-01-15T23:00:00.000Z", "2012", true},
        {"2014-01-15T12:00", "reportyear-prev", "2012-03-31T22:00:00.000Z",
         "2013-03-31T22:00:00.000Z", "2012", true},
    };
    CHECK_ALL(rows);
}

static void the_leap_day_becomes_the_28th(void **state)
{
    (void)state;
    static const struct expected rows[] = {
        {"2012-02-29T12:00", "day-lastyear", "2011-02-27T23:00:00.000Z", "2011-02-28T23:00:00.000Z",
         "2011-02-28", true},
        {"2012-02-29T12:00", "year-lastyear", "2010-12-31T23:00:00.000Z",
         "2011-02-28T23:00:00.000Z", "2011", true},
        {"2012-02-29T12:00", "reportyear-lastyear", "2010-03-31T22:00:00.000Z",
         "2011-02-28T23:00:00.000Z", "2010", true},
        {"2012-02-29T12:00", "day-prev", "2012-02-27T23:00:00.000Z", "2012-02-28T23:00:00.000Z",
         "2012-02-28", true},
        /* The year after: 28 February stays the 28th, 1 March is 1 March. */
        {"2013-02-28T12:00", "year-lastyear", "2011-12-31T23:00:00.000Z",
         "2012-02-28T23:00:00.000Z", "2012", true},
        {"2013-03-01T12:00", "day-lastyear", "2012-02-29T23:00:00.000Z", "2012-03-01T23:00:00.000Z",
         "2012-03-01", true},
        {"2013-03-01T12:00", "year-lastyear", "2011-12-31T23:00:00.000Z",
         "2012-03-01T23:00:00.000Z", "2012", true},
        {"2013-03-01T12:00", "day-prev", "2013-02-27T23:00:00.000Z", "2013-02-28T23:00:00.000Z",
         "2013-02-28", true},
    };
    CHECK_ALL(rows);
}

static void the_last_day_of_a_year_compares_whole_years(void **state)
{
    (void)state;
    static const struct expected rows[] = {
        {"2012-12-31T12:00", "year-lastyear", "2010-12-31T23:00:00.000Z",
         "2011-12-31T23:00:00.000Z", "2011", true},
        {"2012-12-30T12:00", "year-lastyear", "2010-12-31T23:00:00.000Z",
         "2011-12-30T23:00:00.000Z", "2011", true},
        {"2013-01-01T00:00", "year-lastyear", "2011-12-31T23:00:00.000Z",
         "2012-01-01T23:00:00.000Z", "2012", true},
    };
    CHECK_ALL(rows);
}

static void days_of_23_and_25_hours_are_whole_days(void **state)
{
    (void)state;
    static const struct expected rows[] = {
        {"2013-03-31T01:59:59.999", "day", "2013-03-30T23:00:00.000Z", "2013-03-31T22:00:00.000Z",
         "2013-03-31", false},
        {"2013-03-31T03:00", "day", "2013-03-30T23:00:00.000Z", "2013-03-31T22:00:00.000Z",
         "2013-03-31", false},
        {"2013-10-27T00:59:59.999Z", "day", "2013-10-26T22:00:00.000Z", "2013-10-27T23:00:00.000Z",
         "2013-10-27", false},
        {"2013-10-27T22:59:59.999Z", "day", "2013-10-26T22:00:00.000Z", "2013-10-27T23:00:00.000Z",
         "2013-10-27", true},
        {"2013-10-28T12:00", "day-prev", "2013-10-26T22:00:00.000Z", "2013-10-27T23:00:00.000Z",
         "2013-10-27", true},
        {"2027-03-29T12:00", "day-lastyear", "2026-03-28T23:00:00.000Z", "2026-03-29T22:00:00.000Z",
         "2026-03-29", true},
    };
    CHECK_ALL(rows);
}

/* To the end of the current minute or UTC hour, always as long as its name, and never complete. */
static void rolling_windows_end_with_the_current_step(void **state)
{
    (void)state;
    static const struct expected rows[] = {
        {"2013-05-21T11:59:59.999", "1h", "2013-05-21T09:00:00.000Z", "2013-05-21T10:00:00.000Z",
         "1h", false},
        {"2013-05-21T12:00:59.999", "1h", "2013-05-21T09:01:00.000Z", "2013-05-21T10:01:00.000Z",
         "1h", false},
        {"2013-05-21T11:59:59.999", "90d", "2013-02-20T10:00:00.000Z", "2013-05-21T10:00:00.000Z",
         "90d", false},
        {"2013-05-21T12:59:59.999", "7d", "2013-05-14T11:00:00.000Z", "2013-05-21T11:00:00.000Z",
         "7d", false},
        /* Nights on which clocks change: hours stay hours, 365 days whole local ones. */
        {"2013-03-31T03:00", "1h", "2013-03-31T00:01:00.000Z", "2013-03-31T01:01:00.000Z", "1h",
         false},
        {"2013-03-31T23:59:59.999", "24h", "2013-03-30T22:00:00.000Z", "2013-03-31T22:00:00.000Z",
         "24h", false},
        {"2013-10-27T02:30", "24h", "2013-10-26T00:31:00.000Z", "2013-10-27T00:31:00.000Z", "24h",
         false},
        {"2013-10-27T01:30:00Z", "7d", "2013-10-20T02:00:00.000Z", "2013-10-27T02:00:00.000Z", "7d",
         false},
        {"2013-10-27T22:59:59.999Z", "365d", "2012-10-27T22:00:00.000Z", "2013-10-27T23:00:00.000Z",
         "365d", false},
        {"2013-03-31T00:00", "365d", "2012-03-31T22:00:00.000Z", "2013-03-31T22:00:00.000Z", "365d",
         false},
        {"1969-12-31T23:59:59.999Z", "1h", "1969-12-31T23:00:00.000Z", "1970-01-01T00:00:00.000Z",
         "1h", false},
        {"1969-12-31T22:59:59.999Z", "7d", "1969-12-24T23:00:00.000Z", "1969-12-31T23:00:00.000Z",
         "7d", false},
    };
    CHECK_ALL(rows);
}

static void weeks_are_those_of_iso_8601(void **state)
{
    (void)state;
    static const struct expected rows[] = {
        /* 31 December 2012 was a Monday of week 1. */
        {"2012-12-30T23:59:59.999", "week", "2012-12-23T23:00:00.000Z", "2012-12-30T23:00:00.000Z",
         "2012-W52", true},
        {"2012-12-31T00:00", "week", "2012-12-30T23:00:00.000Z", "2013-01-06T23:00:00.000Z",
         "2013-W01", false},
        {"2012-12-31T00:00", "week-lastyear", "2012-01-01T23:00:00.000Z",
         "2012-01-02T23:00:00.000Z", "2012-W01", true},
        /* 2009 and 2015 have a week 53, the years before them none: 52, on the same weekday. */
        {"2010-01-03T12:00", "week", "2009-12-27T23:00:00.000Z", "2010-01-03T23:00:00.000Z",
         "2009-W53", false},
        {"2010-01-03T12:00", "week-lastyear", "2008-12-21T23:00:00.000Z",
         "2008-12-28T23:00:00.000Z", "2008-W52", true},
        {"2009-12-31T12:00", "week-lastyear", "2008-12-21T23:00:00.000Z",
         "2008-12-25T23:00:00.000Z", "2008-W52", true},
        {"2016-01-01T12:00", "week-lastyear", "2014-12-21T23:00:00.000Z",
         "2014-12-26T23:00:00.000Z", "2014-W52", true},
        {"2016-01-04T00:00", "week-prev", "2015-12-27T23:00:00.000Z", "2016-01-03T23:00:00.000Z",
         "2015-W53", true},
        {"2016-01-04T00:00", "week-lastyear", "2014-12-28T23:00:00.000Z",
         "2014-12-29T23:00:00.000Z", "2015-W01", true},
        /* A week of 167 hours and one of 169. */
        {"2013-03-31T23:59:59.999", "week", "2013-03-24T23:00:00.000Z", "2013-03-31T22:00:00.000Z",
         "2013-W13", true},
        {"2013-10-27T22:59:59.998Z", "week", "2013-10-20T22:00:00.000Z", "2013-10-27T23:00:00.000Z",
         "2013-W43", false},
    };
    CHECK_ALL(rows);
}

static void months_quarters_and_halfyears_turn_with_their_last_day(void **state)
{
    (void)state;
    static const struct expected rows[] = {
        /* The last day of February compares with all of it, however long. */
        {"2013-02-28T12:00", "month-lastyear", "2012-01-31T23:00:00.000Z",
         "2012-02-29T23:00:00.000Z", "2012-02", true},
        {"2012-02-29T12:00", "month-lastyear", "2011-01-31T23:00:00.000Z",
         "2011-02-28T23:00:00.000Z", "2011-02", true},
        {"2012-02-28T12:00", "month-lastyear", "2011-01-31T23:00:00.000Z",
         "2011-02-28T23:00:00.000Z", "2011-02", true},
        {"2013-01-31T23:59:59.999", "month", "2012-12-31T23:00:00.000Z", "2013-01-31T23:00:00.000Z",
         "2013-01", true},
        {"2013-01-31T23:59:59.998", "month-prev", "2012-11-30T23:00:00.000Z",
         "2012-12-31T23:00:00.000Z", "2012-12", true},
        {"2013-03-31T23:59:59.999", "quarter", "2012-12-31T23:00:00.000Z",
         "2013-03-31T22:00:00.000Z", "2013-Q1", true},
        {"2013-04-01T00:00", "quarter", "2013-03-31T22:00:00.000Z", "2013-06-30T22:00:00.000Z",
         "2013-Q2", false},
        {"2013-03-31T12:00", "quarter-lastyear", "2011-12-31T23:00:00.000Z",
         "2012-03-31T22:00:00.000Z", "2012-Q1", true},
        {"2013-01-01T00:00", "quarter-prev", "2012-09-30T22:00:00.000Z", "2012-12-31T23:00:00.000Z",
         "2012-Q4", true},
        {"2013-06-30T23:59:59.999", "halfyear", "2012-12-31T23:00:00.000Z",
         "2013-06-30T22:00:00.000Z", "2013-H1", true},
        {"2013-07-01T00:00", "halfyear", "2013-06-30T22:00:00.000Z", "2013-12-31T23:00:00.000Z",
         "2013-H2", false},
        {"2013-07-01T00:00", "halfyear-lastyear", "2012-06-30T22:00:00.000Z",
         "2012-07-01T22:00:00.000Z", "2012-H2", true},
        {"2013-07-01T00:00", "halfyear-prev", "2012-12-31T23:00:00.000Z",
         "2013-06-30T22:00:00.000Z", "2013-H1", true},
    };
    CHECK_ALL(rows);
}

/* Where a gauge is read: on the window's last date, or today while it runs. */
static void gauges_are_read_on_the_last_date_or_today(void **state)
{
    (void)state;
    static const struct {
        const char *as_of, *window;
        struct cp_civil last;
    } rows[] = {
        {"2013-05-21T12:00", "year", {2013, 5, 21}},
        {"2013-05-21T12:00", "year-prev", {2012, 12, 31}},
        {"2013-05-21T12:00", "year-lastyear", {2012, 5, 21}},
        {"2013-05-21T12:00", "90d", {2013, 5, 21}},
        {"2013-05-21T23:59:59.999", "1h", {2013, 5, 21}},
        {"2013-05-22T00:00", "1h", {2013, 5, 22}},
        {"2013-12-31T23:59:59.999", "reportyear", {2013, 12, 31}},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        const int window = cp_window_find(rows[i].window);
        const struct cp_window_bounds bounds =
            cp_window_at(&zone, (enum cp_window)window, instant(rows[i].as_of));
        assert_int_equal(bounds.last_day, cp_civil_to_day(rows[i].last));
    }
}

/* Day by day through fifteen years: windows meet without a gap and hold today. */
static void windows_fit_together_on_every_day(void **state)
{
    (void)state;
    const int32_t end = cp_civil_to_day((struct cp_civil){2027, 1, 1});
    for (int32_t day = cp_civil_to_day((struct cp_civil){2012, 1, 1}); day < end; day++) {
        const int64_t as_of_ms = cp_zone_day_start_ms(&zone, day + 1) - 1;
        for (int window = CP_WINDOW_DAY; window < CP_WINDOW_COUNT; window += 3) {
            const struct cp_window_bounds now =
                cp_window_at(&zone, (enum cp_window)window, as_of_ms);
            const struct cp_window_bounds before =
                cp_window_at(&zone, (enum cp_window)(window + 1), as_of_ms);
            const struct cp_window_bounds lastyear =
                cp_window_at(&zone, (enum cp_window)(window + 2), as_of_ms);
            assert_true(now.from_at <= day && day < now.to_at);
            assert_int_equal(before.to_at, now.from_at);
            assert_int_equal(before.to_ms, now.from_ms);
            assert_int_equal(now.is_complete, now.to_at == day + 1);
            assert_true(before.is_complete && lastyear.is_complete);
            /* As many days as so far this year, but for the leap day. */
            const int32_t so_far = day + 1 - now.from_at;
            assert_in_range(lastyear.to_at - lastyear.from_at, so_far - 1, so_far + 1);
            assert_true(lastyear.to_at <= now.from_at);
        }
    }
}

static void windows_are_found_by_name(void **state)
{
    (void)state;
    static const char *const names[] = {
        "1h",
        "24h",
        "7d",
        "30d",
        "90d",
        "365d",
        "day",
        "day-prev",
        "day-lastyear",
        "week",
        "week-prev",
        "week-lastyear",
        "month",
        "month-prev",
        "month-lastyear",
        "quarter",
        "quarter-prev",
        "quarter-lastyear",
        "halfyear",
        "halfyear-prev",
        "halfyear-lastyear",
        "year",
        "year-prev",
        "year-lastyear",
        "reportyear",
        "reportyear-prev",
        "reportyear-lastyear",
    };
    static const char *const unit_names = " 24h 30d day month year reportyear reportyear-prev ";
    assert_int_equal(sizeof(names) / sizeof(names[0]), CP_WINDOW_COUNT);
    for (int i = 0; i < CP_WINDOW_COUNT; i++) {
        assert_int_equal(cp_window_find(names[i]), i);
        char spaced[32];
        (void)snprintf(spaced, sizeof(spaced), " %s ", names[i]);
        const bool is_unit = strstr(unit_names, spaced) != NULL;
        assert_int_equal(cp_windows[i].is_unit, is_unit);
    }
    assert_int_equal(cp_window_find("fortnight"), -1);
    assert_int_equal(cp_window_find(""), -1);
    assert_int_equal(cp_window_find("DAY"), -1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_plain_tuesday_in_may),
        cmocka_unit_test(a_period_is_complete_from_its_last_millisecond),
        cmocka_unit_test(the_reporting_year_turns_on_the_first_of_april),
        cmocka_unit_test(the_leap_day_becomes_the_28th),
        cmocka_unit_test(the_last_day_of_a_year_compares_whole_years),
        cmocka_unit_test(days_of_23_and_25_hours_are_whole_days),
        cmocka_unit_test(rolling_windows_end_with_the_current_step),
        cmocka_unit_test(weeks_are_those_of_iso_8601),
        cmocka_unit_test(months_quarters_and_halfyears_turn_with_their_last_day),
        cmocka_unit_test(gauges_are_read_on_the_last_date_or_today),
        cmocka_unit_test(windows_fit_together_on_every_day),
        cmocka_unit_test(windows_are_found_by_name),
    };
    return cmocka_run_group_tests(tests, load_the_municipality, NULL);
}
