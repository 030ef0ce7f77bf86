/* Civil time: dates of the proleptic Gregorian calendar and the rules of one time zone.
 *
 * A date is a number of days since 1970-01-01 (`day`), negative before. A zone is a table of the
 * instants at which its offset from UTC changes, taken once from the system's time zone database,
 * so that later look-ups are pure, lock-free and the same on every thread.
 *
 * Threads: load one at a time, before other threads start (it sets TZ for a moment); look-ups any.
 * Bounded: instants from 1900-01-01 through 2199-12-31 UTC; outside them the nearest offset. */
#ifndef CASEPULSE_BASE_ZONE_H
#define CASEPULSE_BASE_ZONE_H

#include <stdbool.h>
#include <stdint.h>

#include "casepulse/base/status.h"

#define CP_ZONE_TRANSITIONS_MAX 800
/* The years of the table in stretches of 2^32 ms, 50 days. */
#define CP_ZONE_STRETCHES 2205
#define CP_ZONE_MUNICIPALITY "Europe/Copenhagen"

#define CP_MS_PER_SECOND INT64_C(1000)
#define CP_MS_PER_MINUTE INT64_C(60000)
#define CP_MS_PER_HOUR INT64_C(3600000)
#define CP_MS_PER_DAY INT64_C(86400000)

struct cp_civil {
    int32_t year;
    int32_t month; /* 1 to 12 */
    int32_t day;   /* 1 to 31 */
};

struct cp_zone_transition {
    int64_t from_ms;   /* first instant at which the offset holds */
    int32_t offset_ms; /* local time − UTC */
};

struct cp_zone {
    int transition_count; /* at least 1; the first holds from the beginning of time */
    struct cp_zone_transition transitions[CP_ZONE_TRANSITIONS_MAX];
    uint16_t at_stretch[CP_ZONE_STRETCHES]; /* the transition that holds where one begins */
};

/* Reads the zone called `name` from the system's database. A name that the database does not hold
 * is CP_CONFIGURATION (the C library would silently take UTC). */
enum cp_status cp_zone_load(const char *name, struct cp_zone *out_zone,
                            struct cp_failure *out_failure) CP_MUST_USE;

/* Compares the municipality's zone with instants known to be right (winter and summer time, both
 * changes of 2013, a date after 2038). CP_CONFIGURATION names the first that differs. */
enum cp_status cp_zone_self_test(const struct cp_zone *zone,
                                 struct cp_failure *out_failure) CP_MUST_USE;

/* Local time − UTC at an instant, in milliseconds. */
int64_t cp_zone_offset_ms(const struct cp_zone *zone, int64_t utc_ms);

/* The local date of an instant. */
int32_t cp_zone_day(const struct cp_zone *zone, int64_t utc_ms);

/* The instants around one that surely have the same local date, as far as the offset does not
 * change; none outside the years of the table. */
struct cp_zone_span {
    int64_t from_ms, to_ms; /* half-open */
    int32_t day;
};
struct cp_zone_span cp_zone_day_span(const struct cp_zone *zone, int64_t utc_ms);

/* The instant of a local time given as milliseconds since 1970-01-01T00:00 local. Of a doubled
 * local time the first; a skipped one moves on by the gap (counting rule 3). */
int64_t cp_zone_to_utc_ms(const struct cp_zone *zone, int64_t local_ms);

/* The first instant of a local date. */
int64_t cp_zone_day_start_ms(const struct cp_zone *zone, int32_t day);

/* Days since 1970-01-01 of a date; month and day must exist (see cp_civil_is_valid). */
int32_t cp_civil_to_day(struct cp_civil civil);

struct cp_civil cp_civil_from_day(int32_t day);

/* True for a date that exists, years 1 to 9999. */
bool cp_civil_is_valid(struct cp_civil civil);

/* 28 to 31. */
int32_t cp_civil_month_length(int32_t year, int32_t month);

/* The same date some months later or, if negative, earlier; clipped to that month's end. */
int32_t cp_day_add_months(int32_t day, int32_t months);

/* ISO weekday: 1 = Monday to 7 = Sunday. */
int32_t cp_day_weekday(int32_t day);

/* Writes YYYY-MM-DD and a NUL into `out_text[11]`; years 0 to 9999. */
void cp_day_format(int32_t day, char out_text[11]);

#endif
