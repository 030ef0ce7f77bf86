/* A replay from beginning to end, on one thread: what is due is read, counted, published. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "casepulse/base/clock.h"
#include "casepulse/base/log.h"
#include "casepulse/base/stop.h"
#include "organisation_file.h"
#include "replay_compare.h"
#include "replay_count.h"
#include "replay_order.h"
#include "replay_plan.h"
#include "replay_progress.h"
#include "replay_publish.h"
#include "replay_report.h"
#include "state_digest.h"

#define CP_REPLAY_LIMIT_MS 30000
#define CP_REPLAY_WAIT_MS 50

/* All that a replay works with. */
struct cp_replay {
    const struct cp_replay_plan *plan;
    struct cp_organisation *organisation;
    struct cp_range *range;
    struct cp_replay_order *order;
    struct cp_replay_count *count;
    struct cp_replay_publish *publish;
    struct cp_replay_report *report;
    struct cp_replay_progress progress;
};

static enum cp_status cp_replay_open_range(struct cp_replay *replay, struct cp_failure *out_failure)
{
    const struct cp_replay_plan *plan = replay->plan;
    const struct cp_range_settings settings = {
        .kafka = cp_command_kafka(plan->settings),
        .from_ms = plan->from_ms,
        .to_ms = plan->to_ms,
        .parts = plan->parts,
        .part_count = plan->part_count,
        .has_lanes = plan->speed != CP_REPLAY_AT_ONCE,
        .limit_ms = CP_REPLAY_LIMIT_MS,
    };
    return cp_range_open(&settings, &replay->range, out_failure);
}

/* Nothing is taken from anybody before the organisation and the range are known to be right. */
static enum cp_status cp_replay_open(struct cp_replay *replay, struct cp_failure *out_failure)
{
    const struct cp_replay_plan *plan = replay->plan;
    const char *path = plan->organisation != NULL
                           ? plan->organisation
                           : cp_setting_text(plan->settings, CP_SETTING_PICTURE_ORGANISATION);
    enum cp_status status = cp_organisation_file_load(path, &plan->settings->subjects,
                                                      &replay->organisation, out_failure);
    if (status == CP_OK) {
        status = cp_replay_open_range(replay, out_failure);
    }
    if (status == CP_OK) {
        replay->publish = cp_replay_publish_create(plan);
        status = cp_replay_publish_begin(replay->publish, out_failure);
    }
    if (status != CP_OK) {
        return status;
    }
    size_t part_count = 0;
    const struct cp_range_part *parts = cp_range_parts(replay->range, &part_count);
    replay->order = cp_replay_order_create(plan, replay->range);
    replay->count = cp_replay_count_create(plan, replay->organisation, parts, part_count);
    cp_replay_report_begin(replay->report, replay->range);
    cp_replay_progress_begin(&replay->progress, &plan->settings->zone,
                             cp_range_left(replay->range));
    cp_log(CP_LOG_INFO, "replaying %" PRId64 " offsets of \"%s\" into namespace \"%s\"",
           cp_range_left(replay->range), cp_setting_text(plan->settings, CP_SETTING_SOURCE_TOPIC),
           plan->namespace_name);
    return CP_OK;
}

static void cp_replay_close(struct cp_replay *replay)
{
    cp_replay_report_free(replay->report);
    cp_replay_publish_free(replay->publish);
    cp_replay_count_free(replay->count);
    cp_replay_order_free(replay->order);
    cp_range_close(replay->range);
    cp_organisation_free(replay->organisation);
}

static enum cp_status cp_replay_turn(struct cp_replay *replay, struct cp_failure *out_failure)
{
    const struct cp_raw_record *records = NULL;
    size_t record_count = 0;
    bool has_ticked = false;
    const int64_t pause_ms = cp_replay_publish_pause_ms(replay->publish);
    const int wait_ms = (int)(pause_ms < CP_REPLAY_WAIT_MS ? pause_ms : CP_REPLAY_WAIT_MS);
    enum cp_status status =
        cp_replay_order_take(replay->order, wait_ms, &records, &record_count, out_failure);
    if (status != CP_OK) {
        return status;
    }
    cp_replay_count_take(replay->count, records, record_count);
    const int64_t left = cp_range_left(replay->range);
    cp_replay_report_took(replay->report, replay->order, replay->count, left);
    status = cp_replay_publish_turn(replay->publish, replay->count, left, &has_ticked, out_failure);
    if (has_ticked) {
        cp_replay_report_ticked(replay->report);
    }
    cp_replay_progress_show(&replay->progress, left, cp_replay_count_as_of_ms(replay->count));
    return status;
}

static enum cp_status cp_replay_all(struct cp_replay *replay, struct cp_failure *out_failure)
{
    enum cp_status status = CP_OK;
    while (status == CP_OK && !cp_stop_is_asked() && !cp_replay_order_is_done(replay->order)) {
        status = cp_replay_turn(replay, out_failure);
    }
    cp_replay_progress_end(&replay->progress);
    if (status == CP_OK && cp_stop_is_asked()) {
        return cp_fail(out_failure, CP_RUNTIME,
                       "interrupted: namespace \"%s\" stays incomplete; the next replay into it "
                       "begins anew",
                       replay->plan->namespace_name);
    }
    return status == CP_OK ? cp_replay_publish_finish(replay->publish, replay->count, out_failure)
                           : status;
}

static void cp_replay_print_books(struct cp_replay *replay, FILE *out)
{
    const struct cp_head books =
        cp_picture_books(cp_replay_count_picture(replay->count, INT64_MIN));
    (void)fprintf(out, "books: offsets %" PRId64, books.offset - books.start);
    for (int verdict = 0; verdict < CP_VERDICT_COUNT; verdict++) {
        (void)fprintf(out, "%s%s %" PRId64, verdict == 0 ? " = " : " + ",
                      cp_verdict_text((enum cp_verdict)verdict), books.verdicts[verdict]);
    }
    (void)fprintf(out, " + gaps %" PRId64 " + lost %" PRId64 "\n", books.gaps, books.lost);
    if (cp_range_outside(replay->range) > 0) {
        (void)fprintf(out,
                      "outside: %" PRId64
                      " records below the end carry a time outside of the range; they were left "
                      "out and stand among the gaps\n",
                      cp_range_outside(replay->range));
    }
}

/* Where stdout belongs to a program, people read stderr. */
static void cp_replay_print(struct cp_replay *replay)
{
    char digest[CP_DIGEST_TEXT_MAX];
    const struct cp_replay_plan *plan = replay->plan;
    FILE *out = plan->is_json || cp_replay_report_takes_stdout(plan) ? stderr : stdout;
    cp_replay_print_books(replay, out);
    cp_state_digest(cp_replay_count_totals(replay->count), NULL, digest);
    (void)fprintf(out, "digest: %s\n", digest);
}

static enum cp_status cp_replay_compare(struct cp_replay *replay, struct cp_failure *out_failure)
{
    const struct cp_replay_plan *plan = replay->plan;
    const int32_t today = cp_replay_count_picture(replay->count, INT64_MIN)->today;
    struct cp_comparison comparison;
    const enum cp_status status = cp_comparison_make(
        plan, cp_replay_count_totals(replay->count),
        cp_organisation_balance_day(replay->organisation), today, &comparison, out_failure);
    if (status != CP_OK) {
        return status;
    }
    if (plan->is_json) {
        cp_comparison_print_json(&comparison, stdout);
    } else {
        cp_comparison_print(&comparison, stdout);
    }
    const size_t count = comparison.count;
    cp_comparison_done(&comparison);
    return count == 0 ? CP_OK
                      : cp_fail(out_failure, CP_DATA,
                                "%zu day counts differ from those of namespace "
                                "\"%s\"",
                                count, plan->compare);
}

/* What it took, of one that was interrupted too; its failure stays what is told in the end. */
static enum cp_status cp_replay_tell(struct cp_replay *replay, enum cp_status status,
                                     struct cp_failure *out_failure)
{
    struct cp_failure report_failure;
    if (status == CP_OK) {
        cp_replay_report_ticked(replay->report);
        status = cp_replay_report_put(replay->report, true, out_failure);
    } else if (cp_stop_is_asked() &&
               cp_replay_report_put(replay->report, false, &report_failure) != CP_OK) {
        cp_log(CP_LOG_WARNING, "%s", report_failure.text);
    }
    if (status == CP_OK) {
        cp_replay_print(replay);
    }
    return status == CP_OK && replay->plan->compare != NULL ? cp_replay_compare(replay, out_failure)
                                                            : status;
}

enum cp_status cp_replay_run(const struct cp_replay_plan *plan, struct cp_failure *out_failure)
{
    struct cp_replay replay = {.plan = plan, .report = cp_replay_report_create(plan)};
    enum cp_status status = cp_replay_open(&replay, out_failure);
    if (status == CP_OK) {
        status = cp_replay_all(&replay, out_failure);
        status = cp_replay_tell(&replay, status, out_failure);
    }
    cp_replay_close(&replay);
    return status;
}
