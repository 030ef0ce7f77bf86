/* When events came: by hour of day, weekday and month, and at their most. */
#include <stdio.h>

#include "format.h"
#include "panels.h"

#define CP_PERCENT 100.0

static const char *const cp_weekday_names[CP_PROFILE_WEEKDAYS] = {
    "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"};

static const char *const cp_month_names[CP_PROFILE_MONTHS] = {
    "January", "February", "March",     "April",   "May",      "June",
    "July",    "August",   "September", "October", "November", "December"};

enum { CP_PART_EVENTS, CP_PART_SHARE, CP_PART_MEAN, CP_PART_MOST };

static void cp_panel_set_part(struct cp_panel_line *line, const struct cp_profile_part *part,
                              int64_t event_count)
{
    const double count = (double)part->event_count;
    cp_panel_set(line, CP_PART_EVENTS, count);
    cp_panel_set_quotient(line, CP_PART_SHARE, (struct cp_quotient){count, (double)event_count},
                          CP_PERCENT);
    cp_panel_set_quotient(line, CP_PART_MEAN, (struct cp_quotient){count, (double)part->times}, 1);
    if (part->times > 0) {
        cp_panel_set(line, CP_PART_MOST, (double)part->event_count_most);
    }
}

/* Which part has the most events, in words. */
static void cp_panel_note_most(struct cp_panel *panel, const char *what)
{
    size_t most = 0;
    for (size_t at = 1; at < panel->line_count; at++) {
        if (panel->lines[at].cells[CP_PART_EVENTS].value >
            panel->lines[most].cells[CP_PART_EVENTS].value) {
            most = at;
        }
    }
    struct cp_panel_line *line = &panel->lines[most];
    if (line->cells[CP_PART_SHARE].is_known) {
        line->is_marked = true;
        cp_panel_note(panel, "%s %s brings the most: %.1f %% of all events.", what, line->label,
                      line->cells[CP_PART_SHARE].value);
        return;
    }
    cp_panel_note(panel, "No event with a date came.");
}

void cp_panel_fill_hours(const struct cp_capacity_result *result, const struct cp_zone *zone,
                         struct cp_panel *panel)
{
    (void)zone;
    for (int hour = 0; hour < CP_PROFILE_HOURS; hour++) {
        cp_panel_set_part(cp_panel_add(panel, "%02d", hour), &result->profile.hours[hour],
                          result->profile.event_count);
    }
    cp_panel_note_most(panel, "The hour from");
}

void cp_panel_fill_weekdays(const struct cp_capacity_result *result, const struct cp_zone *zone,
                            struct cp_panel *panel)
{
    (void)zone;
    for (int weekday = 0; weekday < CP_PROFILE_WEEKDAYS; weekday++) {
        cp_panel_set_part(cp_panel_add(panel, "%s", cp_weekday_names[weekday]),
                          &result->profile.weekdays[weekday], result->profile.event_count);
    }
    cp_panel_note_most(panel, "The weekday");
}

void cp_panel_fill_months(const struct cp_capacity_result *result, const struct cp_zone *zone,
                          struct cp_panel *panel)
{
    (void)zone;
    for (int month = 0; month < CP_PROFILE_MONTHS; month++) {
        cp_panel_set_part(cp_panel_add(panel, "%s", cp_month_names[month]),
                          &result->profile.months[month], result->profile.event_count);
    }
    cp_panel_note_most(panel, "The month");
}

enum { CP_PEAKS_BEGAN, CP_PEAKS_EVENTS, CP_PEAKS_RATE, CP_PEAKS_MEAN, CP_PEAKS_RATIO };

static void cp_panel_note_range(const struct cp_profile_report *profile, struct cp_panel *panel)
{
    char first[11];
    char last[11];
    char busy[CP_PANEL_TEXT_MAX];
    char days[CP_PANEL_TEXT_MAX];
    cp_day_format(profile->day_first, first);
    cp_day_format(profile->day_last, last);
    cp_format_value(CP_UNIT_COUNT, (double)profile->day_count_busy, busy);
    cp_format_value(CP_UNIT_COUNT, (double)profile->peaks[CP_PEAK_DAY].times, days);
    cp_panel_note(panel, "Events from %s through %s: %s of %s days have one.", first, last, busy,
                  days);
}

void cp_panel_fill_peaks(const struct cp_capacity_result *result, const struct cp_zone *zone,
                         struct cp_panel *panel)
{
    const struct cp_profile_report *profile = &result->profile;
    for (int peak = 0; peak < CP_PEAK_COUNT && profile->event_count > 0; peak++) {
        const struct cp_profile_busiest *busiest = &profile->peaks[peak];
        const double count = (double)busiest->event_count;
        const double all = (double)profile->event_count;
        char began[CP_PANEL_TEXT_MAX];
        struct cp_panel_line *line = cp_panel_add(panel, "%s", cp_profile_peaks[peak].label);
        cp_panel_instant(zone, busiest->from_ms, began);
        cp_panel_set_text(line, CP_PEAKS_BEGAN, "%s", began);
        cp_panel_set(line, CP_PEAKS_EVENTS, count);
        cp_panel_set(line, CP_PEAKS_RATE, count / cp_profile_peaks[peak].seconds);
        cp_panel_set_quotient(line, CP_PEAKS_MEAN,
                              (struct cp_quotient){all, (double)busiest->times}, 1);
        cp_panel_set_quotient(line, CP_PEAKS_RATIO,
                              (struct cp_quotient){count * (double)busiest->times, all}, 1);
    }
    if (profile->event_count > 0) {
        cp_panel_note_range(profile, panel);
    } else {
        cp_panel_note(panel, "No event with a date came.");
    }
}
