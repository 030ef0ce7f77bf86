#include "progress.h"

#include <inttypes.h>
#include <stdio.h>
#include <unistd.h>

#include "casepulse/base/clock.h"
#include "casepulse/proto/values.h"

#define CP_PROGRESS_EVERY_MS 200
#define CP_PROGRESS_EVERY_ROWS 512
#define CP_PROGRESS_WIDTH 78

void cp_progress_start(struct cp_progress *progress)
{
    *progress = (struct cp_progress){.is_terminal = isatty(STDERR_FILENO) == 1,
                                     .start_ms = cp_clock_steady_ms(),
                                     .start_cpu_us = cp_clock_cpu_us(),
                                     .bytes_total = 0};
    progress->shown_ms = progress->start_ms;
}

static int64_t cp_per_second(int64_t count, int64_t duration_ms)
{
    return count * 1000 / (duration_ms > 0 ? duration_ms : 1);
}

static void cp_progress_clear(struct cp_progress *progress)
{
    if (progress->is_line_open) {
        (void)fprintf(stderr, "\r%*s\r", CP_PROGRESS_WIDTH, "");
        progress->is_line_open = false;
    }
}

static void cp_progress_print(struct cp_progress *progress, const struct cp_feed_report *report,
                              int64_t bytes_done, int64_t now_ms)
{
    const int64_t elapsed_ms = now_ms - progress->start_ms;
    char share[48] = "";
    if (progress->bytes_total > 0 && bytes_done > 0) {
        const int64_t left_s =
            (progress->bytes_total - bytes_done) * elapsed_ms / bytes_done / 1000;
        (void)snprintf(share, sizeof(share), "%3" PRId64 " %%, %" PRId64 " s left, ",
                       bytes_done * 100 / progress->bytes_total, left_s);
    }
    char line[160];
    (void)snprintf(line, sizeof(line),
                   "feed: %s%" PRId64 " rows, %" PRId64 " rows/s, %" PRId64 " refused", share,
                   report->rows, cp_per_second(report->rows, elapsed_ms), report->rows_refused);
    (void)fprintf(stderr, "\r%-*.*s", CP_PROGRESS_WIDTH, CP_PROGRESS_WIDTH, line);
    (void)fflush(stderr);
    progress->is_line_open = true;
}

void cp_progress_show(struct cp_progress *progress, const struct cp_feed_report *report,
                      int64_t bytes_done)
{
    if (!progress->is_terminal || report->rows - progress->shown_rows < CP_PROGRESS_EVERY_ROWS) {
        return;
    }
    const int64_t now_ms = cp_clock_steady_ms();
    progress->shown_rows = report->rows;
    if (now_ms - progress->shown_ms >= CP_PROGRESS_EVERY_MS) {
        progress->shown_ms = now_ms;
        cp_progress_print(progress, report, bytes_done, now_ms);
    }
}

void cp_progress_say(struct cp_progress *progress, const char *text)
{
    cp_progress_clear(progress);
    (void)fprintf(stderr, "%s\n", text);
}

static void cp_summary_print_types(const struct cp_feed_report *report)
{
    for (int type = 1; type < CP_EVENT_TYPE_END; type++) {
        if (report->events[type] > 0) {
            (void)fprintf(stderr, "feed:   %-24s %10" PRId64 "\n",
                          cp_value_text(CP_SET_EVENT, type), report->events[type]);
        }
    }
}

void cp_progress_end(struct cp_progress *progress, const struct cp_feed_options *options,
                     struct cp_feed_report *report)
{
    cp_progress_clear(progress);
    report->duration_ms = cp_clock_steady_ms() - progress->start_ms;
    report->cpu_ms = (cp_clock_cpu_us() - progress->start_cpu_us) / 1000;
    if (options->csv_count == 0) {
        return;
    }
    (void)fprintf(stderr,
                  "feed: %" PRId64 " files, %" PRId64 " rows, %" PRId64 " refused, %" PRId64
                  " without event\n",
                  report->files, report->rows, report->rows_refused, report->rows_without_event);
    (void)fprintf(stderr, "feed: %" PRId64 " events\n", report->events_all);
    cp_summary_print_types(report);
    if (options->is_dry_run) {
        (void)fprintf(stderr, "feed: dry run: nothing was sent\n");
    } else {
        (void)fprintf(stderr, "feed: %" PRId64 " delivered to %s, %" PRId64 " not\n",
                      report->delivered, options->kafka.topic, report->failed);
    }
    (void)fprintf(stderr, "feed: %.1f s, %.1f s of processor time, %" PRId64 " rows/s\n",
                  (double)report->duration_ms / 1000.0, (double)report->cpu_ms / 1000.0,
                  cp_per_second(report->rows, report->duration_ms));
}
