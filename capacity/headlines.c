/* The answers that come first. */
#include <stdio.h>

#include "casepulse/capacity/panel.h"

#include "format.h"

#define CP_MS_A_SECOND 1e3
#define CP_OUTAGE_HEADLINE_HOURS 4

typedef void cp_headline_fill(const struct cp_capacity_result *result,
                              struct cp_headline *headline);

static void cp_headline_volume(const struct cp_capacity_result *result,
                               struct cp_headline *headline)
{
    char elapsed[CP_PANEL_TEXT_MAX];
    char start[CP_PANEL_TEXT_MAX];
    cp_format_value(CP_UNIT_DURATION_MS, (double)result->elapsed_ms, elapsed);
    cp_format_value(CP_UNIT_DURATION_MS, (double)result->start_ms, start);
    headline->label = "Events from Kafka into figures";
    cp_format_value(CP_UNIT_COUNT, (double)result->event_count, headline->value);
    (void)snprintf(headline->note, sizeof(headline->note), "in %s, start included (%s)", elapsed,
                   start);
}

static void cp_headline_rate(const struct cp_capacity_result *result, struct cp_headline *headline)
{
    double achieved = 0;
    double offered = 0;
    headline->label = "Events a second";
    if (cp_quotient_value(result->achieved, &achieved)) {
        cp_format_value(CP_UNIT_RATE, achieved, headline->value);
    }
    if (result->is_paced && cp_quotient_value(result->offered, &offered)) {
        char text[CP_PANEL_TEXT_MAX];
        cp_format_value(CP_UNIT_RATE, offered, text);
        (void)snprintf(headline->note, sizeof(headline->note), "of %s offered by the pace", text);
    } else {
        (void)snprintf(headline->note, sizeof(headline->note), "at full speed");
    }
}

static void cp_headline_latency(const struct cp_capacity_result *result,
                                struct cp_headline *headline)
{
    int64_t duration_ms = 0;
    headline->label = "From event to picture";
    if (!cp_latencies_percentile(&result->latencies,
                                 cp_latency_percentiles[CP_LATENCY_P99].per_mille, &duration_ms)) {
        return;
    }
    cp_format_value(CP_UNIT_DURATION_MS, (double)duration_ms, headline->value);
    char half[CP_PANEL_TEXT_MAX] = "";
    if (cp_latencies_percentile(&result->latencies,
                                cp_latency_percentiles[CP_LATENCY_P50].per_mille, &duration_ms)) {
        cp_format_value(CP_UNIT_DURATION_MS, (double)duration_ms, half);
    }
    (void)snprintf(headline->note, sizeof(headline->note), "99 %% are within it; half within %s",
                   half);
}

static void cp_headline_limit(const struct cp_capacity_result *result, struct cp_headline *headline)
{
    const int first = result->first_resource;
    double multiple = 0;
    headline->label = "Used up first";
    if (first >= 0 && cp_quotient_value(result->uses[first].multiple, &multiple)) {
        char text[CP_PANEL_TEXT_MAX];
        cp_format_value(CP_UNIT_MULTIPLE, multiple, text);
        (void)snprintf(headline->value, sizeof(headline->value), "%s", text);
        (void)snprintf(headline->note, sizeof(headline->note), "this load: %s",
                       cp_capacity_resources[first].label);
    }
}

static void cp_headline_outage(const struct cp_capacity_result *result,
                               struct cp_headline *headline)
{
    headline->label = "Four hours of outage";
    for (size_t at = 0; at < result->outage_count; at++) {
        const struct cp_capacity_outage *outage = &result->outages[at];
        double drain_s = 0;
        if (outage->hours != CP_OUTAGE_HEADLINE_HOURS || outage->waiting_count == 0) {
            continue;
        }
        char waiting[CP_PANEL_TEXT_MAX];
        cp_format_value(CP_UNIT_COUNT, (double)outage->waiting_count, waiting);
        if (cp_quotient_value(outage->drain_s, &drain_s)) {
            cp_format_value(CP_UNIT_DURATION_MS, drain_s * CP_MS_A_SECOND, headline->value);
        } else {
            (void)snprintf(headline->value, sizeof(headline->value), "never");
        }
        (void)snprintf(headline->note, sizeof(headline->note),
                       "to catch up %s events of the worst four hours", waiting);
    }
}

void cp_headlines_fill(const struct cp_capacity_result *result,
                       struct cp_headline out_headlines[CP_HEADLINE_COUNT])
{
    static cp_headline_fill *const fills[CP_HEADLINE_COUNT] = {
        cp_headline_volume, cp_headline_rate,   cp_headline_latency,
        cp_headline_limit,  cp_headline_outage,
    };
    for (size_t at = 0; at < CP_HEADLINE_COUNT; at++) {
        out_headlines[at] = (struct cp_headline){.value = "–"};
        fills[at](result, &out_headlines[at]);
    }
}
