#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "casepulse/base/clock.h"
#include "casepulse/base/instant.h"
#include "casepulse/base/stop.h"
#include "casepulse/store/namespace.h"
#include "replay_plan.h"

#define CP_BUSY_MS (CP_NAMESPACE_HELD_MS + 2000)
#define CP_TRY_AGAIN_MS 100
#define CP_INSTANT_TEXT_MAX 25

static const struct cp_option cp_replay_table[] = {
    [CP_REPLAY_INTO] = {"into", 'i', "NAMESPACE", "where the figures go: a namespace of its own"},
    [CP_REPLAY_FROM] = {"from", 0, "INSTANT", "first arrival (default: the log's beginning)"},
    [CP_REPLAY_TO] = {"to", 0, "INSTANT", "arrivals before this (default: the log's end now)"},
    [CP_REPLAY_OFFSETS] = {"offsets", 0, "P:FROM-TO,…", "these offsets instead"},
    [CP_REPLAY_SPEED] = {"speed", 0, "max|60x", "how many times as fast as it was (default: max)"},
    [CP_REPLAY_CLOCK] = {"clock", 0, "arrival|occurred", "pace and windows by (default: arrival)"},
    [CP_REPLAY_LOAD] = {"load", 0, "N", "each event N times, under other ids (default: 1)"},
    [CP_REPLAY_ORGANISATION] = {"org", 0, "FILE", "another organisation file"},
    [CP_REPLAY_LIFE] = {"ttl", 0, "7d|12h|30m|90s", "how long the figures stay (default: 1d)"},
    [CP_REPLAY_KEEP] = {"keep", 0, NULL, "the figures stay until they are dropped"},
    [CP_REPLAY_COMPARE] = {"compare", 0, "NAMESPACE",
                           "list day counts that differ from those live"},
    [CP_REPLAY_JSON] = {"json", 'j', NULL, "the comparison as JSON"},
    [CP_REPLAY_REPORT] = {"report", 0, "FILE", "the capacity report as JSON (-: stdout)"},
    [CP_REPLAY_HTML] = {"html", 0, "FILE", "the capacity report as one page of HTML"},
    [CP_REPLAY_OUTAGE] = {"outage", 0, "HOURS", "tell how long one lasts on (default: 4)"},
    [CP_REPLAY_LIST] = {"list", 'l', NULL, "list the namespaces of replays and end"},
    [CP_REPLAY_DROP] = {"drop", 0, "NAMESPACE", "remove a replay's namespace and end"},
    {NULL, 0, NULL, NULL},
};

static void cp_replay_print_line(const struct cp_namespace_line *line)
{
    char as_of[CP_INSTANT_TEXT_MAX] = "-";
    char life[32] = "stays";
    if (line->as_of_ms != INT64_MIN) {
        cp_instant_format(line->as_of_ms, as_of);
    }
    if (line->life_ms >= 0) {
        (void)snprintf(life, sizeof(life), "%" PRId64 " min", line->life_ms / CP_MS_PER_MINUTE);
    }
    (void)printf("%-24s %-10s %-7s %-24s %12" PRId64 "  %s\n", line->name, line->state,
                 line->is_running ? "running" : "-", as_of, line->records, life);
}

static enum cp_status cp_replay_list(const struct cp_settings *settings,
                                     struct cp_failure *out_failure)
{
    const struct cp_redis_settings redis = cp_command_redis(settings);
    struct cp_namespace *space = cp_namespace_create(&redis, 0);
    struct cp_namespace_line *lines = NULL;
    size_t count = 0;
    const enum cp_status status = cp_namespace_list(space, &lines, &count, out_failure);
    cp_namespace_free(space);
    if (status != CP_OK) {
        return status;
    }
    (void)printf("%-24s %-10s %-7s %-24s %12s  %s\n", "namespace", "state", "", "as of", "records",
                 "goes in");
    for (size_t i = 0; i < count; i++) {
        cp_replay_print_line(&lines[i]);
    }
    free(lines);
    return CP_OK;
}

/* Taken like by a replay, so that none is dropped while it is published to. */
static enum cp_status cp_replay_take_to_drop(struct cp_namespace *space, const char *name,
                                             struct cp_failure *out_failure)
{
    const int64_t until_ms = cp_clock_steady_ms() + CP_BUSY_MS;
    bool is_busy = true;
    while (is_busy) {
        const enum cp_status status =
            cp_namespace_take(space, cp_clock_wall_ms(), &is_busy, out_failure);
        if (status != CP_OK) {
            return status;
        }
        if (is_busy && (cp_clock_steady_ms() >= until_ms || cp_stop_is_asked())) {
            return cp_fail(out_failure, CP_RUNTIME,
                           "namespace \"%s\": a program publishes there; end it first", name);
        }
        cp_clock_sleep_ms(is_busy ? CP_TRY_AGAIN_MS : 0);
    }
    return CP_OK;
}

static enum cp_status cp_replay_drop(const struct cp_settings *settings, const char *name,
                                     struct cp_failure *out_failure)
{
    struct cp_redis_settings redis = cp_command_redis(settings);
    redis.namespace_name = name;
    enum cp_status status = cp_redis_check(&redis, out_failure);
    if (status != CP_OK) {
        return CP_USAGE;
    }
    struct cp_namespace *space = cp_namespace_create(&redis, CP_MS_PER_DAY);
    status = cp_replay_take_to_drop(space, name, out_failure);
    if (status == CP_OK) {
        status = cp_namespace_remove(space, out_failure);
        cp_namespace_give_back(space);
    }
    cp_namespace_free(space);
    return status;
}

static enum cp_status cp_replay(const struct cp_invocation *invocation,
                                struct cp_failure *out_failure)
{
    if (invocation->options[CP_REPLAY_LIST] != NULL) {
        return cp_replay_list(invocation->settings, out_failure);
    }
    if (invocation->options[CP_REPLAY_DROP] != NULL) {
        return cp_replay_drop(invocation->settings, invocation->options[CP_REPLAY_DROP],
                              out_failure);
    }
    struct cp_replay_plan plan;
    enum cp_status status = cp_replay_plan_read(invocation, &plan, out_failure);
    if (status == CP_OK) {
        status = cp_replay_run(&plan, out_failure);
        cp_replay_plan_done(&plan);
    }
    return status;
}

const struct cp_command cp_command_replay = {
    .name = "replay",
    .summary = "count history again into a namespace of its own: faster, larger, otherwise",
    .needs_settings = true,
    .options = cp_replay_table,
    .run = cp_replay,
};
