#include "generate_progress.h"

#include <inttypes.h>
#include <stdio.h>
#include <unistd.h>

#include "casepulse/base/clock.h"
#include "casepulse/base/instant.h"
#include "casepulse/proto/values.h"

#define CP_PROGRESS_EVERY_MS 200
#define CP_PROGRESS_EVERY_RECORDS 4096
#define CP_PROGRESS_WIDTH 78

static const char *const cp_kind_texts[CP_GENERATED_KIND_COUNT] = {
#define X(name, text) text,
    CP_GENERATED_KINDS(X)
#undef X
};

static const char *const cp_share_names[CP_SHARE_COUNT] = {
#define X(name, option, what) option,
    CP_GENERATE_SHARES(X)
#undef X
};

static void cp_print_shares(const uint32_t shares[CP_SHARE_COUNT])
{
    for (int share = 0; share < CP_SHARE_COUNT; share++) {
        if (shares[share] > 0) {
            (void)fprintf(stderr, "generate:   %s %g %%\n", cp_share_names[share],
                          (double)shares[share] / 10000.0);
        }
    }
}

void cp_generate_progress_start(struct cp_generate_progress *progress,
                                const struct cp_generate_options *options)
{
    const struct cp_generator_options *generator = &options->generator;
    *progress = (struct cp_generate_progress){.is_terminal = isatty(STDERR_FILENO) == 1,
                                              .start_ms = cp_clock_steady_ms(),
                                              .start_cpu_us = cp_clock_cpu_us()};
    progress->shown_ms = progress->start_ms;
    const int64_t often = options->rate / (1000 / CP_PROGRESS_EVERY_MS);
    progress->every_records = options->rate > 0 ? often : CP_PROGRESS_EVERY_RECORDS;
    char stretch[64] = "live";
    if (generator->live_from_ms == 0) {
        char from[11];
        char to[11];
        cp_day_format(generator->from_day, from);
        cp_day_format(generator->to_day, to);
        (void)snprintf(stretch, sizeof(stretch), "from %s to before %s", from, to);
    }
    (void)fprintf(stderr, "generate: seed %" PRIu64 ", %s, %" PRId64 " events a year, %u units\n",
                  generator->seed, stretch, generator->per_year, (unsigned)generator->unit_count);
    cp_print_shares(generator->shares);
}

static int64_t cp_per_second(int64_t count, int64_t duration_ms)
{
    return count * 1000 / (duration_ms > 0 ? duration_ms : 1);
}

static void cp_progress_print(struct cp_generate_progress *progress,
                              const struct cp_generate_report *report, int64_t now_ms)
{
    char at[25];
    char line[160];
    cp_instant_format(report->last_emitted_ms, at);
    (void)snprintf(
        line, sizeof(line), "generate: %" PRId64 " records, %" PRId64 " records/s, at %.16s",
        report->records, cp_per_second(report->records, now_ms - progress->start_ms), at);
    (void)fprintf(stderr, "\r%-*.*s", CP_PROGRESS_WIDTH, CP_PROGRESS_WIDTH, line);
    (void)fflush(stderr);
    progress->is_line_open = true;
}

void cp_generate_progress_show(struct cp_generate_progress *progress,
                               const struct cp_generate_report *report)
{
    const int64_t step = report->records - progress->shown_records;
    if (!progress->is_terminal || step < progress->every_records) {
        return;
    }
    const int64_t now_ms = cp_clock_steady_ms();
    progress->shown_records = report->records;
    if (now_ms - progress->shown_ms >= CP_PROGRESS_EVERY_MS) {
        progress->shown_ms = now_ms;
        cp_progress_print(progress, report, now_ms);
    }
}

static void cp_print_counts(const struct cp_generate_report *report)
{
    for (int kind = 0; kind < CP_GENERATED_KIND_COUNT; kind++) {
        if (report->kinds[kind] > 0) {
            (void)fprintf(stderr, "generate:   %-28s %10" PRId64 "\n", cp_kind_texts[kind],
                          report->kinds[kind]);
        }
    }
    (void)fprintf(stderr, "generate: the events by type\n");
    for (int type = 1; type < CP_EVENT_TYPE_END; type++) {
        if (report->types[type] > 0) {
            (void)fprintf(stderr, "generate:   %-28s %10" PRId64 "\n",
                          cp_value_text(CP_SET_EVENT, type), report->types[type]);
        }
    }
}

void cp_generate_progress_end(struct cp_generate_progress *progress,
                              const struct cp_generate_options *options,
                              struct cp_generate_report *report)
{
    if (progress->is_line_open) {
        (void)fprintf(stderr, "\r%*s\r", CP_PROGRESS_WIDTH, "");
    }
    report->duration_ms = cp_clock_steady_ms() - progress->start_ms;
    (void)fprintf(stderr, "generate: %" PRId64 " records, seed %" PRIu64 "\n", report->records,
                  options->generator.seed);
    cp_print_counts(report);
    if (options->target == CP_GENERATE_TO_KAFKA) {
        (void)fprintf(stderr, "generate: %" PRId64 " delivered to %s, %" PRId64 " not\n",
                      report->delivered, options->kafka.topic, report->failed);
    }
    (void)fprintf(stderr, "generate: %.1f s, %.1f s of processor time, %" PRId64 " records/s\n",
                  (double)report->duration_ms / 1000.0,
                  (double)(cp_clock_cpu_us() - progress->start_cpu_us) / 1e6,
                  cp_per_second(report->records, report->duration_ms));
}
