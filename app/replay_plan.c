#include "replay_plan.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "casepulse/base/instant.h"
#include "casepulse/base/memory.h"

#define CP_OUTAGE_DEFAULT_HOURS 4.0
#define CP_OUTAGE_HOURS_MAX 8784.0
#define CP_LIFE_DEFAULT_MS CP_MS_PER_DAY
#define CP_LIFE_MAX_MS (3660 * CP_MS_PER_DAY)
#define CP_SPEED_LEAST 0.001
#define CP_SPEED_MAX 1e12

static const char *cp_given(const struct cp_invocation *invocation, enum cp_replay_option option)
{
    return invocation->options[option];
}

static enum cp_status cp_plan_refuse(const char *option, const char *found, const char *allowed,
                                     struct cp_failure *out_failure)
{
    return cp_fail(out_failure, CP_USAGE, "casepulse replay: --%s: found \"%.60s\"; must be %s",
                   option, found, allowed);
}

static enum cp_status cp_plan_read_instant(const struct cp_replay_plan *plan, const char *option,
                                           const char *text, int64_t *out_ms,
                                           struct cp_failure *out_failure)
{
    if (text == NULL || cp_instant_parse(&plan->settings->zone, text, out_ms)) {
        return CP_OK;
    }
    return cp_plan_refuse(
        option, text,
        "an instant in ISO 8601, such as 2024-01-01 or 2024-01-01T00:00Z (without "
        "a zone: local time)",
        out_failure);
}

/* "P:FROM-TO,P:FROM-TO" */
static enum cp_status cp_plan_read_parts(struct cp_replay_plan *plan, const char *text,
                                         struct cp_failure *out_failure)
{
    size_t capacity = 1;
    for (const char *at = text; at != NULL && *at != '\0'; at++) {
        capacity += *at == ',' ? 1 : 0;
    }
    plan->parts = text != NULL ? cp_allocate(capacity, sizeof(*plan->parts)) : NULL;
    for (const char *at = text; at != NULL; at = at[0] == ',' ? at + 1 : NULL) {
        struct cp_range_part part = {0};
        int size = 0;
        if (sscanf(at, "%" SCNd32 ":%" SCNd64 "-%" SCNd64 "%n", &part.partition, &part.begin,
                   &part.end, &size) != 3 ||
            (at[size] != '\0' && at[size] != ',') || part.partition < 0 || part.begin < 0) {
            return cp_plan_refuse("offsets", text,
                                  "PARTITION:FROM-TO, more of them after a comma, such as "
                                  "0:0-500,3:100-120 (TO itself is not read)",
                                  out_failure);
        }
        plan->parts[plan->part_count++] = part;
        at += size;
    }
    return CP_OK;
}

static enum cp_status cp_plan_read_speed(struct cp_replay_plan *plan, const char *text,
                                         struct cp_failure *out_failure)
{
    char *end = NULL;
    if (text == NULL || strcmp(text, "max") == 0) {
        plan->speed = CP_REPLAY_AT_ONCE;
        return CP_OK;
    }
    plan->speed = strtod(text, &end);
    const bool is_within = plan->speed >= CP_SPEED_LEAST && plan->speed <= CP_SPEED_MAX;
    if (end == text || strcmp(end, "x") != 0 || !is_within) {
        return cp_plan_refuse("speed", text,
                              "max, or how many times as fast as it was, such as 60x", out_failure);
    }
    return CP_OK;
}

static enum cp_status cp_plan_read_clock(struct cp_replay_plan *plan, const char *text,
                                         struct cp_failure *out_failure)
{
    if (text != NULL && strcmp(text, "arrival") != 0 && strcmp(text, "occurred") != 0) {
        return cp_plan_refuse("clock", text, "arrival or occurred", out_failure);
    }
    plan->clock = text != NULL && text[0] == 'o' ? CP_REPLAY_BY_OCCURRED : CP_REPLAY_BY_ARRIVAL;
    return CP_OK;
}

static enum cp_status cp_plan_read_load(struct cp_replay_plan *plan, const char *text,
                                        struct cp_failure *out_failure)
{
    char *end = NULL;
    const long load = text != NULL ? strtol(text, &end, 10) : 1;
    if (text != NULL && (end == text || *end != '\0' || load < 1 || load > CP_REPLAY_LOAD_MAX)) {
        return cp_plan_refuse("load", text, "a whole number from 1 to 100", out_failure);
    }
    plan->load = (int32_t)load;
    return CP_OK;
}

static int64_t cp_life_unit_ms(char unit)
{
    switch (unit) {
    case 's':
        return CP_MS_PER_SECOND;
    case 'm':
        return CP_MS_PER_MINUTE;
    case 'h':
        return CP_MS_PER_HOUR;
    case 'd':
        return CP_MS_PER_DAY;
    default:
        return 0;
    }
}

static enum cp_status cp_plan_read_life(struct cp_replay_plan *plan, const char *text, bool is_kept,
                                        struct cp_failure *out_failure)
{
    char *end = NULL;
    plan->life_ms = is_kept ? 0 : CP_LIFE_DEFAULT_MS;
    if (text == NULL) {
        return CP_OK;
    }
    const long count = strtol(text, &end, 10);
    const int64_t unit_ms =
        end != text && end[0] != '\0' && end[1] == '\0' ? cp_life_unit_ms(end[0]) : 0;
    if (is_kept || unit_ms == 0 || count < 1 || count > CP_LIFE_MAX_MS / unit_ms) {
        return cp_plan_refuse("ttl", text,
                              "how long the namespace lives after the replay, such as 90s, 30m, "
                              "12h or 7d; and not together with --keep",
                              out_failure);
    }
    plan->life_ms = count * unit_ms;
    return CP_OK;
}

static enum cp_status cp_plan_read_outage(struct cp_replay_plan *plan, const char *text,
                                          struct cp_failure *out_failure)
{
    char *end = NULL;
    plan->outage_hours = text != NULL ? strtod(text, &end) : CP_OUTAGE_DEFAULT_HOURS;
    const bool is_within = plan->outage_hours > 0 && plan->outage_hours <= CP_OUTAGE_HOURS_MAX;
    if (text != NULL && (end == text || *end != '\0' || !is_within)) {
        return cp_plan_refuse("outage", text, "hours, more than 0 and at most a year, such as 4",
                              out_failure);
    }
    return CP_OK;
}

static enum cp_status cp_plan_read_target(struct cp_replay_plan *plan,
                                          const struct cp_invocation *invocation,
                                          struct cp_failure *out_failure)
{
    const char *live = cp_setting_text(plan->settings, CP_SETTING_REDIS_NAMESPACE);
    const char *name = cp_given(invocation, CP_REPLAY_INTO);
    if (name == NULL) {
        return cp_fail(out_failure, CP_USAGE,
                       "casepulse replay: --into NAMESPACE is missing: where the figures go, such "
                       "as what-if");
    }
    if (strcmp(name, "live") == 0 || strcmp(name, live) == 0) {
        return cp_plan_refuse("into", name,
                              "another namespace than live and the one that run publishes into",
                              out_failure);
    }
    plan->namespace_name = name;
    struct cp_redis_settings redis = cp_command_redis(plan->settings);
    redis.namespace_name = name;
    const enum cp_status status = cp_redis_check(&redis, out_failure);
    return status == CP_CONFIGURATION ? CP_USAGE : status;
}

static enum cp_status cp_plan_read_range(struct cp_replay_plan *plan,
                                         const struct cp_invocation *invocation,
                                         struct cp_failure *out_failure)
{
    const char *from = cp_given(invocation, CP_REPLAY_FROM);
    const char *to = cp_given(invocation, CP_REPLAY_TO);
    const char *offsets = cp_given(invocation, CP_REPLAY_OFFSETS);
    if (offsets != NULL && (from != NULL || to != NULL)) {
        return cp_plan_refuse("offsets", offsets, "alone: a range is by time or by offsets",
                              out_failure);
    }
    enum cp_status status = cp_plan_read_parts(plan, offsets, out_failure);
    if (status == CP_OK) {
        status = cp_plan_read_instant(plan, "from", from, &plan->from_ms, out_failure);
    }
    if (status == CP_OK) {
        status = cp_plan_read_instant(plan, "to", to, &plan->to_ms, out_failure);
    }
    if (status == CP_OK && plan->from_ms >= plan->to_ms) {
        return cp_plan_refuse("to", to != NULL ? to : "", "later than --from", out_failure);
    }
    return status;
}

static enum cp_status cp_plan_read_way(struct cp_replay_plan *plan,
                                       const struct cp_invocation *invocation,
                                       struct cp_failure *out_failure)
{
    enum cp_status status =
        cp_plan_read_speed(plan, cp_given(invocation, CP_REPLAY_SPEED), out_failure);
    if (status == CP_OK) {
        status = cp_plan_read_clock(plan, cp_given(invocation, CP_REPLAY_CLOCK), out_failure);
    }
    if (status == CP_OK) {
        status = cp_plan_read_load(plan, cp_given(invocation, CP_REPLAY_LOAD), out_failure);
    }
    if (status == CP_OK) {
        status = cp_plan_read_life(plan, cp_given(invocation, CP_REPLAY_LIFE),
                                   cp_given(invocation, CP_REPLAY_KEEP) != NULL, out_failure);
    }
    if (status == CP_OK) {
        status = cp_plan_read_outage(plan, cp_given(invocation, CP_REPLAY_OUTAGE), out_failure);
    }
    if (status == CP_OK) {
        status = cp_capacity_outputs_check(&plan->report, out_failure);
    }
    return status;
}

enum cp_status cp_replay_plan_read(const struct cp_invocation *invocation,
                                   struct cp_replay_plan *out_plan, struct cp_failure *out_failure)
{
    struct cp_replay_plan plan = {
        .settings = invocation->settings,
        .organisation = cp_given(invocation, CP_REPLAY_ORGANISATION),
        .compare = cp_given(invocation, CP_REPLAY_COMPARE),
        .is_json = cp_given(invocation, CP_REPLAY_JSON) != NULL,
        .report = {.json_path = cp_given(invocation, CP_REPLAY_REPORT),
                   .html_path = cp_given(invocation, CP_REPLAY_HTML),
                   .is_silent = cp_given(invocation, CP_REPLAY_JSON) != NULL},
        .from_ms = INT64_MIN,
        .to_ms = INT64_MAX,
    };
    enum cp_status status = cp_plan_read_target(&plan, invocation, out_failure);
    if (status == CP_OK) {
        status = cp_plan_read_range(&plan, invocation, out_failure);
    }
    if (status == CP_OK) {
        status = cp_plan_read_way(&plan, invocation, out_failure);
    }
    if (status != CP_OK) {
        cp_replay_plan_done(&plan);
        return status;
    }
    *out_plan = plan;
    return CP_OK;
}

void cp_replay_plan_done(struct cp_replay_plan *plan)
{
    free(plan->parts);
    plan->parts = NULL;
}
