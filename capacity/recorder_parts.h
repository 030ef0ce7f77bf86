/* What a recorder holds: shared by the verbs that feed it and those that tell.
 *
 * Threads: one. */
#ifndef CASEPULSE_CAPACITY_RECORDER_PARTS_H
#define CASEPULSE_CAPACITY_RECORDER_PARTS_H

#include "casepulse/capacity/recorder.h"
#include "timeline.h"

#define CP_RECORDER_WAITING_MAX 1024

struct cp_recorder_waiting {
    int64_t since_ms;
    int64_t count;
};

struct cp_recorder {
    struct cp_recorder_settings settings;
    char facts[CP_FACT_COUNT][CP_FACT_MAX];
    struct cp_profile *profile;
    struct cp_timeline timeline;
    struct cp_latencies latencies;
    int64_t event_count;
    int64_t tick_count;
    size_t waiting_count; /* for the next tick, the oldest first */
    struct cp_recorder_waiting waiting[CP_RECORDER_WAITING_MAX];
};

#endif
