#include <stddef.h>

#include "casepulse/base/log.h"
#include "casepulse/base/reload.h"
#include "casepulse/base/stop.h"
#include "command.h"
#include "publisher.h"
#include "shard.h"

/* Until somebody wishes to end, and the shard has then sealed its last batch. */
static enum cp_status cp_run_until_stopped(struct cp_publisher *publisher,
                                           const struct cp_shard *shard,
                                           struct cp_failure *out_failure)
{
    while (!cp_shard_is_finished(shard)) {
        const enum cp_status status = cp_publisher_turn(publisher, out_failure);
        if (status != CP_OK) {
            return status;
        }
    }
    return CP_OK;
}

static enum cp_status cp_run_pipeline(const struct cp_settings *settings,
                                      struct cp_deliveries *deliveries,
                                      struct cp_publisher *publisher,
                                      struct cp_failure *out_failure)
{
    struct cp_shard *shard = NULL;
    enum cp_status status = cp_shard_start(settings, cp_publisher_balance_day(publisher),
                                           deliveries, &shard, out_failure);
    if (status != CP_OK) {
        return status;
    }
    status = cp_run_until_stopped(publisher, shard, out_failure);
    cp_stop_ask();
    while (!cp_shard_is_finished(shard)) {
        (void)cp_publisher_drain(publisher); /* its last batch may wait for an empty delivery */
    }
    struct cp_failure shard_failure = {.text = ""};
    const enum cp_status shard_status = cp_shard_join(shard, &shard_failure);
    if (status == CP_OK && shard_status != CP_OK) {
        *out_failure = shard_failure;
        if (shard_status == CP_DATA) {
            cp_publisher_say_failure(publisher, shard_failure.text);
        }
        return shard_status;
    }
    return status == CP_OK ? cp_publisher_finish(publisher, out_failure) : status;
}

static enum cp_status cp_run(const struct cp_invocation *invocation, struct cp_failure *out_failure)
{
    const struct cp_settings *settings = invocation->settings;
    struct cp_organisation *organisation = NULL;
    enum cp_status status = cp_command_organisation(settings, &organisation, out_failure);
    if (status != CP_OK) {
        return status;
    }
    cp_log(CP_LOG_INFO, "counting \"%s\" into namespace \"%s\"",
           cp_setting_text(settings, CP_SETTING_SOURCE_TOPIC),
           cp_setting_text(settings, CP_SETTING_REDIS_NAMESPACE));
    struct cp_deliveries deliveries = {0};
    cp_deliveries_init(&deliveries);
    cp_reload_await();
    struct cp_publisher *publisher = cp_publisher_create(settings, organisation, &deliveries);
    status = cp_run_pipeline(settings, &deliveries, publisher, out_failure);
    cp_publisher_log_books(publisher);
    cp_publisher_free(publisher);
    cp_deliveries_done(&deliveries);
    return status;
}

const struct cp_command cp_command_run = {
    .name = "run",
    .summary = "count the events of a topic into Redis until stopped",
    .needs_settings = true,
    .run = cp_run,
};
