/* On which days an event moves the backlogs. */
#include "backlog.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

static struct cp_zone zone;
static struct cp_dues dues;

static int load_the_municipality(void **state)
{
    (void)state;
    struct cp_failure failure;
    cp_dues_init(&dues);
    return cp_zone_load(CP_ZONE_MUNICIPALITY, &zone, &failure) == CP_OK ? 0 : -1;
}

static int32_t date(int32_t year, int32_t month, int32_t day)
{
    return cp_civil_to_day((struct cp_civil){year, month, day});
}

static void check(struct cp_fact fact, int32_t opened, int32_t filed, int32_t balance_day,
                  int32_t three, int32_t six)
{
    const struct cp_fold_settings settings = {.zone = &zone, .balance_day = balance_day};
    int32_t days[CP_BACKLOGS];
    fact.case_opened_ms =
        opened == CP_DAY_NONE ? CP_TIME_ABSENT : cp_zone_day_start_ms(&zone, opened);
    assert_true(cp_backlog_days(&settings, &dues, &fact, filed, days));
    assert_int_equal(days[0], three);
    assert_int_equal(days[1], six);
}

static void a_case_is_old_on_the_day_after_it_came_of_age(void **state)
{
    (void)state;
    const struct cp_fact opening = {.type = CP_EVENT_CASE_OPENED};
    check(opening, CP_DAY_NONE, date(2013, 1, 10), CP_DAY_NONE, date(2013, 4, 11),
          date(2013, 7, 11));
    check(opening, CP_DAY_NONE, date(2012, 11, 30), CP_DAY_NONE, date(2013, 3, 1),
          date(2013, 5, 31)); /* clipped to 28 February */
}

static void what_comes_later_counts_on_its_own_day(void **state)
{
    (void)state;
    const struct cp_fact closing = {.type = CP_EVENT_CASE_CLOSED};
    check(closing, date(2013, 1, 10), date(2013, 2, 1), CP_DAY_NONE, date(2013, 4, 11),
          date(2013, 7, 11));
    check(closing, date(2013, 1, 10), date(2013, 4, 12), CP_DAY_NONE, date(2013, 4, 12),
          date(2013, 7, 11));
    check(closing, date(2013, 1, 10), date(2014, 1, 1), CP_DAY_NONE, date(2014, 1, 1),
          date(2014, 1, 1));
}

static void older_cases_are_as_old_as_the_balances(void **state)
{
    (void)state;
    const struct cp_fact closing = {.type = CP_EVENT_CASE_CLOSED};
    check(closing, date(2005, 1, 10), date(2013, 1, 2), date(2013, 1, 1), date(2013, 4, 1),
          date(2013, 7, 1)); /* as if opened on 31 December */
    check(closing, date(2013, 1, 1), date(2013, 1, 2), date(2013, 1, 1), date(2013, 4, 2),
          date(2013, 7, 2));
}

static void events_without_age_leave_the_backlogs_alone(void **state)
{
    (void)state;
    const struct cp_fold_settings settings = {.zone = &zone, .balance_day = date(2013, 1, 1)};
    const int32_t filed = date(2013, 1, 1);
    int32_t days[CP_BACKLOGS];
    struct cp_fact fact = {.type = CP_EVENT_CASE_OPENED};
    assert_true(cp_backlog_days(&settings, &dues, &fact, filed, days));
    assert_false(
        cp_backlog_days(&settings, &dues, &fact, filed - 1, days)); /* before the balances */
    fact.type = CP_EVENT_CASE_REOPENED; /* nobody says when it was opened first */
    assert_false(cp_backlog_days(&settings, &dues, &fact, filed, days));
    fact.type = CP_EVENT_DECISION_MADE;
    fact.case_opened_ms = 1;
    assert_false(cp_backlog_days(&settings, &dues, &fact, filed, days));
}

/* Dates of which only a few can be remembered at once, in an order that meets each of them again.
 */
static void what_was_asked_before_changes_no_day(void **state)
{
    (void)state;
    const struct cp_fold_settings settings = {.zone = &zone, .balance_day = CP_DAY_NONE};
    const struct cp_fact opening = {.type = CP_EVENT_CASE_OPENED};
    for (int round = 0; round < 3; round++) {
        for (int32_t day = -30000; day < 90000; day += 1 + 1023 * (day % 2 == 0)) {
            int32_t days[CP_BACKLOGS];
            assert_true(cp_backlog_days(&settings, &dues, &opening, day, days));
            assert_int_equal(days[0], cp_day_add_months(day, 3) + 1);
            assert_int_equal(days[1], cp_day_add_months(day, 6) + 1);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_case_is_old_on_the_day_after_it_came_of_age),
        cmocka_unit_test(what_comes_later_counts_on_its_own_day),
        cmocka_unit_test(older_cases_are_as_old_as_the_balances),
        cmocka_unit_test(events_without_age_leave_the_backlogs_alone),
        cmocka_unit_test(what_was_asked_before_changes_no_day),
    };
    return cmocka_run_group_tests(tests, load_the_municipality, NULL);
}
