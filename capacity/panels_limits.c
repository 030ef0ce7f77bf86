/* What breaks first, and how long an outage lasts on. */
#include <stdio.h>
#include <string.h>

#include "format.h"
#include "panels.h"

#define CP_PERCENT 100.0
#define CP_MS_A_SECOND 1e3
#define CP_SECONDS_AN_HOUR 3600.0

enum {
    CP_RESOURCES_USED,
    CP_RESOURCES_WHOLE,
    CP_RESOURCES_COST,
    CP_RESOURCES_MULTIPLE,
    CP_RESOURCES_RATE,
    CP_RESOURCES_HOURS
};

static bool cp_is_memory(enum cp_capacity_resource resource)
{
    return resource == CP_RESOURCE_PROCESS_MEMORY || resource == CP_RESOURCE_REDIS_MEMORY;
}

/* Microseconds for each event; of memory the bytes that came on top. */
static void cp_panel_set_cost(struct cp_panel_line *line, const struct cp_capacity_result *result,
                              enum cp_capacity_resource resource)
{
    const struct cp_capacity_use *use = &result->uses[resource];
    const double spent = cp_is_memory(resource) ? use->multiple.denominator : use->used.numerator;
    double cost = 0;
    if (use->used.denominator > 0 &&
        cp_quotient_value((struct cp_quotient){spent, (double)result->event_count}, &cost)) {
        cp_panel_set_text(line, CP_RESOURCES_COST, cp_is_memory(resource) ? "%.0f B" : "%.2f µs",
                          cost);
    }
}

/* A rate at which a processor is full; memory knows no rate. */
static void cp_panel_set_limit(struct cp_panel_line *line, const struct cp_capacity_result *result,
                               enum cp_capacity_resource resource)
{
    const struct cp_capacity_use *use = &result->uses[resource];
    const struct cp_quotient rate = {result->achieved.numerator * use->multiple.numerator,
                                     result->achieved.denominator * use->multiple.denominator};
    const double busiest_hour = (double)result->profile.peaks[CP_PEAK_HOUR].event_count;
    if (cp_is_memory(resource)) {
        return;
    }
    cp_panel_set_quotient(line, CP_RESOURCES_RATE, rate, 1);
    cp_panel_set_quotient(
        line, CP_RESOURCES_HOURS,
        (struct cp_quotient){rate.numerator * CP_SECONDS_AN_HOUR, rate.denominator * busiest_hour},
        1);
}

/* At full speed the rest of the time went into waiting for others: no thread can be bought. */
static void cp_panel_note_idle(const struct cp_capacity_result *result, struct cp_panel *panel)
{
    double busy = 0;
    const size_t used = strlen(panel->note);
    if (!result->is_paced && cp_quotient_value(result->uses[CP_RESOURCE_OWN].used, &busy) &&
        busy < 1) {
        (void)snprintf(panel->note + used, sizeof(panel->note) - used,
                       " At full speed the counting thread waited %.0f %% of the time for brokers "
                       "and Redis.",
                       (1 - busy) * CP_PERCENT);
    }
}

static void cp_panel_note_first(const struct cp_capacity_result *result, struct cp_panel *panel)
{
    double multiple = 0;
    char text[CP_PANEL_TEXT_MAX];
    const int first = result->first_resource;
    if (first < 0 || !cp_quotient_value(result->uses[first].multiple, &multiple)) {
        cp_panel_note(panel, "No event was counted: nothing to scale.");
        return;
    }
    cp_format_value(CP_UNIT_MULTIPLE, multiple, text);
    panel->lines[first].is_marked = true;
    cp_panel_note(panel, "%s: used up first, at %s the load of this run.",
                  cp_capacity_resources[first].label, text);
    cp_panel_note_idle(result, panel);
}

void cp_panel_fill_resources(const struct cp_capacity_result *result, const struct cp_zone *zone,
                             struct cp_panel *panel)
{
    (void)zone;
    for (int at = 0; at < CP_RESOURCE_COUNT; at++) {
        const enum cp_capacity_resource resource = (enum cp_capacity_resource)at;
        const struct cp_capacity_use *use = &result->uses[at];
        struct cp_panel_line *line = cp_panel_add(panel, "%s", cp_capacity_resources[at].label);
        cp_panel_set_quotient(line, CP_RESOURCES_USED, use->used, CP_PERCENT);
        cp_panel_set_text(line, CP_RESOURCES_WHOLE, "%s", cp_capacity_resources[at].whole);
        cp_panel_set_cost(line, result, resource);
        cp_panel_set_quotient(line, CP_RESOURCES_MULTIPLE, use->multiple, 1);
        cp_panel_set_limit(line, result, resource);
    }
    cp_panel_note_first(result, panel);
}

enum { CP_OUTAGES_DRAIN, CP_OUTAGES_FROM, CP_OUTAGES_WAITING, CP_OUTAGES_ARRIVALS };

static void cp_panel_note_catch_up(const struct cp_capacity_result *result, struct cp_panel *panel)
{
    double rate = 0;
    char rate_text[CP_PANEL_TEXT_MAX];
    char start_text[CP_PANEL_TEXT_MAX];
    if (!cp_quotient_value(result->catch_up, &rate)) {
        cp_panel_note(panel, "No event was counted: no rate to catch up with.");
        return;
    }
    cp_format_value(CP_UNIT_RATE, rate, rate_text);
    cp_format_value(CP_UNIT_DURATION_MS, (double)result->start_ms, start_text);
    cp_panel_note(panel, "%s %s. A start comes on top: here %s to the first read.",
                  result->is_paced ? "This run was paced; what is used up first would allow"
                                   : "This run, at full speed, caught up",
                  rate_text, start_text);
}

void cp_panel_fill_outages(const struct cp_capacity_result *result, const struct cp_zone *zone,
                           struct cp_panel *panel)
{
    cp_panel_note_catch_up(result, panel);
    for (size_t at = 0; at < result->outage_count && result->profile.event_count > 0; at++) {
        const struct cp_capacity_outage *outage = &result->outages[at];
        const double waiting = (double)outage->waiting_count;
        char from[CP_PANEL_TEXT_MAX];
        struct cp_panel_line *line = cp_panel_add(panel, "%g h", outage->hours);
        cp_panel_instant(zone, outage->from_ms, from);
        cp_panel_set_quotient(line, CP_OUTAGES_DRAIN, outage->drain_s, CP_MS_A_SECOND);
        cp_panel_set_text(line, CP_OUTAGES_FROM, "%s", from);
        cp_panel_set(line, CP_OUTAGES_WAITING, waiting);
        cp_panel_set(line, CP_OUTAGES_ARRIVALS, waiting / (outage->hours * CP_SECONDS_AN_HOUR));
    }
}
