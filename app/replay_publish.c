#include "replay_publish.h"

#include <stdio.h>
#include <stdlib.h>

#include "casepulse/base/clock.h"
#include "casepulse/base/log.h"
#include "casepulse/base/memory.h"
#include "casepulse/base/stop.h"
#include "casepulse/store/namespace.h"
#include "casepulse/store/publication.h"
#include "pace.h"
#include "versions.h"

/* Every command but run and top gives up after so long. */
#define CP_GIVE_UP_MS 30000
#define CP_BUSY_MS (CP_NAMESPACE_HELD_MS + 2000)
#define CP_TRY_AGAIN_MS 100
#define CP_HOLD_EVERY_MS 500
/* Half as often as a key's life would allow, and then some. */
#define CP_RENEWALS_A_LIFE 4
/* A picture of years has a hundred thousand fields: at full speed it comes seldom, and a replay
 * that is over before the first is published once. */
#define CP_TICK_FIRST_MS 2000
#define CP_TICK_PAUSE_MS 500

struct cp_replay_publish {
    const struct cp_replay_plan *plan;
    struct cp_namespace *space;
    struct cp_publication *publication;
    bool is_ours;
    int64_t hold_ms;  /* steady; next renewal of the lease */
    int64_t renew_ms; /* the same of the keys' life */
    int64_t tick_ms;  /* steady; next picture */
    int64_t down_ms;  /* steady; since when Redis fails; 0: it does not */
};

struct cp_replay_publish *cp_replay_publish_create(const struct cp_replay_plan *plan)
{
    struct cp_replay_publish *publish = cp_allocate(1, sizeof(*publish));
    struct cp_redis_settings redis = cp_command_redis(plan->settings);
    redis.namespace_name = plan->namespace_name;
    const struct cp_publication_settings publication = {
        .redis = redis,
        .version = CP_VERSION,
        .min_denominator = cp_setting_number(plan->settings, CP_SETTING_PICTURE_MIN_DENOMINATOR),
        .wall_ms = cp_clock_wall_ms,
    };
    publish->plan = plan;
    publish->space = cp_namespace_create(&redis, plan->life_ms);
    publish->publication = cp_publication_create(&publication);
    cp_publication_set_lease(publish->publication, cp_namespace_lease(publish->space));
    cp_publication_set_life(publish->publication, plan->life_ms);
    return publish;
}

void cp_replay_publish_free(struct cp_replay_publish *publish)
{
    if (publish == NULL) {
        return;
    }
    if (publish->is_ours) {
        cp_namespace_give_back(publish->space);
    }
    cp_publication_free(publish->publication);
    cp_namespace_free(publish->space);
    free(publish);
}

/* What may pass: Redis is away, or refuses for now. */
static bool cp_replay_is_passing(struct cp_replay_publish *publish, enum cp_status status)
{
    const int64_t now_ms = cp_clock_steady_ms();
    if (status != CP_UNREACHABLE) {
        publish->down_ms = 0;
        return false;
    }
    publish->down_ms = publish->down_ms > 0 ? publish->down_ms : now_ms;
    return now_ms - publish->down_ms < CP_GIVE_UP_MS && !cp_stop_is_asked();
}

static enum cp_status cp_replay_take(struct cp_replay_publish *publish,
                                     struct cp_failure *out_failure)
{
    const int64_t busy_until_ms = cp_clock_steady_ms() + CP_BUSY_MS;
    bool is_busy = false;
    bool has_said = false;
    for (;;) {
        const enum cp_status status =
            cp_namespace_take(publish->space, cp_clock_wall_ms(), &is_busy, out_failure);
        if (status == CP_OK && !is_busy) {
            publish->is_ours = true;
            return CP_OK;
        }
        if (status == CP_OK && (cp_clock_steady_ms() >= busy_until_ms || cp_stop_is_asked())) {
            return cp_fail(out_failure, CP_RUNTIME,
                           "namespace \"%s\": another program publishes there (its heartbeat "
                           "lives)",
                           publish->plan->namespace_name);
        }
        if (status != CP_OK && !cp_replay_is_passing(publish, status)) {
            return status;
        }
        if (is_busy && !has_said) {
            cp_log(CP_LOG_INFO, "namespace \"%s\": somebody published there just now; waiting",
                   publish->plan->namespace_name);
            has_said = true;
        }
        cp_clock_sleep_ms(CP_TRY_AGAIN_MS);
    }
}

enum cp_status cp_replay_publish_begin(struct cp_replay_publish *publish,
                                       struct cp_failure *out_failure)
{
    enum cp_status status = cp_replay_take(publish, out_failure);
    if (status == CP_OK) {
        status = cp_namespace_clean(publish->space, out_failure);
    }
    const int64_t now_ms = cp_clock_steady_ms();
    publish->hold_ms = now_ms + CP_HOLD_EVERY_MS;
    publish->renew_ms = now_ms + publish->plan->life_ms / CP_RENEWALS_A_LIFE;
    publish->tick_ms =
        now_ms + (publish->plan->speed == CP_REPLAY_AT_ONCE ? CP_TICK_FIRST_MS : CP_PACE_PAUSE_MS);
    return status;
}

static enum cp_status cp_replay_hold(struct cp_replay_publish *publish, int64_t now_ms,
                                     struct cp_failure *out_failure)
{
    enum cp_status status = CP_OK;
    if (now_ms >= publish->hold_ms) {
        publish->hold_ms = now_ms + CP_HOLD_EVERY_MS;
        status = cp_namespace_hold(publish->space, cp_clock_wall_ms(), out_failure);
    }
    if (status == CP_OK && publish->plan->life_ms > 0 && now_ms >= publish->renew_ms) {
        publish->renew_ms = now_ms + publish->plan->life_ms / CP_RENEWALS_A_LIFE;
        status = cp_namespace_renew(publish->space, out_failure);
    }
    return status;
}

static bool cp_replay_is_balanced(const struct cp_picture *picture)
{
    bool is_balanced = true;
    for (size_t i = 0; i < picture->head_count; i++) {
        is_balanced = is_balanced && cp_head_is_balanced(&picture->heads[i]);
    }
    return is_balanced;
}

static enum cp_status cp_replay_tick(struct cp_replay_publish *publish,
                                     const struct cp_picture *picture, const char *state,
                                     int64_t left, int64_t lag_ms, struct cp_failure *out_failure)
{
    const bool is_balanced = cp_replay_is_balanced(picture);
    const struct cp_service_status service = {
        .kind = CP_KIND_REPLAY,
        .state = is_balanced ? state : "failed",
        .reason = is_balanced ? "" : "the books do not balance",
        .lag_records = left,
        .lag_ms = lag_ms,
        .partitions_seen = (int)picture->head_count,
        .partitions_total = (int)picture->head_count,
        .instances = 1,
    };
    const enum cp_status status = cp_publication_tick(publish->publication, picture, &service,
                                                      cp_clock_wall_ms(), out_failure);
    if (status == CP_OK && cp_publication_is_refused(publish->publication)) {
        return cp_fail(out_failure, CP_RUNTIME,
                       "namespace \"%s\" is not ours any more: this replay stood still for too "
                       "long, or another took it",
                       publish->plan->namespace_name);
    }
    return status;
}

static enum cp_status cp_replay_tick_if_due(struct cp_replay_publish *publish,
                                            struct cp_replay_count *count, int64_t left,
                                            bool *out_has_ticked, struct cp_failure *out_failure)
{
    const int64_t begin_ms = cp_clock_steady_ms();
    const int64_t as_of_ms = cp_replay_count_as_of_ms(count);
    if (begin_ms < publish->tick_ms || as_of_ms == INT64_MIN) {
        return CP_OK;
    }
    const struct cp_picture *picture = cp_replay_count_picture(count, as_of_ms);
    const enum cp_status status = cp_replay_tick(publish, picture, "incomplete", left,
                                                 cp_replay_count_lag_ms(count), out_failure);
    if (publish->plan->speed == CP_REPLAY_AT_ONCE) {
        cp_replay_count_rest(count);
    }
    const int64_t end_ms = cp_clock_steady_ms();
    /* With a pace it is looked at while it goes. */
    const int64_t pause_ms =
        publish->plan->speed == CP_REPLAY_AT_ONCE ? CP_TICK_PAUSE_MS : CP_PACE_PAUSE_MS;
    const int64_t share_ms = CP_PACE_SHARE * (end_ms - begin_ms);
    publish->tick_ms = end_ms + (share_ms > pause_ms ? share_ms : pause_ms);
    publish->hold_ms = begin_ms; /* a long tick may have shortened the lease */
    *out_has_ticked = status == CP_OK;
    return status;
}

enum cp_status cp_replay_publish_turn(struct cp_replay_publish *publish,
                                      struct cp_replay_count *count, int64_t left,
                                      bool *out_has_ticked, struct cp_failure *out_failure)
{
    *out_has_ticked = false;
    enum cp_status status = cp_replay_hold(publish, cp_clock_steady_ms(), out_failure);
    if (status == CP_OK) {
        status = cp_replay_tick_if_due(publish, count, left, out_has_ticked, out_failure);
    }
    return cp_replay_is_passing(publish, status) ? CP_OK : status;
}

/* By rule 1 the end of what was asked for, if it was; else where the clock stands. */
static int64_t cp_replay_last_as_of_ms(const struct cp_replay_plan *plan,
                                       const struct cp_replay_count *count)
{
    if (plan->to_ms != INT64_MAX) {
        return plan->to_ms - 1;
    }
    const int64_t as_of_ms = cp_replay_count_as_of_ms(count);
    return as_of_ms != INT64_MIN ? as_of_ms : cp_clock_wall_ms(); /* nothing was read */
}

enum cp_status cp_replay_publish_finish(struct cp_replay_publish *publish,
                                        struct cp_replay_count *count,
                                        struct cp_failure *out_failure)
{
    enum cp_status status = CP_UNREACHABLE;
    const struct cp_picture *picture =
        cp_replay_count_picture(count, cp_replay_last_as_of_ms(publish->plan, count));
    cp_publication_set_last(publish->publication);
    publish->down_ms = 0;
    while (status == CP_UNREACHABLE) {
        status = cp_namespace_hold(publish->space, cp_clock_wall_ms(), out_failure);
        if (status == CP_OK) {
            status = cp_replay_tick(publish, picture, "complete", 0, 0, out_failure);
        }
        if (status == CP_OK) {
            status = cp_namespace_renew(publish->space, out_failure);
        }
        if (status != CP_OK && !cp_replay_is_passing(publish, status)) {
            return status;
        }
        if (status != CP_OK) {
            cp_clock_sleep_ms(CP_TRY_AGAIN_MS);
        }
    }
    return cp_replay_is_balanced(picture)
               ? CP_OK
               : cp_fail(out_failure, CP_DATA, "the books do not balance");
}

int64_t cp_replay_publish_pause_ms(const struct cp_replay_publish *publish)
{
    const int64_t next_ms =
        publish->tick_ms < publish->hold_ms ? publish->tick_ms : publish->hold_ms;
    const int64_t pause_ms = next_ms - cp_clock_steady_ms();
    return pause_ms > 0 ? pause_ms : 0;
}
