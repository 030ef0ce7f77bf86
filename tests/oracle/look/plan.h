/* What to count and from where to look at it: a plan as the oracle's tests write it.
 *
 * A plan is a text of lines "word value": settings first (history_days, max_units, min_denominator,
 * publish_days, as_of in ms or "live", as_of_from, subject_groups), then how the program is to go
 * about it (shards, seal: records a batch), then in their order "organisation PATH" and "look COUNT
 * AS_OF": count the first COUNT records of the log and show all figures as they are at AS_OF;
 * "save": give the counts away as a checkpoint and take them back; "state": show the lines of the
 * state digest.
 *
 * Threads: one. Bounded: CP_LOOK_STEPS_MAX steps. */
#ifndef CASEPULSE_LOOK_PLAN_H
#define CASEPULSE_LOOK_PLAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "casepulse/base/status.h"

#define CP_LOOK_STEPS_MAX 64
#define CP_LOOK_TEXT_MAX 1024

enum cp_look_step_kind { CP_LOOK_ORGANISATION, CP_LOOK_SAVE, CP_LOOK_STATE, CP_LOOK_LOOK };

struct cp_look_step {
    enum cp_look_step_kind kind;
    char path[CP_LOOK_TEXT_MAX]; /* ORGANISATION */
    int64_t count, as_of_ms;     /* LOOK */
};

struct cp_look_plan {
    int64_t history_days, max_units, min_denominator, publish_days;
    int64_t as_of_ms;      /* INT64_MAX: live */
    int64_t as_of_from_ms; /* of a live one: no look is from before */
    int64_t shards, seal;
    char subject_groups[CP_LOOK_TEXT_MAX];
    size_t step_count;
    struct cp_look_step steps[CP_LOOK_STEPS_MAX];
};

enum cp_status cp_look_plan_read(const char *path, struct cp_look_plan *out_plan,
                                 struct cp_failure *out_failure) CP_MUST_USE;

#endif
