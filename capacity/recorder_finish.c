/* From what was measured to what it means: rates, what is used up first, how long an outage lasts
 * on. Every formula is told in docs/CAPACITY.md. */
#include <string.h>

#include "casepulse/base/memory.h"

#include "recorder_parts.h"

#define CP_SECONDS_PER_HOUR 3600.0
#define CP_US_PER_MS 1000.0
#define CP_SECONDS_PER_MS 1e-3

static const double cp_outages_usual[] = {1, 2, 4, 8, 24};
#define CP_OUTAGES_USUAL (sizeof(cp_outages_usual) / sizeof(cp_outages_usual[0]))

const struct cp_capacity_resource_row cp_capacity_resources[CP_RESOURCE_COUNT] = {
#define X(name, id, label, whole) {id, label, whole},
    CP_CAPACITY_RESOURCES(X)
#undef X
};

bool cp_quotient_value(struct cp_quotient quotient, double *out_value)
{
    if (!(quotient.denominator > 0)) {
        return false;
    }
    *out_value = quotient.numerator / quotient.denominator;
    return true;
}

/* CPU of a thread, a process, a server: its cost grows with the events. */
static struct cp_capacity_use cp_use_of_time(int64_t used_us, double whole_us)
{
    if (used_us == CP_METER_UNKNOWN) {
        return (struct cp_capacity_use){{0, 0}, {0, 0}};
    }
    const double used = (double)used_us;
    return (struct cp_capacity_use){{used, whole_us}, {whole_us, used}};
}

/* Memory: what was there before the first event stays as it is, the rest grows with the events. */
static struct cp_capacity_use cp_use_of_memory(int64_t before, int64_t most, int64_t whole)
{
    if (most == CP_METER_UNKNOWN || before == CP_METER_UNKNOWN || whole <= 0) {
        return (struct cp_capacity_use){{0, 0}, {0, 0}};
    }
    const struct cp_quotient multiple = {(double)(whole - before), (double)(most - before)};
    return (struct cp_capacity_use){{(double)most, (double)whole}, multiple};
}

static int64_t cp_sum_known(int64_t left, int64_t right)
{
    const bool is_known = left != CP_METER_UNKNOWN && right != CP_METER_UNKNOWN;
    return is_known ? left + right : CP_METER_UNKNOWN;
}

static void cp_recorder_tell_uses(const struct cp_recorder *recorder,
                                  struct cp_capacity_result *result)
{
    const int64_t *meters = result->meters;
    const int64_t *before = recorder->timeline.samples[0].meters.values;
    const double window_us = (double)result->window_ms * CP_US_PER_MS;
    const int64_t limit = meters[CP_METER_REDIS_MEMORY_MAX];
    const struct cp_capacity_use uses[CP_RESOURCE_COUNT] = {
        [CP_RESOURCE_OWN] = cp_use_of_time(meters[CP_METER_CPU_OWN], window_us),
        [CP_RESOURCE_FETCH] = cp_use_of_time(meters[CP_METER_CPU_FETCH], window_us),
        [CP_RESOURCE_PROCESS] =
            cp_use_of_time(cp_sum_known(meters[CP_METER_CPU_USER], meters[CP_METER_CPU_SYSTEM]),
                           window_us * result->processor_count),
        [CP_RESOURCE_REDIS] = cp_use_of_time(meters[CP_METER_REDIS_CPU], window_us),
        [CP_RESOURCE_PROCESS_MEMORY] = cp_use_of_memory(
            before[CP_METER_RESIDENT], meters[CP_METER_RESIDENT], result->memory_bytes),
        [CP_RESOURCE_REDIS_MEMORY] =
            cp_use_of_memory(before[CP_METER_REDIS_MEMORY], meters[CP_METER_REDIS_MEMORY],
                             limit > 0 ? limit : result->memory_bytes),
    };
    memcpy(result->uses, uses, sizeof(uses));
    for (int at = 0; at < CP_RESOURCE_COUNT && result->event_count == 0; at++) {
        result->uses[at].multiple = (struct cp_quotient){0, 0}; /* of nothing */
    }
}

/* The resource with the smallest multiple among the first `count` ones, or −1. */
static int cp_first_resource(const struct cp_capacity_result *result, int count)
{
    int first = -1;
    double smallest = 0;
    for (int resource = 0; resource < count; resource++) {
        double multiple = 0;
        if (cp_quotient_value(result->uses[resource].multiple, &multiple) &&
            (first < 0 || multiple < smallest)) {
            first = resource;
            smallest = multiple;
        }
    }
    return first;
}

static struct cp_quotient cp_catch_up(const struct cp_capacity_result *result)
{
    const int first = cp_first_resource(result, CP_RESOURCE_PROCESS_MEMORY);
    if (!result->is_paced) {
        return result->achieved;
    }
    if (first < 0) {
        return (struct cp_quotient){0, 0};
    }
    const struct cp_quotient multiple = result->uses[first].multiple;
    return (struct cp_quotient){result->achieved.numerator * multiple.numerator,
                                result->achieved.denominator * multiple.denominator};
}

static void cp_recorder_tell_outage(const struct cp_recorder *recorder, double hours,
                                    struct cp_capacity_result *result)
{
    const struct cp_profile_busiest worst = cp_profile_worst_stretch(recorder->profile, hours);
    struct cp_capacity_outage *outage = &result->outages[result->outage_count++];
    const double waiting = (double)worst.event_count;
    double rate = 0;
    *outage = (struct cp_capacity_outage){
        .hours = hours,
        .from_ms = worst.from_ms,
        .waiting_count = worst.event_count,
    };
    if (cp_quotient_value(result->catch_up, &rate)) {
        const double arrivals = waiting / (hours * CP_SECONDS_PER_HOUR);
        outage->drain_s = (struct cp_quotient){waiting, rate - arrivals};
    }
}

static void cp_recorder_tell_outages(const struct cp_recorder *recorder,
                                     struct cp_capacity_result *result)
{
    const double asked = recorder->settings.outage_hours;
    bool is_told = !(asked > 0);
    for (size_t at = 0; at < CP_OUTAGES_USUAL; at++) {
        const double usual = cp_outages_usual[at];
        if (!is_told && asked < usual) {
            cp_recorder_tell_outage(recorder, asked, result);
        }
        is_told = is_told || asked <= usual;
        cp_recorder_tell_outage(recorder, usual, result);
    }
    if (!is_told) {
        cp_recorder_tell_outage(recorder, asked, result);
    }
}

static void cp_recorder_tell_run(const struct cp_recorder *recorder, int64_t now_ms,
                                 struct cp_capacity_result *result)
{
    const struct cp_timeline *timeline = &recorder->timeline;
    const struct cp_timeline_sample *first = &timeline->samples[0];
    const struct cp_timeline_sample *last = first;
    result->elapsed_ms = now_ms - timeline->started_ms;
    result->start_ms = result->elapsed_ms;
    if (timeline->sample_count > 0) {
        last = &timeline->samples[timeline->sample_count - 1];
        result->start_ms = first->at_ms - timeline->started_ms;
        result->window_ms = last->at_ms - first->at_ms;
    }
    const double seconds = (double)result->window_ms * CP_SECONDS_PER_MS;
    result->achieved = (struct cp_quotient){(double)result->event_count, seconds};
    if (timeline->due_count > 0) {
        const int64_t offered_ms = timeline->due_last_ms - timeline->due_first_ms;
        result->offered = (struct cp_quotient){(double)timeline->due_count,
                                               (double)offered_ms * CP_SECONDS_PER_MS};
    }
    for (int meter = 0; meter < CP_METER_COUNT; meter++) {
        result->meters[meter] = cp_timeline_meter(
            (enum cp_capacity_meter)meter, first->meters.values[meter], last->meters.values[meter]);
    }
}

/* Of a gauge the largest of all steps, not only that of the first and the last sample. */
static void cp_recorder_tell_steps(const struct cp_recorder *recorder,
                                   struct cp_capacity_result *result)
{
    result->step_count = cp_timeline_tell(&recorder->timeline, result->steps);
    for (int meter = 0; meter < CP_METER_COUNT; meter++) {
        for (size_t at = 0; at < result->step_count && !cp_capacity_meters[meter].is_counter;
             at++) {
            const int64_t value = result->steps[at].meters[meter];
            result->meters[meter] = value > result->meters[meter] ? value : result->meters[meter];
        }
    }
}

struct cp_capacity_result *cp_recorder_finish(const struct cp_recorder *recorder, bool is_complete,
                                              int64_t now_ms)
{
    struct cp_capacity_result *result = cp_allocate(1, sizeof(*result));
    result->is_complete = is_complete;
    result->is_paced = recorder->settings.is_paced;
    result->speed = recorder->settings.speed;
    result->processor_count = recorder->settings.processor_count;
    result->memory_bytes = recorder->settings.memory_bytes;
    result->event_count = recorder->event_count;
    result->tick_count = recorder->tick_count;
    result->latencies = recorder->latencies;
    memcpy(result->facts, recorder->facts, sizeof(result->facts));
    cp_profile_tell(recorder->profile, recorder->settings.zone, &result->profile);
    cp_recorder_tell_run(recorder, now_ms, result);
    cp_recorder_tell_steps(recorder, result);
    cp_recorder_tell_uses(recorder, result);
    result->first_resource = cp_first_resource(result, CP_RESOURCE_COUNT);
    result->catch_up = cp_catch_up(result);
    cp_recorder_tell_outages(recorder, result);
    return result;
}
