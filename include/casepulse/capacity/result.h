/* A capacity report as facts: what ran, what came, what it cost, what breaks first.
 *
 * Told once by a recorder (recorder.h) and constant from then on; written as JSON and HTML
 * (write.h). A ratio is kept as numerator and denominator, so that a run without events divides
 * nothing by nothing: who shows one asks first (cp_ratio_known).
 *
 * Threads: any. Owns: all of itself, it has no pointers. */
#ifndef CASEPULSE_CAPACITY_RESULT_H
#define CASEPULSE_CAPACITY_RESULT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "casepulse/capacity/facts.h"
#include "casepulse/capacity/latencies.h"
#include "casepulse/capacity/profile.h"

/* A part of a whole, a cost by events, events by time. */
struct cp_quotient {
    double numerator;
    double denominator; /* 0: there is no value */
};

/* One stretch of the run, all of the same length but the last. */
#define CP_CAPACITY_STEPS_MAX 60
struct cp_capacity_step {
    int64_t from_ms, to_ms;         /* since the process began */
    int64_t event_count;            /* read */
    int64_t offered_count;          /* due; CP_METER_UNKNOWN: the run was not paced */
    int64_t meters[CP_METER_COUNT]; /* counters: how much more; gauges: the largest */
};

/* X(NAME, "id", "label", "what 100 % is"): what can be used up. */
#define CP_CAPACITY_RESOURCES(X)                                                                   \
    X(OWN, "counting_thread", "Counting thread", "one processor")                                  \
    X(FETCH, "fetch_thread", "Fetching thread", "one processor")                                   \
    X(PROCESS, "process_cpu", "All threads", "all processors")                                     \
    X(REDIS, "redis_cpu", "Redis", "one processor")                                                \
    X(PROCESS_MEMORY, "process_memory", "Process memory", "the machine")                           \
    X(REDIS_MEMORY, "redis_memory", "Redis memory", "limit or machine")

enum cp_capacity_resource {
#define X(name, id, label, whole) CP_RESOURCE_##name,
    CP_CAPACITY_RESOURCES(X)
#undef X
        CP_RESOURCE_COUNT
};

struct cp_capacity_resource_row {
    const char *id;
    const char *label;
    const char *whole;
};

extern const struct cp_capacity_resource_row cp_capacity_resources[CP_RESOURCE_COUNT];

/* How far a resource was used, and how many times the load it would carry. Costs of processors grow
 * with the events; of memory only what came on top of the first sample does. */
struct cp_capacity_use {
    struct cp_quotient used;     /* of the whole: microseconds of microseconds, bytes of bytes */
    struct cp_quotient multiple; /* of the run's load at which nothing is left */
};

/* How long it takes to catch up after nothing was counted for `hours`. */
#define CP_CAPACITY_OUTAGES_MAX 6
struct cp_capacity_outage {
    double hours;
    int64_t from_ms; /* the history's stretch of that length with the most events */
    int64_t waiting_count;
    struct cp_quotient drain_s; /* waiting by (rate − arrivals); denominator ≤ 0: never */
};

struct cp_capacity_result {
    char facts[CP_FACT_COUNT][CP_FACT_MAX]; /* "": not told */
    bool is_complete;
    bool is_paced;
    double speed; /* history seconds a second, of a paced run */
    int processor_count;
    int64_t memory_bytes; /* of the machine; 0: not known */

    int64_t event_count;
    int64_t tick_count;
    int64_t start_ms;   /* from the process's begin to the first sample */
    int64_t elapsed_ms; /* from the process's begin to the complete picture */
    int64_t window_ms;  /* from the first sample to the last: what the uses are computed over */
    struct cp_quotient achieved; /* events by seconds of the window */
    struct cp_quotient offered;  /* events by seconds from the first due to the last; paced runs */

    struct cp_profile_report profile;
    struct cp_latencies latencies; /* from an event's due instant or its reading to its picture */

    size_t step_count;
    struct cp_capacity_step steps[CP_CAPACITY_STEPS_MAX];
    int64_t meters[CP_METER_COUNT]; /* as of a step, over the window */

    struct cp_capacity_use uses[CP_RESOURCE_COUNT];
    int first_resource; /* the one with the smallest multiple; −1: none is known */

    /* What a catch-up reaches: of a run at full speed what it achieved, of a paced one that times
     * the smallest multiple. */
    struct cp_quotient catch_up;
    size_t outage_count;
    struct cp_capacity_outage outages[CP_CAPACITY_OUTAGES_MAX];
};

/* False, and nothing written, where there is no value. */
bool cp_quotient_value(struct cp_quotient quotient, double *out_value);

#endif
