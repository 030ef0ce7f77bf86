/* The flow: everything that can be refused before the first record is — mapping, headers, broker,
 * topic —, then file by file, row by row. */
#include "casepulse/feeder/feed.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "casepulse/base/memory.h"
#include "casepulse/base/stop.h"
#include "casepulse/base/zone.h"
#include "casepulse/feeder/csv.h"
#include "casepulse/feeder/mapping.h"
#include "casepulse/feeder/rows.h"
#include "progress.h"

struct cp_feed {
    const struct cp_feed_options *options;
    struct cp_feed_report *report;
    struct cp_failure *out_failure;
    struct cp_progress progress;
    struct cp_mapping *mapping;
    struct cp_rows *rows;
    struct cp_producer *producer; /* NULL in a dry run */
    int64_t bytes_before;         /* of files that are done */
    struct cp_zone zone;
};

static enum cp_status cp_feed_open(struct cp_feed *feed, const char *path, struct cp_csv **out_csv)
{
    const struct cp_csv_options options = {.path = path,
                                           .delimiter = feed->mapping->delimiter,
                                           .encoding = feed->mapping->encoding,
                                           .encoding_help = "set [file] encoding in the mapping"};
    struct cp_csv *csv = NULL;
    enum cp_status status = cp_csv_open(&options, &csv, feed->out_failure);
    if (status == CP_OK) {
        status = cp_rows_start_file(feed->rows, cp_csv_header(csv), feed->out_failure);
    }
    if (status != CP_OK) {
        cp_csv_close(csv);
        return status;
    }
    *out_csv = csv;
    return CP_OK;
}

/* A wrong header in the last file is better known before the first is sent. Standard input can be
 * read only once. */
static enum cp_status cp_feed_check_files(struct cp_feed *feed)
{
    for (size_t i = 0; i < feed->options->csv_count; i++) {
        const char *path = feed->options->csv_paths[i];
        struct cp_csv *csv = NULL;
        if (strcmp(path, "-") == 0) {
            feed->progress.bytes_total = -1;
            continue;
        }
        const enum cp_status status = cp_feed_open(feed, path, &csv);
        if (status != CP_OK) {
            return status;
        }
        const int64_t bytes = cp_csv_bytes_total(csv);
        const bool is_known = feed->progress.bytes_total >= 0 && bytes >= 0;
        feed->progress.bytes_total = is_known ? feed->progress.bytes_total + bytes : -1;
        cp_csv_close(csv);
    }
    return CP_OK;
}

static enum cp_status cp_feed_prepare(struct cp_feed *feed)
{
    const struct cp_feed_options *options = feed->options;
    if (options->csv_count == 0) {
        return CP_OK;
    }
    enum cp_status status = cp_zone_load(CP_ZONE_MUNICIPALITY, &feed->zone, feed->out_failure);
    if (status == CP_OK) {
        status = cp_zone_self_test(&feed->zone, feed->out_failure);
    }
    if (status == CP_OK) {
        status = cp_mapping_load(options->mapping_path, &feed->mapping, feed->out_failure);
    }
    if (status == CP_OK) {
        status = cp_rows_create(feed->mapping, &feed->zone, &feed->rows, feed->out_failure);
    }
    return status == CP_OK ? cp_feed_check_files(feed) : status;
}

static enum cp_status cp_feed_connect(struct cp_feed *feed)
{
    const struct cp_feed_options *options = feed->options;
    if (options->is_dry_run) {
        return CP_OK;
    }
    enum cp_status status = cp_producer_create(&options->kafka, &feed->producer, feed->out_failure);
    if (status == CP_OK) {
        status = cp_producer_connect(feed->producer, feed->out_failure);
    }
    if (status != CP_OK) {
        return status;
    }
    return options->create_topic
               ? cp_topic_create(feed->producer, options->partitions, feed->out_failure)
               : cp_topic_find(feed->producer, feed->out_failure);
}

static void cp_feed_note_refused(struct cp_feed *feed, const struct cp_failure *failure)
{
    const int64_t shown_max = feed->options->refused_shown_max;
    const int64_t refused = ++feed->report->rows_refused;
    if (refused <= shown_max) {
        char line[sizeof(failure->text) + 16];
        (void)snprintf(line, sizeof(line), "refused: %s", failure->text);
        cp_progress_say(&feed->progress, line);
    }
    if (refused == shown_max + 1) {
        cp_progress_say(&feed->progress, "refused: further rows are only counted");
    }
}

static enum cp_status cp_feed_send(struct cp_feed *feed, const struct cp_rows_result *result)
{
    for (size_t i = 0; i < result->record_count; i++) {
        const struct cp_rows_record *record = &result->records[i];
        const struct cp_producer_record sent = {.key = record->event.case_id.bytes,
                                                .key_size = record->event.case_id.size,
                                                .value = record->value,
                                                .value_size = record->value_size};
        const enum cp_status status =
            feed->producer == NULL ? CP_OK
                                   : cp_producer_send(feed->producer, &sent, feed->out_failure);
        if (status != CP_OK) {
            return status;
        }
        feed->report->events[record->type]++;
        feed->report->events_all++;
    }
    feed->report->rows_without_event += result->record_count == 0;
    return CP_OK;
}

/* One row, from the file to the queue. CP_DATA: it was refused and noted. */
static enum cp_status cp_feed_row(struct cp_feed *feed, struct cp_csv *csv, bool *out_is_end)
{
    const struct cp_csv_row *row = NULL;
    struct cp_rows_result result = {0};
    struct cp_failure failure = {0};
    enum cp_status status = cp_csv_next(csv, &row, &failure);
    *out_is_end = status == CP_OK && row == NULL;
    if (*out_is_end) {
        return CP_OK;
    }
    if (status == CP_OK) {
        status = cp_rows_map(feed->rows, row, &result, &failure);
    }
    if (status == CP_RUNTIME) {
        *feed->out_failure = failure;
        return status;
    }
    feed->report->rows++;
    if (status == CP_DATA) {
        cp_feed_note_refused(feed, &failure);
        return status;
    }
    return cp_feed_send(feed, &result);
}

static enum cp_status cp_feed_file(struct cp_feed *feed, const char *path)
{
    struct cp_csv *csv = NULL;
    bool is_end = false;
    enum cp_status status = cp_feed_open(feed, path, &csv);
    if (status != CP_OK) {
        return status;
    }
    feed->report->files++;
    while (!is_end && !cp_stop_is_asked() && (status == CP_OK || status == CP_DATA)) {
        status = cp_feed_row(feed, csv, &is_end);
        cp_progress_show(&feed->progress, feed->report,
                         feed->bytes_before + cp_csv_bytes_read(csv));
    }
    feed->bytes_before += cp_csv_bytes_read(csv);
    cp_csv_close(csv);
    return status == CP_DATA ? CP_OK : status;
}

static enum cp_status cp_feed_files(struct cp_feed *feed)
{
    enum cp_status status = CP_OK;
    for (size_t i = 0; status == CP_OK && i < feed->options->csv_count; i++) {
        status = cp_feed_file(feed, feed->options->csv_paths[i]);
    }
    if (status == CP_OK && feed->producer != NULL) {
        status = cp_producer_flush(feed->producer, feed->out_failure);
    }
    return status;
}

static enum cp_status cp_feed_conclude(const struct cp_feed *feed)
{
    const struct cp_feed_report *report = feed->report;
    if (cp_stop_is_asked()) {
        return cp_fail(feed->out_failure, CP_RUNTIME,
                       "stopped after %" PRId64
                       " rows; feeding the same files again completes them "
                       "and counts nothing twice",
                       report->rows);
    }
    if (report->rows_refused > 0) {
        return cp_fail(feed->out_failure, CP_DATA, "%" PRId64 " of %" PRId64 " rows were refused",
                       report->rows_refused, report->rows);
    }
    return CP_OK;
}

static void cp_feed_done(struct cp_feed *feed)
{
    if (feed->producer != NULL) {
        const struct cp_producer_counts counts = cp_producer_count(feed->producer);
        feed->report->delivered = counts.delivered;
        feed->report->failed = counts.failed + counts.waiting;
    }
    cp_producer_free(feed->producer);
    cp_rows_free(feed->rows);
    cp_mapping_free(feed->mapping);
}

enum cp_status cp_feed_run(const struct cp_feed_options *options, struct cp_feed_report *out_report,
                           struct cp_failure *out_failure)
{
    *out_report = (struct cp_feed_report){0};
    struct cp_feed *feed = cp_allocate(1, sizeof(struct cp_feed));
    feed->options = options;
    feed->report = out_report;
    feed->out_failure = out_failure;
    cp_progress_start(&feed->progress);
    enum cp_status status = cp_feed_prepare(feed);
    if (status == CP_OK) {
        status = cp_feed_connect(feed);
    }
    const bool is_ready = status == CP_OK;
    if (is_ready) {
        status = cp_feed_files(feed);
    }
    if (status == CP_OK) {
        status = cp_feed_conclude(feed);
    }
    cp_feed_done(feed);
    if (is_ready) {
        cp_progress_end(&feed->progress, options, out_report);
    }
    free(feed);
    return status;
}
