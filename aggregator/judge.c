#include "judge.h"

static int64_t cp_utc_day(int64_t utc_ms)
{
    return utc_ms / CP_MS_PER_DAY - (utc_ms % CP_MS_PER_DAY < 0);
}

enum cp_reason cp_judge(const struct cp_fold_settings *settings, const struct cp_record *record,
                        int64_t largest_arrival_ms)
{
    if (record->reason != CP_REASON_NONE) {
        return record->reason;
    }
    const int64_t behind_days = cp_utc_day(largest_arrival_ms) - cp_utc_day(record->arrival_ms);
    if (behind_days > settings->horizon_days) {
        return CP_REASON_TOO_LATE_ARRIVAL;
    }
    /* Of a retraction the time of the event that it takes back (rule 14). */
    const int64_t occurred_ms = record->event->fact.occurred_ms;
    if (occurred_ms > record->arrival_ms + settings->skew_ms) {
        return CP_REASON_TOO_FAR_AHEAD_AHEAD;
    }
    const int32_t day = cp_zone_day(settings->zone, occurred_ms);
    if (day < cp_zone_day(settings->zone, record->arrival_ms) - settings->history_days) {
        return CP_REASON_TOO_LATE_DATE;
    }
    return CP_REASON_NONE;
}
