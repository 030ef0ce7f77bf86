#include "replay_report.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "casepulse/base/clock.h"
#include "casepulse/base/instant.h"
#include "casepulse/base/memory.h"
#include "casepulse/capacity/recorder.h"
#include "meter.h"

#define CP_INSTANT_TEXT_MAX 25

struct cp_replay_report {
    const struct cp_replay_plan *plan;
    struct cp_recorder *recorder;
    struct cp_meter *meter;
    int64_t *due_ms;     /* of the events of one take */
    int64_t due_last_ms; /* none comes before one that was given already */
};

struct cp_replay_report *cp_replay_report_create(const struct cp_replay_plan *plan)
{
    struct cp_replay_report *report = cp_allocate(1, sizeof(*report));
    const struct cp_redis_settings redis = cp_command_redis(plan->settings);
    const struct cp_recorder_settings settings = {
        .zone = &plan->settings->zone,
        .started_ms = cp_meter_started_ms(),
        .is_paced = plan->speed != CP_REPLAY_AT_ONCE,
        .speed = plan->speed,
        .outage_hours = plan->outage_hours,
        .processor_count = cp_meter_processor_count(),
        .memory_bytes = cp_meter_memory_bytes(),
    };
    report->plan = plan;
    report->recorder = cp_recorder_create(&settings);
    report->meter = cp_meter_create(&redis);
    report->due_ms =
        cp_allocate((size_t)CP_SOURCE_BATCH_MAX * (size_t)plan->load, sizeof(*report->due_ms));
    report->due_last_ms = INT64_MIN;
    return report;
}

void cp_replay_report_free(struct cp_replay_report *report)
{
    if (report == NULL) {
        return;
    }
    cp_recorder_free(report->recorder);
    cp_meter_free(report->meter);
    free(report->due_ms);
    free(report);
}

static void cp_report_tell_range(struct cp_replay_report *report)
{
    const struct cp_replay_plan *plan = report->plan;
    char from[CP_INSTANT_TEXT_MAX] = "its beginning";
    char to[CP_INSTANT_TEXT_MAX] = "its end";
    if (plan->from_ms != INT64_MIN) {
        cp_instant_format(plan->from_ms, from);
    }
    if (plan->to_ms != INT64_MAX) {
        cp_instant_format(plan->to_ms, to);
    }
    cp_recorder_set_fact(report->recorder, CP_FACT_RANGE, "%s%s to %s",
                         plan->parts != NULL ? "chosen offsets, " : "", from, to);
}

static void cp_report_tell(struct cp_replay_report *report, size_t part_count)
{
    const struct cp_replay_plan *plan = report->plan;
    struct cp_recorder *recorder = report->recorder;
    char now[CP_INSTANT_TEXT_MAX];
    cp_instant_format(cp_clock_wall_ms(), now);
    cp_recorder_set_fact(recorder, CP_FACT_TOPIC, "%s, %zu partitions",
                         cp_setting_text(plan->settings, CP_SETTING_SOURCE_TOPIC), part_count);
    cp_recorder_set_fact(recorder, CP_FACT_NAMESPACE, "%s", plan->namespace_name);
    cp_recorder_set_fact(recorder, CP_FACT_CLOCK, "%s",
                         plan->clock == CP_REPLAY_BY_OCCURRED ? "occurred" : "arrival");
    cp_recorder_set_fact(recorder, CP_FACT_LOAD, "%d", (int)plan->load);
    cp_recorder_set_fact(recorder, CP_FACT_BEGUN, "%s", now);
    if (plan->speed == CP_REPLAY_AT_ONCE) {
        cp_recorder_set_fact(recorder, CP_FACT_SPEED, "max");
    } else {
        cp_recorder_set_fact(recorder, CP_FACT_SPEED, "%.10gx", plan->speed);
    }
    if (plan->organisation != NULL) {
        cp_recorder_set_fact(recorder, CP_FACT_ORGANISATION, "%s", plan->organisation);
    }
    cp_report_tell_range(report);
    cp_meter_tell(report->meter, recorder);
}

static void cp_report_take(struct cp_replay_report *report, int64_t left)
{
    struct cp_meters meters;
    cp_meter_read(report->meter, &meters);
    meters.values[CP_METER_LAG] = left;
    cp_recorder_take(report->recorder, &meters, cp_clock_steady_ms());
}

void cp_replay_report_begin(struct cp_replay_report *report, const struct cp_range *range)
{
    size_t part_count = 0;
    (void)cp_range_parts(range, &part_count);
    cp_report_tell(report, part_count);
    cp_report_take(report, cp_range_left(range));
}

/* Copies are due with their event, what cannot be read or lies before what was given at once. */
static void cp_report_fill_due(struct cp_replay_report *report, const struct cp_replay_order *order,
                               const int64_t *instants, size_t count)
{
    const size_t load = (size_t)report->plan->load;
    for (size_t at = 0; at < count; at++) {
        const int64_t instant_ms = instants[at - at % load];
        const int64_t due_ms =
            instant_ms == INT64_MIN ? INT64_MIN : cp_replay_order_due_ms(order, instant_ms);
        if (due_ms > report->due_last_ms) {
            report->due_last_ms = due_ms;
        }
        report->due_ms[at] = report->due_last_ms;
    }
}

void cp_replay_report_took(struct cp_replay_report *report, const struct cp_replay_order *order,
                           const struct cp_replay_count *count, int64_t left)
{
    const int64_t now_ms = cp_clock_steady_ms();
    const bool is_paced = report->plan->speed != CP_REPLAY_AT_ONCE;
    struct cp_recorder_batch batch = {.read_ms = now_ms};
    batch.at_ms = cp_replay_count_instants(count, &batch.count);
    if (report->due_last_ms == INT64_MIN) {
        report->due_last_ms = now_ms;
    }
    if (is_paced) {
        cp_report_fill_due(report, order, batch.at_ms, batch.count);
        batch.due_ms = report->due_ms;
    }
    if (batch.count > 0) {
        cp_recorder_add(report->recorder, &batch);
    }
    if (cp_recorder_is_due(report->recorder, now_ms)) {
        cp_report_take(report, left);
    }
}

void cp_replay_report_ticked(struct cp_replay_report *report)
{
    cp_recorder_published(report->recorder, cp_clock_steady_ms());
}

bool cp_replay_report_takes_stdout(const struct cp_replay_plan *plan)
{
    return cp_capacity_outputs_take_stdout(&plan->report);
}

enum cp_status cp_replay_report_put(struct cp_replay_report *report, bool is_complete,
                                    struct cp_failure *out_failure)
{
    cp_report_take(report, 0);
    struct cp_capacity_result *result =
        cp_recorder_finish(report->recorder, is_complete, cp_clock_steady_ms());
    const enum cp_status status =
        cp_capacity_put(&report->plan->report, result, &report->plan->settings->zone, out_failure);
    free(result);
    return status;
}
