#include "generate_rhythm.h"

#include <assert.h>
#include <stddef.h>

#include "casepulse/base/assert.h"

#define CP_WEEKEND_WORK 50000u /* millionths of what falls on a free day that is done there */
#define CP_LATER_MS (2 * CP_MS_PER_HOUR)

/* Monday to Sunday; the first day of the week is the busiest. */
static const uint8_t cp_day_weights[7] = {115, 108, 104, 100, 80, 14, 10};
static const uint8_t cp_hour_weights[24] = {3,  2,   1,  1,  1,  3,  12, 45, 115, 140, 138, 118,
                                            98, 105, 92, 58, 30, 18, 14, 12, 10,  8,   6,   4};

struct cp_holiday {
    int8_t month, day;
};

static const struct cp_holiday cp_holidays[] = {{1, 1},   {6, 5},   {12, 24},
                                                {12, 25}, {12, 26}, {12, 31}};

void cp_rhythm_init(struct cp_rhythm *rhythm, const struct cp_zone *zone)
{
    rhythm->zone = zone;
    size_t at = 0;
    for (uint8_t hour = 0; hour < 24; hour++) {
        for (uint8_t i = 0; i < cp_hour_weights[hour]; i++) {
            CP_ASSERT(at < CP_RHYTHM_DAY);
            rhythm->hour_of_weight[at++] = hour;
        }
    }
    uint32_t week = 0;
    for (int i = 0; i < 7; i++) {
        week += cp_day_weights[i];
    }
    CP_ASSERT(at == CP_RHYTHM_DAY && week == CP_RHYTHM_WEEK);
}

static bool cp_day_is_holiday(int32_t day)
{
    const struct cp_civil civil = cp_civil_from_day(day);
    for (size_t i = 0; i < sizeof(cp_holidays) / sizeof(cp_holidays[0]); i++) {
        if (civil.month == cp_holidays[i].month && civil.day == cp_holidays[i].day) {
            return true;
        }
    }
    return false;
}

uint32_t cp_rhythm_day_weight(int32_t day)
{
    return cp_day_weights[cp_day_is_holiday(day) ? 6 : cp_day_weekday(day) - 1];
}

uint32_t cp_rhythm_hour_weight(int64_t hour)
{
    return cp_hour_weights[hour];
}

bool cp_rhythm_is_work_day(int32_t day)
{
    return cp_day_weekday(day) <= 5 && !cp_day_is_holiday(day);
}

int64_t cp_rhythm_work_ms(const struct cp_rhythm *rhythm, struct cp_random *random, int64_t at_ms,
                          int64_t after_ms)
{
    int32_t day = cp_zone_day(rhythm->zone, at_ms);
    const bool works_always = cp_random_happens(random, CP_WEEKEND_WORK);
    while (!works_always && !cp_rhythm_is_work_day(day)) {
        day++;
    }
    const uint64_t at = cp_random_below(random, CP_RHYTHM_DAY);
    const int64_t hour_ms = rhythm->hour_of_weight[at] * CP_MS_PER_HOUR;
    const int64_t minute_ms = cp_random_between(random, 0, CP_MS_PER_HOUR);
    const int64_t work_ms = cp_zone_day_start_ms(rhythm->zone, day) + hour_ms + minute_ms;
    return work_ms > after_ms ? work_ms : after_ms + 1 + minute_ms * CP_LATER_MS / CP_MS_PER_HOUR;
}
