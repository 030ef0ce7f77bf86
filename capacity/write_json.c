#include "casepulse/capacity/write.h"

#include <stdio.h>

#include "casepulse/base/instant.h"
#include "casepulse/base/json.h"

#define CP_SCHEMA "casepulse.capacity.1"
#define CP_NUMBER_MAX 40

static void cp_json_add_meter(struct cp_json *json, const char *key, int64_t value)
{
    if (value == CP_METER_UNKNOWN) {
        cp_json_add_plain(json, key, "null");
    } else {
        cp_json_add_integer(json, key, value);
    }
}

static void cp_json_add_number(struct cp_json *json, const char *key, double value)
{
    char text[CP_NUMBER_MAX];
    (void)snprintf(text, sizeof(text), "%.10g", value);
    cp_json_add_plain(json, key, text);
}

static void cp_json_add_quotient(struct cp_json *json, const char *key, struct cp_quotient quotient)
{
    double value = 0;
    cp_json_open(json, key, '{');
    cp_json_add_number(json, "numerator", quotient.numerator);
    cp_json_add_number(json, "denominator", quotient.denominator);
    if (cp_quotient_value(quotient, &value)) {
        cp_json_add_number(json, "value", value);
    } else {
        cp_json_add_plain(json, "value", "null");
    }
    cp_json_close(json, '}');
}

static void cp_json_add_instant(struct cp_json *json, const char *key, int64_t utc_ms)
{
    char text[25];
    cp_instant_format(utc_ms, text);
    cp_json_add_text(json, key, text);
}

static void cp_json_add_run(struct cp_json *json, const struct cp_capacity_result *result)
{
    cp_json_open(json, "run", '{');
    for (int fact = 0; fact < CP_FACT_COUNT; fact++) {
        if (result->facts[fact][0] != '\0') {
            cp_json_add_text(json, cp_capacity_facts[fact].id, result->facts[fact]);
        }
    }
    cp_json_add_boolean(json, "is_complete", result->is_complete);
    cp_json_add_boolean(json, "is_paced", result->is_paced);
    if (result->is_paced) {
        cp_json_add_number(json, "history_s_per_s", result->speed);
    }
    cp_json_add_integer(json, "processor_count", result->processor_count);
    cp_json_add_integer(json, "memory_bytes", result->memory_bytes);
    cp_json_add_integer(json, "event_count", result->event_count);
    cp_json_add_integer(json, "tick_count", result->tick_count);
    cp_json_add_integer(json, "start_ms", result->start_ms);
    cp_json_add_integer(json, "elapsed_ms", result->elapsed_ms);
    cp_json_add_integer(json, "window_ms", result->window_ms);
    cp_json_add_quotient(json, "achieved_events_per_s", result->achieved);
    cp_json_add_quotient(json, "offered_events_per_s", result->offered);
    cp_json_close(json, '}');
}

static void cp_json_add_parts(struct cp_json *json, const char *key,
                              const struct cp_profile_part *parts, int count, int first)
{
    cp_json_open(json, key, '[');
    for (int at = 0; at < count; at++) {
        cp_json_open(json, NULL, '{');
        cp_json_add_integer(json, "number", first + at);
        cp_json_add_integer(json, "event_count", parts[at].event_count);
        cp_json_add_integer(json, "times", parts[at].times);
        cp_json_add_integer(json, "event_count_most", parts[at].event_count_most);
        cp_json_close(json, '}');
    }
    cp_json_close(json, ']');
}

static void cp_json_add_peaks(struct cp_json *json, const struct cp_profile_report *profile,
                              const struct cp_zone *zone)
{
    cp_json_open(json, "peaks", '{');
    for (int peak = 0; peak < CP_PEAK_COUNT; peak++) {
        const struct cp_profile_busiest *busiest = &profile->peaks[peak];
        const double count = (double)busiest->event_count;
        const double times = (double)busiest->times;
        char date[11];
        cp_json_open(json, cp_profile_peaks[peak].id, '{');
        if (count > 0) {
            cp_day_format(cp_zone_day(zone, busiest->from_ms), date);
            cp_json_add_instant(json, "from", busiest->from_ms);
            cp_json_add_text(json, "local_date", date);
        }
        cp_json_add_integer(json, "event_count", busiest->event_count);
        cp_json_add_integer(json, "length_s", cp_profile_peaks[peak].seconds);
        cp_json_add_quotient(json, "mean_event_count",
                             (struct cp_quotient){(double)profile->event_count, times});
        cp_json_add_quotient(
            json, "peak_to_mean",
            (struct cp_quotient){count, times > 0 ? (double)profile->event_count / times : 0});
        cp_json_close(json, '}');
    }
    cp_json_close(json, '}');
}

static void cp_json_add_profile(struct cp_json *json, const struct cp_profile_report *profile,
                                const struct cp_zone *zone)
{
    cp_json_open(json, "arrivals", '{');
    cp_json_add_integer(json, "event_count", profile->event_count);
    cp_json_add_integer(json, "undated_count", profile->undated_count);
    cp_json_add_integer(json, "busy_day_count", profile->day_count_busy);
    cp_json_add_peaks(json, profile, zone);
    cp_json_add_parts(json, "hours_of_day", profile->hours, CP_PROFILE_HOURS, 0);
    cp_json_add_parts(json, "weekdays", profile->weekdays, CP_PROFILE_WEEKDAYS, 1);
    cp_json_add_parts(json, "months", profile->months, CP_PROFILE_MONTHS, 1);
    cp_json_close(json, '}');
}

static void cp_json_add_latencies(struct cp_json *json, const struct cp_latencies *latencies)
{
    cp_json_open(json, "event_to_picture", '{');
    cp_json_add_integer(json, "event_count", latencies->count);
    for (int at = 0; at < CP_LATENCY_PERCENTILE_COUNT; at++) {
        char key[CP_NUMBER_MAX];
        int64_t duration_ms = CP_METER_UNKNOWN;
        (void)snprintf(key, sizeof(key), "%s_ms", cp_latency_percentiles[at].id);
        if (!cp_latencies_percentile(latencies, cp_latency_percentiles[at].per_mille,
                                     &duration_ms)) {
            duration_ms = CP_METER_UNKNOWN;
        }
        cp_json_add_meter(json, key, duration_ms);
    }
    cp_json_add_meter(json, "max_ms", latencies->count > 0 ? latencies->max_ms : CP_METER_UNKNOWN);
    cp_json_add_quotient(json, "mean_ms",
                         (struct cp_quotient){(double)latencies->sum_ms, (double)latencies->count});
    cp_json_close(json, '}');
}

static void cp_json_add_meters(struct cp_json *json, const int64_t meters[CP_METER_COUNT])
{
    for (int meter = 0; meter < CP_METER_COUNT; meter++) {
        cp_json_add_meter(json, cp_capacity_meters[meter].id, meters[meter]);
    }
}

static void cp_json_add_steps(struct cp_json *json, const struct cp_capacity_result *result)
{
    cp_json_open(json, "steps", '[');
    for (size_t at = 0; at < result->step_count; at++) {
        const struct cp_capacity_step *step = &result->steps[at];
        cp_json_open(json, NULL, '{');
        cp_json_add_integer(json, "from_ms", step->from_ms);
        cp_json_add_integer(json, "to_ms", step->to_ms);
        cp_json_add_integer(json, "event_count", step->event_count);
        cp_json_add_meter(json, "offered_event_count", step->offered_count);
        cp_json_add_meters(json, step->meters);
        cp_json_close(json, '}');
    }
    cp_json_close(json, ']');
}

static void cp_json_add_resources(struct cp_json *json, const struct cp_capacity_result *result)
{
    cp_json_open(json, "resources", '{');
    for (int resource = 0; resource < CP_RESOURCE_COUNT; resource++) {
        cp_json_open(json, cp_capacity_resources[resource].id, '{');
        cp_json_add_text(json, "whole", cp_capacity_resources[resource].whole);
        cp_json_add_quotient(json, "used", result->uses[resource].used);
        cp_json_add_quotient(json, "times_this_load_until_used_up",
                             result->uses[resource].multiple);
        cp_json_close(json, '}');
    }
    cp_json_close(json, '}');
    if (result->first_resource >= 0) {
        cp_json_add_text(json, "used_up_first", cp_capacity_resources[result->first_resource].id);
    } else {
        cp_json_add_plain(json, "used_up_first", "null");
    }
}

static void cp_json_add_outages(struct cp_json *json, const struct cp_capacity_result *result)
{
    cp_json_add_quotient(json, "catch_up_events_per_s", result->catch_up);
    cp_json_open(json, "outages", '[');
    for (size_t at = 0; at < result->outage_count; at++) {
        const struct cp_capacity_outage *outage = &result->outages[at];
        cp_json_open(json, NULL, '{');
        cp_json_add_number(json, "outage_h", outage->hours);
        if (outage->waiting_count > 0) {
            cp_json_add_instant(json, "worst_from", outage->from_ms);
        }
        cp_json_add_integer(json, "waiting_event_count", outage->waiting_count);
        cp_json_add_quotient(json, "drain_s", outage->drain_s);
        cp_json_close(json, '}');
    }
    cp_json_close(json, ']');
}

enum cp_status cp_capacity_write_json(FILE *out, const struct cp_capacity_result *result,
                                      const struct cp_zone *zone, struct cp_failure *out_failure)
{
    struct cp_json json;
    cp_json_init(&json);
    cp_json_open(&json, NULL, '{');
    cp_json_add_text(&json, "schema", CP_SCHEMA);
    cp_json_add_run(&json, result);
    cp_json_add_profile(&json, &result->profile, zone);
    cp_json_add_latencies(&json, &result->latencies);
    cp_json_open(&json, "meters", '{');
    cp_json_add_meters(&json, result->meters);
    cp_json_close(&json, '}');
    cp_json_add_steps(&json, result);
    cp_json_add_resources(&json, result);
    cp_json_add_outages(&json, result);
    cp_json_close(&json, '}');
    const bool is_written =
        fwrite(json.text, 1, json.size, out) == json.size && fputc('\n', out) != EOF;
    cp_json_done(&json);
    return is_written ? CP_OK : cp_fail(out_failure, CP_RUNTIME, "cannot write the report as JSON");
}
