#include "casepulse/capacity/profile.h"

#include <stdlib.h>

#include "casepulse/base/memory.h"

/* 1900-01-01T00:00Z and the instant after 2199-12-31. */
#define CP_PROFILE_FROM_MS INT64_C(-2208988800000)
#define CP_PROFILE_TO_MS INT64_C(7258118400000)

/* A page holds 42 days of quarters: few pages for a history, few bytes for a day. */
#define CP_PROFILE_PAGE_QUARTERS 4032
#define CP_PROFILE_QUARTERS ((CP_PROFILE_TO_MS - CP_PROFILE_FROM_MS) / CP_PROFILE_QUARTER_MS)
#define CP_PROFILE_QUARTERS_AN_HOUR 4
#define CP_PROFILE_PAGES (CP_PROFILE_QUARTERS / CP_PROFILE_PAGE_QUARTERS + 1)

const struct cp_profile_peak_row cp_profile_peaks[CP_PEAK_COUNT] = {
#define X(name, id, label, seconds) {id, label, seconds},
    CP_PROFILE_PEAKS(X)
#undef X
};

struct cp_profile {
    int64_t event_count;
    int64_t undated_count;
    int64_t first, last; /* quarters since 1900; first > last: nothing was added */
    int64_t *pages[CP_PROFILE_PAGES];
};

struct cp_profile *cp_profile_create(void)
{
    struct cp_profile *profile = cp_allocate(1, sizeof(*profile));
    profile->first = CP_PROFILE_QUARTERS;
    profile->last = -1;
    return profile;
}

void cp_profile_free(struct cp_profile *profile)
{
    if (profile == NULL) {
        return;
    }
    for (size_t page = 0; page < CP_PROFILE_PAGES; page++) {
        free(profile->pages[page]);
    }
    free(profile);
}

static void cp_profile_add_one(struct cp_profile *profile, int64_t at_ms)
{
    if (at_ms < CP_PROFILE_FROM_MS || at_ms >= CP_PROFILE_TO_MS) {
        profile->undated_count++;
        return;
    }
    const int64_t quarter = (at_ms - CP_PROFILE_FROM_MS) / CP_PROFILE_QUARTER_MS;
    int64_t **page = &profile->pages[quarter / CP_PROFILE_PAGE_QUARTERS];
    if (*page == NULL) {
        *page = cp_allocate(CP_PROFILE_PAGE_QUARTERS, sizeof(**page));
    }
    (*page)[quarter % CP_PROFILE_PAGE_QUARTERS]++;
    profile->event_count++;
    profile->first = quarter < profile->first ? quarter : profile->first;
    profile->last = quarter > profile->last ? quarter : profile->last;
}

void cp_profile_add(struct cp_profile *profile, const int64_t *at_ms, size_t count)
{
    for (size_t at = 0; at < count; at++) {
        cp_profile_add_one(profile, at_ms[at]);
    }
}

static int64_t cp_profile_quarter_count(const struct cp_profile *profile, int64_t quarter)
{
    const int64_t *page = profile->pages[quarter / CP_PROFILE_PAGE_QUARTERS];
    return page == NULL ? 0 : page[quarter % CP_PROFILE_PAGE_QUARTERS];
}

static int64_t cp_profile_quarter_ms(int64_t quarter)
{
    return CP_PROFILE_FROM_MS + quarter * CP_PROFILE_QUARTER_MS;
}

/* A stretch of consecutive quarters that share a civil hour, or a civil day, or a month. */
struct cp_profile_run {
    int64_t name; /* tells one from the next */
    int64_t from_ms;
    int64_t event_count;
    struct cp_profile_part *part;
};

/* One stretch more of a kind: it may be the busiest. */
static void cp_profile_beat(struct cp_profile_busiest *busiest, int64_t from_ms,
                            int64_t event_count)
{
    busiest->times++;
    if (event_count > busiest->event_count) {
        busiest->from_ms = from_ms;
        busiest->event_count = event_count;
    }
}

static void cp_profile_run_end(const struct cp_profile_run *run,
                               struct cp_profile_busiest *out_busiest)
{
    if (run->part == NULL) {
        return;
    }
    run->part->times++;
    run->part->event_count += run->event_count;
    if (run->event_count > run->part->event_count_most) {
        run->part->event_count_most = run->event_count;
    }
    if (out_busiest != NULL) {
        cp_profile_beat(out_busiest, run->from_ms, run->event_count);
    }
}

/* One quarter more; a run of another name ends the one before. */
static void cp_profile_run_add(struct cp_profile_run *run, const struct cp_profile_run *quarter,
                               struct cp_profile_busiest *out_busiest)
{
    if (run->part != NULL && run->name == quarter->name) {
        run->event_count += quarter->event_count;
        return;
    }
    cp_profile_run_end(run, out_busiest);
    *run = *quarter;
}

/* What is being gathered over a walk through all quarters. */
struct cp_profile_walk {
    const struct cp_zone *zone;
    struct cp_profile_report *report;
    struct cp_profile_run hour, day, month;
    int64_t busy_day; /* the last one with an event */
};

static void cp_profile_walk_quarter(struct cp_profile_walk *walk, int64_t from_ms, int64_t count)
{
    struct cp_profile_report *report = walk->report;
    const int64_t local_ms = from_ms + cp_zone_offset_ms(walk->zone, from_ms);
    const int32_t day = cp_zone_day(walk->zone, from_ms);
    const int64_t of_day_ms = local_ms - day * CP_MS_PER_DAY;
    const int64_t hour = of_day_ms / CP_MS_PER_HOUR;
    const struct cp_civil civil = cp_civil_from_day(day);
    /* A doubled hour is told from its twin by the UTC instant at which it began. */
    const int64_t hour_began_ms = from_ms - of_day_ms % CP_MS_PER_HOUR;
    cp_profile_run_add(
        &walk->hour, &(struct cp_profile_run){hour_began_ms, from_ms, count, &report->hours[hour]},
        &report->peaks[CP_PEAK_HOUR]);
    cp_profile_run_add(
        &walk->day,
        &(struct cp_profile_run){day, from_ms, count, &report->weekdays[cp_day_weekday(day) - 1]},
        &report->peaks[CP_PEAK_DAY]);
    cp_profile_run_add(&walk->month,
                       &(struct cp_profile_run){civil.year * 12 + civil.month, from_ms, count,
                                                &report->months[civil.month - 1]},
                       NULL);
    cp_profile_beat(&report->peaks[CP_PEAK_QUARTER], from_ms, count);
    if (count > 0 && day != walk->busy_day) {
        walk->busy_day = day;
        report->day_count_busy++;
    }
}

void cp_profile_tell(const struct cp_profile *profile, const struct cp_zone *zone,
                     struct cp_profile_report *out_report)
{
    struct cp_profile_report report = {
        .event_count = profile->event_count,
        .undated_count = profile->undated_count,
    };
    struct cp_profile_walk walk = {.zone = zone, .report = &report, .busy_day = INT64_MIN};
    for (int64_t quarter = profile->first; quarter <= profile->last; quarter++) {
        cp_profile_walk_quarter(&walk, cp_profile_quarter_ms(quarter),
                                cp_profile_quarter_count(profile, quarter));
    }
    cp_profile_run_end(&walk.hour, &report.peaks[CP_PEAK_HOUR]);
    cp_profile_run_end(&walk.day, &report.peaks[CP_PEAK_DAY]);
    cp_profile_run_end(&walk.month, NULL);
    if (profile->event_count > 0) {
        report.first_ms = cp_profile_quarter_ms(profile->first);
        report.last_ms = cp_profile_quarter_ms(profile->last);
        report.day_first = cp_zone_day(zone, report.first_ms);
        report.day_last = cp_zone_day(zone, report.last_ms);
    }
    *out_report = report;
}

struct cp_profile_busiest cp_profile_worst_stretch(const struct cp_profile *profile, double hours)
{
    int64_t length = (int64_t)(hours * CP_PROFILE_QUARTERS_AN_HOUR);
    length += (double)length < hours * CP_PROFILE_QUARTERS_AN_HOUR ? 1 : 0;
    struct cp_profile_busiest worst = {0, 0, 0};
    int64_t count = 0;
    for (int64_t quarter = profile->first; quarter <= profile->last; quarter++) {
        worst.times++;
        count += cp_profile_quarter_count(profile, quarter);
        if (quarter - length >= profile->first) {
            count -= cp_profile_quarter_count(profile, quarter - length);
        }
        if (count > worst.event_count) {
            const int64_t from = quarter - length + 1;
            worst.from_ms = cp_profile_quarter_ms(from > profile->first ? from : profile->first);
            worst.event_count = count;
        }
    }
    return worst;
}
