/* When events came: counts by quarter of an hour, and what they say by hour of day, weekday, month
 * and stretch of hours.
 *
 * A quarter is counted by UTC; the civil day and hour that it belongs to are looked up in the end.
 * The zone's offsets must be whole quarters, as those of all zones are since 1972.
 *
 * Threads: one. Owns: its counts. Bounded: instants from 1900 through 2199, 8 bytes a quarter in
 * pages of 42 days that an event fell into; another instant is counted as undated. */
#ifndef CASEPULSE_CAPACITY_PROFILE_H
#define CASEPULSE_CAPACITY_PROFILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "casepulse/base/zone.h"

#define CP_PROFILE_UNDATED INT64_MIN
#define CP_PROFILE_QUARTER_MS (15 * CP_MS_PER_MINUTE)

#define CP_PROFILE_HOURS 24
#define CP_PROFILE_WEEKDAYS 7
#define CP_PROFILE_MONTHS 12

struct cp_profile;

/* One hour of the day, weekday or month of the year, over the whole range. */
struct cp_profile_part {
    int64_t event_count;
    int64_t times;            /* how many of them the range touches */
    int64_t event_count_most; /* in the busiest of them */
};

/* X(NAME, "id", "label", seconds) */
#define CP_PROFILE_PEAKS(X)                                                                        \
    X(QUARTER, "quarter_hour", "Quarter of an hour", 900)                                          \
    X(HOUR, "hour", "Hour", 3600)                                                                  \
    X(DAY, "day", "Day", 86400)

enum cp_profile_peak {
#define X(name, id, label, seconds) CP_PEAK_##name,
    CP_PROFILE_PEAKS(X)
#undef X
        CP_PEAK_COUNT
};

struct cp_profile_peak_row {
    const char *id;
    const char *label;
    int seconds;
};

extern const struct cp_profile_peak_row cp_profile_peaks[CP_PEAK_COUNT];

/* The stretch with the most events. */
struct cp_profile_busiest {
    int64_t from_ms; /* UTC; the first of several */
    int64_t event_count;
    int64_t times; /* how many of its kind the range touches */
};

/* What a profile says. Facts: constant once told. */
struct cp_profile_report {
    int64_t event_count; /* dated ones: the sum of hours, of weekdays, of months */
    int64_t undated_count;
    int64_t first_ms, last_ms;   /* starts of the first and last quarter with an event */
    int32_t day_first, day_last; /* local dates */
    int64_t day_count_busy;      /* civil days with an event */
    struct cp_profile_part hours[CP_PROFILE_HOURS];
    struct cp_profile_part weekdays[CP_PROFILE_WEEKDAYS]; /* from Monday */
    struct cp_profile_part months[CP_PROFILE_MONTHS];     /* from January */
    struct cp_profile_busiest peaks[CP_PEAK_COUNT];
};

struct cp_profile *cp_profile_create(void);
void cp_profile_free(struct cp_profile *profile);

void cp_profile_add(struct cp_profile *profile, const int64_t *at_ms, size_t count);

void cp_profile_tell(const struct cp_profile *profile, const struct cp_zone *zone,
                     struct cp_profile_report *out_report);

/* The stretch of `hours` (more than 0; in quarters, rounded up) with the most events. */
struct cp_profile_busiest cp_profile_worst_stretch(const struct cp_profile *profile, double hours);

#endif
