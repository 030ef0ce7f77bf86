#include "sample_run.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "casepulse/base/hash.h"
#include "casepulse/base/memory.h"

#define DAYS 730
#define FROM_MS INT64_C(1325372400000) /* 2012-01-01T00:00 in Copenhagen */
#define BATCH 1024
#define BATCH_MS 4
#define TICK_MS 500
#define MIB INT64_C(1048576)

/* Events in each hour of a working day, in hundredths of the mean of office hours. */
static const int64_t weights[24] = {2,  1,   1,   1,  1,  4,  12, 45, 110, 140, 150, 135,
                                    90, 120, 115, 85, 60, 35, 22, 18, 14,  10,  6,   3};

struct sample_run {
    struct cp_recorder *recorder;
    int64_t now_ms;
    int64_t ticked_ms;
    int64_t event_count;
    struct cp_recorder_batch batch;
    int64_t at_ms[BATCH];
    int64_t due_ms[BATCH];
};

int sample_run_set_up(void **state)
{
    struct cp_zone *zone = cp_allocate(1, sizeof(*zone));
    struct cp_failure failure;
    assert_int_equal(cp_zone_load(CP_ZONE_MUNICIPALITY, zone, &failure), CP_OK);
    *state = zone;
    return 0;
}

int sample_run_tear_down(void **state)
{
    free(*state);
    return 0;
}

static void take(struct sample_run *run)
{
    struct cp_meters meters = cp_meters_unknown();
    const int64_t used_us = run->event_count * 13 / 10;
    meters.values[CP_METER_CPU_USER] = 180000 + used_us * 3 / 2;
    meters.values[CP_METER_CPU_SYSTEM] = 60000 + used_us / 5;
    meters.values[CP_METER_CPU_OWN] = 90000 + used_us;
    meters.values[CP_METER_CPU_FETCH] = 20000 + used_us * 2 / 5;
    meters.values[CP_METER_RESIDENT] = 41 * MIB + run->event_count * 44;
    meters.values[CP_METER_LAG] = 1745966 - run->event_count;
    meters.values[CP_METER_REDIS_COMMANDS] = 1000 + run->now_ms * 3 + run->event_count / 200;
    meters.values[CP_METER_REDIS_CPU] = run->now_ms * 60;
    meters.values[CP_METER_REDIS_MEMORY] = 3 * MIB + run->event_count * 9;
    meters.values[CP_METER_REDIS_MEMORY_MAX] = 0;
    cp_recorder_take(run->recorder, &meters, run->now_ms);
}

static void flush(struct sample_run *run)
{
    run->now_ms += BATCH_MS + (int64_t)(cp_hash_mix((uint64_t)run->now_ms) % 3);
    run->batch.read_ms = run->now_ms;
    run->event_count += (int64_t)run->batch.count;
    cp_recorder_add(run->recorder, &run->batch);
    run->batch.count = 0;
    if (run->now_ms - run->ticked_ms >= TICK_MS) {
        run->now_ms += 20;
        run->ticked_ms = run->now_ms;
        cp_recorder_published(run->recorder, run->now_ms);
    }
    if (cp_recorder_is_due(run->recorder, run->now_ms)) {
        take(run);
    }
}

static void add(struct sample_run *run, int64_t at_ms)
{
    run->at_ms[run->batch.count] = at_ms;
    run->due_ms[run->batch.count] = run->now_ms;
    if (++run->batch.count == BATCH) {
        flush(run);
    }
}

/* Nights, weekends and July are quiet; a batch comes on the first of each month at 06:00. */
static void add_day(struct sample_run *run, const struct cp_zone *zone, int32_t day)
{
    const int64_t start_ms = cp_zone_day_start_ms(zone, day);
    const struct cp_civil civil = cp_civil_from_day(day);
    const int64_t share = (cp_day_weekday(day) >= 6 ? 9 : 100) * (civil.month == 7 ? 55 : 100);
    for (int hour = 0; hour < 24; hour++) {
        int64_t count = weights[hour] * share / 4400;
        count += count * (int64_t)(cp_hash_mix((uint64_t)(day * 24 + hour)) % 40) / 100;
        count += civil.day == 1 && hour == 6 ? 4000 : 0;
        for (int64_t at = 0; at < count; at++) {
            add(run, start_ms + hour * CP_MS_PER_HOUR + at * CP_MS_PER_HOUR / count);
        }
    }
}

static void set_facts(struct cp_recorder *recorder, bool is_paced)
{
    cp_recorder_set_fact(recorder, CP_FACT_TOPIC, "%s", "case-events, 12 partitions");
    cp_recorder_set_fact(recorder, CP_FACT_RANGE, "%s", "2012-01-01 to 2014-01-01, generated");
    cp_recorder_set_fact(recorder, CP_FACT_NAMESPACE, "%s", "plan-a");
    cp_recorder_set_fact(recorder, CP_FACT_CLOCK, "%s", "arrival");
    cp_recorder_set_fact(recorder, CP_FACT_SPEED, "%s", is_paced ? "10000000x" : "max");
    cp_recorder_set_fact(recorder, CP_FACT_LOAD, "%d", 1);
    cp_recorder_set_fact(recorder, CP_FACT_VERSION, "%s", "0.1.0");
    cp_recorder_set_fact(recorder, CP_FACT_PROCESSOR, "%s", "2 × made by hand");
}

static struct cp_recorder *create(const struct cp_zone *zone, bool is_paced)
{
    struct cp_recorder *recorder = cp_recorder_create(&(struct cp_recorder_settings){
        .zone = zone,
        .started_ms = 0,
        .is_paced = is_paced,
        .speed = is_paced ? 1e7 : 0,
        .outage_hours = 4,
        .processor_count = 2,
        .memory_bytes = 8192 * MIB,
    });
    set_facts(recorder, is_paced);
    return recorder;
}

struct cp_capacity_result *sample_run_result(const struct cp_zone *zone, bool is_paced)
{
    struct sample_run *run = calloc(1, sizeof(*run));
    run->recorder = create(zone, is_paced);
    run->batch = (struct cp_recorder_batch){run->at_ms, is_paced ? run->due_ms : NULL, 0, 0};
    run->now_ms = 412;
    take(run);
    const int32_t first_day = cp_zone_day(zone, FROM_MS);
    for (int32_t day = first_day; day < first_day + DAYS; day++) {
        add_day(run, zone, day);
    }
    flush(run);
    cp_recorder_published(run->recorder, run->now_ms += 60);
    take(run);
    struct cp_capacity_result *result = cp_recorder_finish(run->recorder, true, run->now_ms);
    cp_recorder_free(run->recorder);
    free(run);
    return result;
}

struct cp_capacity_result *sample_run_instant(const struct cp_zone *zone)
{
    struct sample_run run = {.recorder = create(zone, false)};
    const int64_t at_ms = FROM_MS;
    take(&run);
    cp_recorder_add(run.recorder, &(struct cp_recorder_batch){&at_ms, NULL, 1, 0});
    cp_recorder_published(run.recorder, 0);
    take(&run);
    struct cp_capacity_result *result = cp_recorder_finish(run.recorder, true, 0);
    cp_recorder_free(run.recorder);
    return result;
}

struct cp_capacity_result *sample_run_empty(const struct cp_zone *zone, bool has_samples)
{
    struct sample_run run = {.recorder = create(zone, false), .now_ms = 300};
    if (has_samples) {
        take(&run);
        run.now_ms = 340;
        cp_recorder_published(run.recorder, run.now_ms);
        take(&run);
    }
    struct cp_capacity_result *result = cp_recorder_finish(run.recorder, true, run.now_ms);
    cp_recorder_free(run.recorder);
    return result;
}
