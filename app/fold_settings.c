#include "fold_settings.h"

#include "casepulse/base/clock.h"

struct cp_fold_settings cp_fold_settings_of(const struct cp_settings *settings, int32_t balance_day)
{
    const int32_t horizon_days =
        (int32_t)cp_setting_number(settings, CP_SETTING_COUNT_HORIZON_DAYS);
    const int64_t as_of_ms = cp_setting_number(settings, CP_SETTING_PICTURE_AS_OF);
    const bool may_go_back = cp_setting_number(settings, CP_SETTING_SOURCE_ACCEPT_CREATE_TIME) != 0;
    return (struct cp_fold_settings){
        .zone = &settings->zone,
        .history_days = (int32_t)cp_setting_number(settings, CP_SETTING_COUNT_HISTORY_DAYS),
        .horizon_days = horizon_days,
        .skew_ms = (int32_t)(cp_setting_number(settings, CP_SETTING_COUNT_SKEW_MINUTES) *
                             CP_MS_PER_MINUTE),
        .max_units = (int32_t)cp_setting_number(settings, CP_SETTING_COUNT_MAX_UNITS),
        .keep_days = horizon_days + (may_go_back ? horizon_days : 1),
        .subjects = &settings->subjects,
        .balance_day = balance_day,
        .as_of_ms = as_of_ms != CP_INSTANT_NONE ? as_of_ms : INT64_MAX,
        .as_of_from_ms = cp_clock_wall_ms(),
    };
}
