/* What a replay is asked to do: its command line, checked.
 *
 * Threads: any; a fact. Owns: its parts. The rest is lent by the command line and the settings. */
#ifndef CASEPULSE_REPLAY_PLAN_H
#define CASEPULSE_REPLAY_PLAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "casepulse/consumer/range.h"
#include "capacity.h"
#include "command.h"
#include "settings.h"

#define CP_REPLAY_LOAD_MAX 100
#define CP_REPLAY_AT_ONCE 0.0 /* a speed */

/* Which time of an event sets the pace and the instant that pictures are made for. */
enum cp_replay_clock { CP_REPLAY_BY_ARRIVAL, CP_REPLAY_BY_OCCURRED };

struct cp_replay_plan {
    const struct cp_settings *settings;
    const char *namespace_name;
    const char *organisation;    /* file; NULL: the settings' */
    const char *compare;         /* namespace of the live state; NULL: none */
    bool is_json;                /* the comparison */
    int64_t from_ms, to_ms;      /* arrival; INT64_MIN, INT64_MAX: not given */
    struct cp_range_part *parts; /* NULL: by time */
    size_t part_count;
    double speed; /* how many times as fast as it was; CP_REPLAY_AT_ONCE: no pace */
    enum cp_replay_clock clock;
    int32_t load;    /* 1 to CP_REPLAY_LOAD_MAX */
    int64_t life_ms; /* 0: the namespace stays */
    struct cp_capacity_outputs report;
    double outage_hours; /* told in the report */
};

/* Options of `replay`, in the order of its table. */
enum cp_replay_option {
    CP_REPLAY_INTO,
    CP_REPLAY_FROM,
    CP_REPLAY_TO,
    CP_REPLAY_OFFSETS,
    CP_REPLAY_SPEED,
    CP_REPLAY_CLOCK,
    CP_REPLAY_LOAD,
    CP_REPLAY_ORGANISATION,
    CP_REPLAY_LIFE,
    CP_REPLAY_KEEP,
    CP_REPLAY_COMPARE,
    CP_REPLAY_JSON,
    CP_REPLAY_REPORT,
    CP_REPLAY_HTML,
    CP_REPLAY_OUTAGE,
    CP_REPLAY_LIST,
    CP_REPLAY_DROP
};

/* CP_USAGE names the option, what was found and what is allowed. */
enum cp_status cp_replay_plan_read(const struct cp_invocation *invocation,
                                   struct cp_replay_plan *out_plan,
                                   struct cp_failure *out_failure) CP_MUST_USE;
void cp_replay_plan_done(struct cp_replay_plan *plan);

/* Replays. CP_RUNTIME: interrupted, or the namespace was lost. */
enum cp_status cp_replay_run(const struct cp_replay_plan *plan,
                             struct cp_failure *out_failure) CP_MUST_USE;

#endif
