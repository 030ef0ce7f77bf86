/* Dates of the proleptic Gregorian calendar as day numbers.
 *
 * The conversions count in 400-year eras of 146,097 days that begin on 1 March, so that the leap
 * day is the last day of a year: H. Hinnant, "chrono-Compatible Low-Level Date Algorithms". */
#include "casepulse/base/zone.h"

#include <string.h>

#include "casepulse/base/digits.h"

#define CP_DAYS_PER_ERA 146097
#define CP_DAYS_TO_1970 719468 /* from 0000-03-01 */

int32_t cp_civil_to_day(struct cp_civil civil)
{
    const int32_t year = civil.year - (civil.month <= 2);
    const int32_t era = (year >= 0 ? year : year - 399) / 400;
    const int32_t year_of_era = year - era * 400;
    const int32_t month_from_march = (civil.month + 9) % 12;
    const int32_t day_of_year = (153 * month_from_march + 2) / 5 + civil.day - 1;
    const int32_t day_of_era =
        year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    return era * CP_DAYS_PER_ERA + day_of_era - CP_DAYS_TO_1970;
}

struct cp_civil cp_civil_from_day(int32_t day)
{
    const int32_t shifted = day + CP_DAYS_TO_1970;
    const int32_t era =
        (shifted >= 0 ? shifted : shifted - (CP_DAYS_PER_ERA - 1)) / CP_DAYS_PER_ERA;
    const int32_t day_of_era = shifted - era * CP_DAYS_PER_ERA;
    const int32_t year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
    const int32_t day_of_year =
        day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    const int32_t month_from_march = (5 * day_of_year + 2) / 153;
    const int32_t month = month_from_march < 10 ? month_from_march + 3 : month_from_march - 9;
    return (struct cp_civil){
        .year = year_of_era + era * 400 + (month <= 2),
        .month = month,
        .day = day_of_year - (153 * month_from_march + 2) / 5 + 1,
    };
}

static bool cp_civil_is_leap(int32_t year)
{
    return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

int32_t cp_civil_month_length(int32_t year, int32_t month)
{
    static const int32_t lengths[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    return lengths[month - 1] + (month == 2 && cp_civil_is_leap(year));
}

bool cp_civil_is_valid(struct cp_civil civil)
{
    if (civil.year < 1 || civil.year > 9999 || civil.month < 1 || civil.month > 12) {
        return false;
    }
    return civil.day >= 1 && civil.day <= cp_civil_month_length(civil.year, civil.month);
}

int32_t cp_day_add_months(int32_t day, int32_t months)
{
    struct cp_civil civil = cp_civil_from_day(day);
    const int32_t month = civil.year * 12 + civil.month - 1 + months;
    civil.year = month / 12;
    civil.month = month % 12 + 1;
    const int32_t length = cp_civil_month_length(civil.year, civil.month);
    civil.day = civil.day < length ? civil.day : length;
    return cp_civil_to_day(civil);
}

int32_t cp_day_weekday(int32_t day)
{
    /* 1970-01-01 was a Thursday, the fourth. */
    const int32_t from_monday = (day + 3) % 7;
    return (from_monday < 0 ? from_monday + 7 : from_monday) + 1;
}

void cp_day_format(int32_t day, char out_text[11])
{
    const struct cp_civil civil = cp_civil_from_day(day);
    memcpy(out_text, "0000-00-00", 11);
    cp_digits_write_last((uint64_t)civil.year, 4, out_text);
    cp_digits_write_last((uint64_t)civil.month, 2, out_text + 5);
    cp_digits_write_last((uint64_t)civil.day, 2, out_text + 8);
}
