#include "count_settings.h"

#include "casepulse/base/clock.h"

struct cp_decoder_rules cp_decoder_rules_of(const struct cp_settings *settings)
{
    return (struct cp_decoder_rules){
        .zone = &settings->zone,
        .refuse_ten_digits = cp_setting_number(settings, CP_SETTING_COUNT_REFUSE_TEN_DIGITS) != 0,
    };
}

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

struct cp_picture_settings cp_picture_settings_of(const struct cp_settings *settings,
                                                  const struct cp_organisation *organisation,
                                                  const struct cp_catalogue *catalogue)
{
    return (struct cp_picture_settings){
        .zone = &settings->zone,
        .data_from = (int32_t)cp_setting_number(settings, CP_SETTING_PICTURE_DATA_FROM),
        .publish_days = (int32_t)cp_setting_number(settings, CP_SETTING_PICTURE_PUBLISH_DAYS),
        .catalogue = catalogue,
        .organisation = organisation,
    };
}
