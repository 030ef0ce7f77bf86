#include "periods.h"

#include <stdio.h>

#include "casepulse/base/assert.h"

#define CP_DAYS_PER_WEEK 7
#define CP_MONTHS_PER_YEAR 12

/* Either some days or some months long; the first of the months that begin a period, from 0. */
static const struct cp_period_row {
    int32_t days;
    int32_t months;
    int32_t first_month;
} cp_periods[] = {
    [CP_PERIOD_DAY] = {.days = 1},
    [CP_PERIOD_WEEK] = {.days = CP_DAYS_PER_WEEK},
    [CP_PERIOD_MONTH] = {.months = 1},
    [CP_PERIOD_QUARTER] = {.months = 3},
    [CP_PERIOD_HALFYEAR] = {.months = 6},
    [CP_PERIOD_YEAR] = {.months = CP_MONTHS_PER_YEAR},
    [CP_PERIOD_REPORTYEAR] = {.months = CP_MONTHS_PER_YEAR, .first_month = 3},
};

/* The first of a month, counted from year 0. */
static int32_t cp_month_start(int32_t month)
{
    return cp_civil_to_day(
        (struct cp_civil){month / CP_MONTHS_PER_YEAR, month % CP_MONTHS_PER_YEAR + 1, 1});
}

static int32_t cp_month_of(int32_t day)
{
    const struct cp_civil civil = cp_civil_from_day(day);
    return civil.year * CP_MONTHS_PER_YEAR + civil.month - 1;
}

int32_t cp_period_start(enum cp_period period, int32_t day)
{
    CP_ASSERT(period != CP_PERIOD_NONE);
    const struct cp_period_row *row = &cp_periods[period];
    if (row->days > 0) {
        return row->days == 1 ? day : day - (cp_day_weekday(day) - 1);
    }
    const int32_t month = cp_month_of(day) - row->first_month;
    return cp_month_start(month - month % row->months + row->first_month);
}

int32_t cp_period_step(enum cp_period period, int32_t start, int32_t steps)
{
    const struct cp_period_row *row = &cp_periods[period];
    return row->days > 0 ? start + steps * row->days
                         : cp_month_start(cp_month_of(start) + steps * row->months);
}

/* ISO 8601: a week belongs to the year of its Thursday; week 1 has the first of them. */
static void cp_iso_week(int32_t day, int32_t *out_year, int32_t *out_week)
{
    const int32_t thursday = day - cp_day_weekday(day) + 4;
    *out_year = cp_civil_from_day(thursday).year;
    const int32_t first = cp_civil_to_day((struct cp_civil){*out_year, 1, 1});
    *out_week = (thursday - first) / CP_DAYS_PER_WEEK + 1;
}

static int32_t cp_week_year_before(int32_t day)
{
    int32_t year = 0;
    int32_t week = 0;
    int32_t weeks = 0;
    cp_iso_week(day, &year, &week);
    /* 4 January always lies in week 1, 28 December in the last. */
    const int32_t first = cp_civil_to_day((struct cp_civil){year - 1, 1, 4});
    const int32_t last = cp_civil_to_day((struct cp_civil){year - 1, 12, 28});
    cp_iso_week(last, &year, &weeks);
    week = week < weeks ? week : weeks;
    const int32_t monday = cp_period_start(CP_PERIOD_WEEK, first);
    return monday + (week - 1) * CP_DAYS_PER_WEEK + cp_day_weekday(day) - 1;
}

int32_t cp_period_year_before(enum cp_period period, int32_t day)
{
    if (period == CP_PERIOD_WEEK) {
        return cp_week_year_before(day);
    }
    struct cp_civil civil = cp_civil_from_day(day);
    civil.year--;
    const int32_t length = cp_civil_month_length(civil.year, civil.month);
    civil.day = civil.day < length ? civil.day : length;
    return cp_civil_to_day(civil);
}

void cp_period_label(enum cp_period period, int32_t start, char out_label[16])
{
    const struct cp_civil civil = cp_civil_from_day(start);
    const unsigned year = (unsigned)civil.year % 10000u;
    const unsigned month = (unsigned)civil.month % 100u;
    int32_t iso_year = 0;
    int32_t week = 0;
    switch (period) {
    case CP_PERIOD_DAY:
        cp_day_format(start, out_label);
        return;
    case CP_PERIOD_WEEK:
        cp_iso_week(start, &iso_year, &week);
        (void)snprintf(out_label, 16, "%04u-W%02u", (unsigned)iso_year % 10000u,
                       (unsigned)week % 100u);
        return;
    case CP_PERIOD_MONTH:
        (void)snprintf(out_label, 16, "%04u-%02u", year, month);
        return;
    case CP_PERIOD_QUARTER:
        (void)snprintf(out_label, 16, "%04u-Q%u", year, (month + 2) / 3);
        return;
    case CP_PERIOD_HALFYEAR:
        (void)snprintf(out_label, 16, "%04u-H%u", year, (month + 5) / 6);
        return;
    case CP_PERIOD_YEAR:
    case CP_PERIOD_REPORTYEAR:
        (void)snprintf(out_label, 16, "%04u", year);
        return;
    case CP_PERIOD_NONE:
        break;
    }
    CP_BUG("every period has a label");
}
