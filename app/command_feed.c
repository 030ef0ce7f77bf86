#include "casepulse/feeder/feed.h"
#include "command.h"

enum { CP_FEED_MAPPING, CP_FEED_CREATE_TOPIC, CP_FEED_DRY_RUN };

static const struct cp_option cp_feed_table[] = {
    [CP_FEED_MAPPING] = {"mapping", 'm', "FILE", "how rows become events (docs/MAPPING.md)"},
    [CP_FEED_CREATE_TOPIC] = {"create-topic", 't', NULL,
                              "make the topic first: 12 partitions, LogAppendTime, kept for ever"},
    [CP_FEED_DRY_RUN] = {"dry-run", 'n', NULL, "map and check everything, send nothing"},
    {NULL, 0, NULL, NULL},
};

static enum cp_status cp_feed_check(const struct cp_invocation *invocation,
                                    struct cp_failure *out_failure)
{
    const bool has_mapping = invocation->options[CP_FEED_MAPPING] != NULL;
    const bool makes_topic = invocation->options[CP_FEED_CREATE_TOPIC] != NULL;
    if (invocation->operand_count == 0 && !makes_topic) {
        return cp_fail(out_failure, CP_USAGE,
                       "casepulse feed: name CSV files, or - for standard input");
    }
    if (invocation->operand_count > 0 && !has_mapping) {
        return cp_fail(out_failure, CP_USAGE,
                       "casepulse feed: --mapping FILE says how the rows become events");
    }
    return CP_OK;
}

static enum cp_status cp_feed(const struct cp_invocation *invocation,
                              struct cp_failure *out_failure)
{
    const struct cp_settings *settings = invocation->settings;
    const enum cp_status status = cp_feed_check(invocation, out_failure);
    if (status != CP_OK) {
        return status;
    }
    const struct cp_feed_options options = {
        .mapping_path = invocation->options[CP_FEED_MAPPING],
        .csv_paths = (const char *const *)invocation->operands,
        .csv_count = invocation->operand_count,
        .create_topic = invocation->options[CP_FEED_CREATE_TOPIC] != NULL,
        .is_dry_run = invocation->options[CP_FEED_DRY_RUN] != NULL,
        .partitions = CP_FEED_PARTITIONS,
        .refused_shown_max = CP_FEED_REFUSED_SHOWN_MAX,
        .kafka = {.topic = cp_setting_text(settings, CP_SETTING_SOURCE_TOPIC),
                  .properties = settings->kafka,
                  .property_count = settings->kafka_count},
    };
    struct cp_feed_report report;
    return cp_feed_run(&options, &report, out_failure);
}

const struct cp_command cp_command_feed = {
    .name = "feed",
    .operands = "[FILE.csv | -]...",
    .summary = "send CSV rows as case events to the topic",
    .needs_settings = true,
    .options = cp_feed_table,
    .run = cp_feed,
};
