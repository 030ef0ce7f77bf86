#include "backlog.h"

#include "columns.h"

const struct cp_backlog_row cp_backlogs[CP_BACKLOGS] = {
    {CP_COUNTER_BACKLOG_FLOW_3M, 3},
    {CP_COUNTER_BACKLOG_FLOW_6M, 6},
};

/* The date on which the case was first opened; CP_DAY_NONE: not known. */
static int32_t cp_opening_day(const struct cp_zone *zone, const struct cp_fact *fact, int32_t day)
{
    if (fact->type == CP_EVENT_CASE_OPENED) {
        return day;
    }
    return fact->case_opened_ms == CP_TIME_ABSENT ? CP_DAY_NONE
                                                  : cp_zone_day(zone, fact->case_opened_ms);
}

bool cp_backlog_days(const struct cp_fold_settings *settings, const struct cp_fact *fact,
                     int32_t day, int32_t out_days[CP_BACKLOGS])
{
    const int32_t balance_day = settings->balance_day;
    const bool has_balances = balance_day != CP_DAY_NONE;
    if (cp_flow_of(fact) == 0 || (has_balances && day < balance_day)) {
        return false;
    }
    int32_t opened = cp_opening_day(settings->zone, fact, day);
    if (opened == CP_DAY_NONE) {
        return false;
    }
    if (has_balances && opened < balance_day) {
        opened = balance_day - 1; /* the opening balances are as old as that */
    }
    for (int i = 0; i < CP_BACKLOGS; i++) {
        const int32_t due = cp_day_add_months(opened, cp_backlogs[i].months) + 1;
        out_days[i] = day > due ? day : due;
    }
    return true;
}
