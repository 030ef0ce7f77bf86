/* The calendar against a walk from day to day that knows only the lengths of the months. */
#include "casepulse/base/zone.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#define FIRST_YEAR 1900
#define LAST_YEAR 2200
#define FIRST_DAY (-25567) /* 1900-01-01, a Monday: 70 years with 17 leap days before 1970 */

struct walker {
    int32_t year, month, date;
    int32_t weekday;
};

static int32_t length_of(int32_t year, int32_t month)
{
    switch (month) {
    case 2:
        return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0 ? 29 : 28;
    case 4:
    case 6:
    case 9:
    case 11:
        return 30;
    default:
        return 31;
    }
}

static void walk_on(struct walker *walker)
{
    walker->weekday = walker->weekday == 7 ? 1 : walker->weekday + 1;
    walker->date++;
    if (walker->date > length_of(walker->year, walker->month)) {
        walker->date = 1;
        walker->month++;
    }
    if (walker->month > 12) {
        walker->month = 1;
        walker->year++;
    }
}

static void every_day_of_three_centuries_agrees_with_a_walk(void **state)
{
    (void)state;
    struct walker walker = {FIRST_YEAR, 1, 1, 1};
    for (int32_t day = FIRST_DAY; walker.year <= LAST_YEAR; day++) {
        const struct cp_civil civil = {walker.year, walker.month, walker.date};
        assert_int_equal(cp_civil_to_day(civil), day);
        const struct cp_civil back = cp_civil_from_day(day);
        assert_int_equal(back.year, walker.year);
        assert_int_equal(back.month, walker.month);
        assert_int_equal(back.day, walker.date);
        assert_int_equal(cp_day_weekday(day), walker.weekday);
        assert_true(cp_civil_is_valid(civil));
        assert_int_equal(cp_civil_month_length(walker.year, walker.month),
                         length_of(walker.year, walker.month));
        walk_on(&walker);
    }
}

static void known_days_have_their_numbers_and_weekdays(void **state)
{
    (void)state;
    static const struct {
        struct cp_civil civil;
        int32_t day, weekday;
    } knowns[] = {
        {{1970, 1, 1}, 0, 4},        /* Thursday */
        {{1969, 12, 31}, -1, 3},     /* Wednesday */
        {{2000, 2, 29}, 11016, 2},   /* Tuesday */
        {{2013, 5, 21}, 15846, 2},   /* Tuesday */
        {{2100, 3, 1}, 47541, 1},    /* Monday; 2100 has no leap day */
        {{1, 1, 1}, -719162, 1},     /* Monday */
        {{9999, 12, 31}, 2932896, 5} /* Friday */
    };
    for (size_t i = 0; i < sizeof(knowns) / sizeof(knowns[0]); i++) {
        assert_int_equal(cp_civil_to_day(knowns[i].civil), knowns[i].day);
        assert_int_equal(cp_day_weekday(knowns[i].day), knowns[i].weekday);
    }
}

static void dates_that_do_not_exist_are_not_valid(void **state)
{
    (void)state;
    static const struct cp_civil wrong[] = {
        {2013, 2, 29}, {1900, 2, 29}, {2100, 2, 29}, {2000, 2, 30}, {2013, 4, 31},
        {2013, 13, 1}, {2013, 0, 1},  {2013, 1, 0},  {2013, 1, 32}, {0, 1, 1},
        {10000, 1, 1}, {-4, 2, 29},   {2013, -1, 1}, {2013, 1, -1}, {2013, 11, 31},
    };
    for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
        assert_false(cp_civil_is_valid(wrong[i]));
    }
    assert_true(cp_civil_is_valid((struct cp_civil){2000, 2, 29}));
    assert_true(cp_civil_is_valid((struct cp_civil){2012, 2, 29}));
    assert_true(cp_civil_is_valid((struct cp_civil){1, 1, 1}));
    assert_true(cp_civil_is_valid((struct cp_civil){9999, 12, 31}));
}

static void days_are_written_with_leading_zeroes(void **state)
{
    (void)state;
    static const struct {
        struct cp_civil civil;
        const char *text;
    } rows[] = {
        {{2013, 5, 21}, "2013-05-21"},
        {{987, 6, 5}, "0987-06-05"},
        {{9999, 12, 31}, "9999-12-31"},
        {{1969, 1, 2}, "1969-01-02"},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        char text[11];
        cp_day_format(cp_civil_to_day(rows[i].civil), text);
        assert_string_equal(text, rows[i].text);
    }
}

static void months_are_added_up_to_the_end_of_the_month(void **state)
{
    (void)state;
    static const struct {
        struct cp_civil from;
        int32_t months;
        struct cp_civil to;
    } rows[] = {
        {{2013, 1, 15}, 3, {2013, 4, 15}},   {{2013, 1, 31}, 1, {2013, 2, 28}},
        {{2012, 1, 31}, 1, {2012, 2, 29}},   {{2013, 11, 30}, 3, {2014, 2, 28}},
        {{2013, 8, 31}, 6, {2014, 2, 28}},   {{2013, 12, 31}, 6, {2014, 6, 30}},
        {{2012, 2, 29}, 12, {2013, 2, 28}},  {{2013, 3, 31}, -1, {2013, 2, 28}},
        {{2013, 1, 1}, -1, {2012, 12, 1}},   {{2013, 12, 1}, 1, {2014, 1, 1}},
        {{1969, 12, 31}, 2, {1970, 2, 28}},  {{2013, 5, 21}, 0, {2013, 5, 21}},
        {{2013, 12, 31}, 14, {2015, 2, 28}},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        assert_int_equal(cp_day_add_months(cp_civil_to_day(rows[i].from), rows[i].months),
                         cp_civil_to_day(rows[i].to));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(months_are_added_up_to_the_end_of_the_month),
        cmocka_unit_test(every_day_of_three_centuries_agrees_with_a_walk),
        cmocka_unit_test(known_days_have_their_numbers_and_weekdays),
        cmocka_unit_test(dates_that_do_not_exist_are_not_valid),
        cmocka_unit_test(days_are_written_with_leading_zeroes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
