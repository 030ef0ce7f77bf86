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

static void cp_due_find(int32_t opened, struct cp_due *out_due)
{
    out_due->opened = opened;
    for (int i = 0; i < CP_BACKLOGS; i++) {
        out_due->days[i] = cp_day_add_months(opened, cp_backlogs[i].months) + 1;
    }
}

void cp_dues_init(struct cp_dues *dues)
{
    for (int32_t day = 0; day < CP_DUES; day++) {
        cp_due_find(day, &dues->list[day]);
    }
}

static const struct cp_due *cp_dues_of(struct cp_dues *dues, int32_t opened)
{
    struct cp_due *due = &dues->list[(uint32_t)opened % CP_DUES];
    if (due->opened != opened) {
        cp_due_find(opened, due);
    }
    return due;
}

bool cp_backlog_days(const struct cp_fold_settings *settings, struct cp_dues *dues,
                     const struct cp_fact *fact, int32_t day, int32_t out_days[CP_BACKLOGS])
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
    const struct cp_due *due = cp_dues_of(dues, opened);
    for (int i = 0; i < CP_BACKLOGS; i++) {
        out_days[i] = day > due->days[i] ? day : due->days[i];
    }
    return true;
}
