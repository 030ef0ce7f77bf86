#include "casepulse/base/zone.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "casepulse/base/assert.h"
#include "casepulse/base/memory.h"

/* 1900-01-01T00:00Z and 2200-01-01T00:00Z. */
#define CP_ZONE_FIRST_S INT64_C(-2208988800)
#define CP_ZONE_LAST_S INT64_C(7258118400)
/* No zone changes its offset twice within this probing step. */
#define CP_ZONE_STEP_S INT64_C(86400)
#define CP_ZONE_FIRST_MS (CP_ZONE_FIRST_S * CP_MS_PER_SECOND)
#define CP_ZONE_LAST_MS (CP_ZONE_LAST_S * CP_MS_PER_SECOND)
#define CP_ZONE_STRETCH_BITS 32

static_assert((CP_ZONE_LAST_MS - CP_ZONE_FIRST_MS) >> CP_ZONE_STRETCH_BITS < CP_ZONE_STRETCHES,
              "the stretches cover the table");

static int32_t cp_zone_probe_s(int64_t utc_s)
{
    const time_t instant = (time_t)utc_s;
    struct tm local;
    CP_ASSERT(localtime_r(&instant, &local) != NULL);
    return (int32_t)local.tm_gmtoff;
}

/* The first second in (low, high] with high's offset, by bisection. */
static int64_t cp_zone_find_change_s(int64_t low_s, int64_t high_s)
{
    const int32_t before_s = cp_zone_probe_s(low_s);
    while (high_s - low_s > 1) {
        const int64_t middle_s = low_s + (high_s - low_s) / 2;
        if (cp_zone_probe_s(middle_s) == before_s) {
            low_s = middle_s;
        } else {
            high_s = middle_s;
        }
    }
    return high_s;
}

static void cp_zone_add(struct cp_zone *zone, int64_t from_ms, int32_t offset_s)
{
    CP_ASSERT(zone->transition_count < CP_ZONE_TRANSITIONS_MAX);
    zone->transitions[zone->transition_count++] =
        (struct cp_zone_transition){.from_ms = from_ms, .offset_ms = offset_s * 1000};
}

/* The transition that holds at an instant, looked for from an earlier one on. */
static int cp_zone_find_from(const struct cp_zone *zone, int at, int64_t utc_ms)
{
    while (at + 1 < zone->transition_count && zone->transitions[at + 1].from_ms <= utc_ms) {
        at++;
    }
    return at;
}

static void cp_zone_fill_stretches(struct cp_zone *zone)
{
    int at = 0;
    for (int64_t stretch = 0; stretch < CP_ZONE_STRETCHES; stretch++) {
        at = cp_zone_find_from(zone, at, CP_ZONE_FIRST_MS + (stretch << CP_ZONE_STRETCH_BITS));
        zone->at_stretch[stretch] = (uint16_t)at;
    }
}

static void cp_zone_fill(struct cp_zone *zone)
{
    memset(zone, 0, sizeof(*zone));
    int32_t offset_s = cp_zone_probe_s(CP_ZONE_FIRST_S);
    cp_zone_add(zone, INT64_MIN, offset_s);
    for (int64_t at_s = CP_ZONE_FIRST_S; at_s < CP_ZONE_LAST_S; at_s += CP_ZONE_STEP_S) {
        const int32_t next_s = cp_zone_probe_s(at_s + CP_ZONE_STEP_S);
        if (next_s != offset_s) {
            const int64_t change_s = cp_zone_find_change_s(at_s, at_s + CP_ZONE_STEP_S);
            cp_zone_add(zone, change_s * CP_MS_PER_SECOND, next_s);
            offset_s = next_s;
        }
    }
    cp_zone_fill_stretches(zone);
}

/* The C library takes UTC in silence for a name it cannot find and for a file that is no zone, so
 * the file is looked at first: it begins with the magic of RFC 8536. */
static bool cp_zone_is_known(const char *name)
{
    if (name[0] == '\0' || name[0] == '/' || strstr(name, "..") != NULL) {
        return false;
    }
    const char *folder = getenv("TZDIR");
    char path[512];
    const int length = snprintf(path, sizeof(path), "%s/%s",
                                folder != NULL ? folder : "/usr/share/zoneinfo", name);
    FILE *file = length > 0 && (size_t)length < sizeof(path) ? fopen(path, "r") : NULL;
    if (file == NULL) {
        return false;
    }
    char magic[4] = {0};
    const bool is_zone =
        fread(magic, sizeof(magic), 1, file) == 1 && memcmp(magic, "TZif", sizeof(magic)) == 0;
    (void)fclose(file);
    return is_zone;
}

static void cp_zone_restore(char *before)
{
    if (before != NULL) {
        (void)setenv("TZ", before, 1);
    } else {
        (void)unsetenv("TZ");
    }
    tzset();
    free(before);
}

enum cp_status cp_zone_load(const char *name, struct cp_zone *out_zone,
                            struct cp_failure *out_failure)
{
    if (!cp_zone_is_known(name)) {
        return cp_fail(
            out_failure, CP_CONFIGURATION,
            "time zone \"%s\" is not in the system's time zone database (package tzdata)", name);
    }
    const char *current = getenv("TZ");
    char *before = current != NULL ? cp_copy_text(current) : NULL;
    (void)setenv("TZ", name, 1);
    tzset();
    cp_zone_fill(out_zone);
    cp_zone_restore(before);
    return CP_OK;
}

static int cp_zone_find(const struct cp_zone *zone, int64_t utc_ms)
{
    if (utc_ms < CP_ZONE_FIRST_MS) {
        return 0;
    }
    if (utc_ms >= CP_ZONE_LAST_MS) {
        return zone->transition_count - 1;
    }
    const int64_t stretch = (utc_ms - CP_ZONE_FIRST_MS) >> CP_ZONE_STRETCH_BITS;
    return cp_zone_find_from(zone, zone->at_stretch[stretch], utc_ms);
}

int64_t cp_zone_offset_ms(const struct cp_zone *zone, int64_t utc_ms)
{
    return zone->transitions[cp_zone_find(zone, utc_ms)].offset_ms;
}

static int64_t cp_floor_divide(int64_t value, int64_t divisor)
{
    const int64_t quotient = value / divisor;
    return quotient - (value % divisor < 0);
}

int32_t cp_zone_day(const struct cp_zone *zone, int64_t utc_ms)
{
    return (int32_t)cp_floor_divide(utc_ms + cp_zone_offset_ms(zone, utc_ms), CP_MS_PER_DAY);
}

struct cp_zone_span cp_zone_day_span(const struct cp_zone *zone, int64_t utc_ms)
{
    struct cp_zone_span span = {utc_ms, utc_ms, cp_zone_day(zone, utc_ms)};
    if (utc_ms < CP_ZONE_FIRST_MS || utc_ms >= CP_ZONE_LAST_MS) {
        return span;
    }
    const int at = cp_zone_find(zone, utc_ms);
    const struct cp_zone_transition *transition = &zone->transitions[at];
    span.from_ms = span.day * CP_MS_PER_DAY - transition->offset_ms;
    span.to_ms = span.from_ms + CP_MS_PER_DAY;
    if (span.from_ms < transition->from_ms) {
        span.from_ms = transition->from_ms;
    }
    if (at + 1 < zone->transition_count && span.to_ms > transition[1].from_ms) {
        span.to_ms = transition[1].from_ms;
    }
    return span;
}

int64_t cp_zone_to_utc_ms(const struct cp_zone *zone, int64_t local_ms)
{
    /* The offset in force a day before is the one "before the gap or doubling"; taken with it, a
     * doubled time is the first and a skipped one lands as far behind the gap as it was in it. */
    const int64_t before_ms = cp_zone_offset_ms(zone, local_ms - CP_MS_PER_DAY);
    const int64_t utc_ms = local_ms - before_ms;
    const int64_t offset_ms = cp_zone_offset_ms(zone, utc_ms);
    if (offset_ms == before_ms) {
        return utc_ms;
    }
    const int64_t again_ms = local_ms - offset_ms;
    /* Inside the gap the later offset would lead back before the change. */
    return cp_zone_offset_ms(zone, again_ms) == offset_ms ? again_ms : utc_ms;
}

int64_t cp_zone_day_start_ms(const struct cp_zone *zone, int32_t day)
{
    return cp_zone_to_utc_ms(zone, (int64_t)day * CP_MS_PER_DAY);
}

struct cp_zone_known {
    int64_t utc_s;
    int64_t offset_s;
    const char *what;
};

/* Source: Danish summer time (EU directive 2000/84/EC): last Sundays of March and October, 01:00Z.
 */
static const struct cp_zone_known cp_zone_knowns[] = {
    {INT64_C(1357041600), 3600, "2013-01-01T12:00Z"},
    {INT64_C(1364691599), 3600, "2013-03-31T00:59:59Z"},
    {INT64_C(1364691600), 7200, "2013-03-31T01:00:00Z"},
    {INT64_C(1369137600), 7200, "2013-05-21T12:00Z"},
    {INT64_C(1382835599), 7200, "2013-10-27T00:59:59Z"},
    {INT64_C(1382835600), 3600, "2013-10-27T01:00:00Z"},
    {INT64_C(2539209600), 7200, "2050-06-19T00:00Z"},
};

enum cp_status cp_zone_self_test(const struct cp_zone *zone, struct cp_failure *out_failure)
{
    const size_t count = sizeof(cp_zone_knowns) / sizeof(cp_zone_knowns[0]);
    for (size_t i = 0; i < count; i++) {
        const struct cp_zone_known *known = &cp_zone_knowns[i];
        const int64_t found_s =
            cp_zone_offset_ms(zone, known->utc_s * CP_MS_PER_SECOND) / CP_MS_PER_SECOND;
        if (found_s != known->offset_s) {
            return cp_fail(out_failure, CP_CONFIGURATION,
                           "time zone self-test: " CP_ZONE_MUNICIPALITY
                           " at %s is %lld s from UTC, must be %lld: check package tzdata",
                           known->what, (long long)found_s, (long long)known->offset_s);
        }
    }
    return CP_OK;
}
