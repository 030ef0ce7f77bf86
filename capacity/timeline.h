/* The run in steps of time: what had been read and what the meters showed at some instants, and
 * when events were due.
 *
 * Threads: one. Bounded: 256 samples, 512 bins of due events; when either is full, every second
 * instant is given up and the steps are twice as long. Of a gauge the largest stays. */
#ifndef CASEPULSE_CAPACITY_TIMELINE_H
#define CASEPULSE_CAPACITY_TIMELINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "casepulse/capacity/result.h"

#define CP_TIMELINE_SAMPLES 256
#define CP_TIMELINE_BINS 512
#define CP_TIMELINE_STEP_MS 100

struct cp_timeline_sample {
    int64_t at_ms;
    int64_t event_count; /* read since the run began */
    struct cp_meters meters;
};

struct cp_timeline {
    int64_t started_ms; /* the origin of the bins */
    int64_t step_ms;
    size_t sample_count;
    struct cp_timeline_sample samples[CP_TIMELINE_SAMPLES];
    int64_t bin_ms;
    int64_t due_count;
    int64_t due_first_ms, due_last_ms;
    int64_t bins[CP_TIMELINE_BINS];
};

void cp_timeline_init(struct cp_timeline *timeline, int64_t started_ms);

bool cp_timeline_is_due(const struct cp_timeline *timeline, int64_t now_ms);

void cp_timeline_take(struct cp_timeline *timeline, const struct cp_timeline_sample *sample);

/* One event was due then. */
void cp_timeline_add_due(struct cp_timeline *timeline, int64_t due_ms);

/* The run as at most CP_CAPACITY_STEPS_MAX steps, whose counts add up to those of the run. Returns
 * how many. */
size_t cp_timeline_tell(const struct cp_timeline *timeline,
                        struct cp_capacity_step out_steps[CP_CAPACITY_STEPS_MAX]);

/* Of a counter what it grew by between two samples, of a gauge the larger of the two;
 * CP_METER_UNKNOWN if either is. */
int64_t cp_timeline_meter(enum cp_capacity_meter meter, int64_t from, int64_t to);

#endif
