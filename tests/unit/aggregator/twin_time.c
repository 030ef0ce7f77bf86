/* Durations, deadlines and backlogs, by the words of the rules and calendar dates. */
#include "twin.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The same date so many months later, or the last one of that month. */
static int32_t months_later(int32_t day, int months)
{
    struct cp_civil civil = cp_civil_from_day(day);
    for (int i = 0; i < months; i++) {
        civil.month++;
        if (civil.month == 13) {
            civil.month = 1;
            civil.year++;
        }
    }
    while (!cp_civil_is_valid(civil)) {
        civil.day--;
    }
    return cp_civil_to_day(civil);
}

/* First days of the buckets, one after the other as rule 19 says. */
static int bucket_of(int32_t days)
{
    int bucket = -1;
    int32_t first = 0;
    int32_t width = 1;
    while (first <= days && first <= 4095) {
        bucket++;
        first += width;
        if (first >= 64 && (first & (first - 1)) == 0) {
            width *= 2; /* 32 of them made a doubling, or 64 single days */
        }
    }
    return bucket;
}

int64_t twin_weight_of_times(const struct cp_zone *zone, const struct cp_fact *fact, const char *id)
{
    const int32_t date = cp_zone_day(zone, fact->occurred_ms);
    const int32_t deadline = cp_zone_day(zone, fact->deadline_ms);
    const int32_t applied = cp_zone_day(zone, fact->applied_ms);
    const bool is_timed = fact->applied_ms != 0 && date >= applied;
    const bool is_service = is_timed && fact->has_service_target;
    if (strcmp(id, "decisions.with_deadline") == 0) {
        return fact->deadline_ms != 0;
    }
    if (strcmp(id, "decisions.past_deadline") == 0) {
        return fact->deadline_ms != 0 && date > deadline;
    }
    if (strcmp(id, "decisions.timed") == 0) {
        return is_timed;
    }
    if (strcmp(id, "decisions.days") == 0) {
        return is_timed ? date - applied : 0;
    }
    if (strncmp(id, "decisions.bucket.", 17) == 0) {
        return is_timed && bucket_of(date - applied) == atoi(id + 17);
    }
    if (strcmp(id, "decisions.service") == 0) {
        return is_service;
    }
    if (strcmp(id, "decisions.service_3m") == 0) {
        return is_service && date <= months_later(applied, 3);
    }
    if (strcmp(id, "decisions.service_6m") == 0) {
        return is_service && date <= months_later(applied, 6);
    }
    return -1;
}

int twin_flow(const struct cp_fact *fact)
{
    switch ((int)fact->type) {
    case CP_EVENT_CASE_OPENED:
    case CP_EVENT_CASE_REOPENED:
    case CP_EVENT_UNIT_CHANGED:
        return 1;
    case CP_EVENT_CASE_CLOSED:
        return -1;
    default:
        return 0;
    }
}

int32_t twin_backlog_day(const struct cp_fold_settings *settings, const struct cp_fact *fact,
                         int months)
{
    const int32_t balance = settings->balance_day;
    const int32_t date = cp_zone_day(settings->zone, fact->occurred_ms);
    const bool is_opening = fact->type == CP_EVENT_CASE_OPENED;
    if (twin_flow(fact) == 0 || (balance != CP_DAY_NONE && date < balance) ||
        (!is_opening && fact->case_opened_ms == 0)) {
        return CP_DAY_NONE;
    }
    int32_t opened = is_opening ? date : cp_zone_day(settings->zone, fact->case_opened_ms);
    if (balance != CP_DAY_NONE && opened < balance) {
        opened = balance - 1;
    }
    int32_t day = date;
    while (months_later(opened, months) >= day) {
        day++; /* to the first day after the case came of age */
    }
    return day;
}
