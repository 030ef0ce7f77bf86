/* The flow: what does not go together is refused, the target is opened, then record by record at
 * the wished rate. */
#include "casepulse/feeder/generate.h"

#include <inttypes.h>
#include <stdlib.h>

#include "casepulse/base/clock.h"
#include "casepulse/base/memory.h"
#include "casepulse/base/stop.h"
#include "generate_progress.h"
#include "generate_sink.h"

#define CP_PACE_NAP_MS 50
#define CP_PACE_FLUSH_MS 1000

struct cp_generate {
    const struct cp_generate_options *options;
    struct cp_generate_report *report;
    struct cp_failure *out_failure;
    struct cp_generator *generator;
    struct cp_generate_sink sink;
    struct cp_generate_progress progress;
    int64_t start_ms; /* steady; of the first record */
    int64_t flushed_ms;
    struct cp_zone zone;
};

static bool cp_generate_is_live(const struct cp_generate_options *options)
{
    return options->generator.live_from_ms > 0;
}

static enum cp_status cp_generate_check_stretch(const struct cp_generate *generate)
{
    const struct cp_generator_options *generator = &generate->options->generator;
    if (generator->from_day >= generator->to_day) {
        return cp_fail(generate->out_failure, CP_USAGE,
                       "casepulse generate: the stretch ends before it begins; --to is the first "
                       "date after it");
    }
    const int32_t first_year = cp_civil_from_day(generator->from_day).year;
    const int32_t last_year = cp_civil_from_day(generator->to_day - 1).year;
    if (first_year < CP_GENERATE_FIRST_YEAR || last_year > CP_GENERATE_LAST_YEAR) {
        return cp_fail(generate->out_failure, CP_USAGE,
                       "casepulse generate: the years %" PRId32 " to %" PRId32
                       "; allowed: %d to %d",
                       first_year, last_year, CP_GENERATE_FIRST_YEAR, CP_GENERATE_LAST_YEAR);
    }
    const int64_t end_ms = cp_zone_day_start_ms(&generate->zone, generator->to_day);
    if (generate->options->target == CP_GENERATE_TO_KAFKA && end_ms > cp_clock_wall_ms()) {
        return cp_fail(generate->out_failure, CP_USAGE,
                       "casepulse generate: the stretch ends in the future, and Kafka refuses "
                       "records from there; allowed: --to today, or a file");
    }
    return CP_OK;
}

static enum cp_status cp_generate_check(const struct cp_generate *generate)
{
    const struct cp_generate_options *options = generate->options;
    if (options->target == CP_GENERATE_TO_CSV &&
        options->generator.shares[CP_SHARE_MALFORMED] > 0) {
        return cp_fail(generate->out_failure, CP_USAGE,
                       "casepulse generate: --malformed damages the bytes of a record, which no "
                       "CSV row can hold; send to Kafka or --file");
    }
    if (options->create_topic && options->target != CP_GENERATE_TO_KAFKA) {
        return cp_fail(generate->out_failure, CP_USAGE,
                       "casepulse generate: --create-topic goes with Kafka, not with a file");
    }
    return cp_generate_is_live(options) ? CP_OK : cp_generate_check_stretch(generate);
}

static enum cp_status cp_generate_prepare(struct cp_generate *generate)
{
    struct cp_failure *out_failure = generate->out_failure;
    enum cp_status status = cp_zone_load(CP_ZONE_MUNICIPALITY, &generate->zone, out_failure);
    if (status == CP_OK) {
        status = cp_zone_self_test(&generate->zone, out_failure);
    }
    if (status == CP_OK) {
        status = cp_generate_check(generate);
    }
    if (status == CP_OK) {
        status = cp_generate_sink_open(&generate->sink, generate->options, out_failure);
    }
    return status;
}

/* Waits for the next record's turn. What was sent slowly is seen off every second, so that a broker
 * that went is noticed. */
static enum cp_status cp_generate_pace(struct cp_generate *generate)
{
    const int64_t rate = generate->options->rate;
    if (rate == 0) {
        return CP_OK;
    }
    const int64_t due_ms = generate->start_ms + generate->report->records * 1000 / rate;
    int64_t now_ms = cp_clock_steady_ms();
    if (now_ms - generate->flushed_ms >= CP_PACE_FLUSH_MS) {
        generate->flushed_ms = now_ms;
        const enum cp_status status =
            cp_generate_sink_flush(&generate->sink, generate->out_failure);
        if (status != CP_OK) {
            return status;
        }
    }
    while (now_ms < due_ms && !cp_stop_is_asked()) {
        cp_clock_sleep_ms(due_ms - now_ms < CP_PACE_NAP_MS ? due_ms - now_ms : CP_PACE_NAP_MS);
        now_ms = cp_clock_steady_ms();
    }
    return CP_OK;
}

static void cp_generate_note(struct cp_generate_report *report,
                             const struct cp_generated *generated)
{
    report->first_emitted_ms =
        report->records == 0 ? generated->emitted_ms : report->first_emitted_ms;
    report->last_emitted_ms = generated->emitted_ms;
    report->records++;
    report->kinds[generated->kind]++;
    report->types[generated->type] += generated->kind == CP_GENERATED_EVENT;
    report->value_bytes += (int64_t)generated->value_size;
}

static enum cp_status cp_generate_one(struct cp_generate *generate, bool *out_is_end)
{
    const bool is_live = cp_generate_is_live(generate->options);
    struct cp_generated generated;
    enum cp_status status = cp_generate_pace(generate);
    const int64_t now_ms = is_live ? cp_clock_wall_ms() : 0;
    *out_is_end = status == CP_OK && (cp_stop_is_asked() ||
                                      !cp_generator_next(generate->generator, now_ms, &generated));
    if (status != CP_OK || *out_is_end) {
        return status;
    }
    status = cp_generate_sink_put(&generate->sink, &generated, generate->out_failure);
    if (status == CP_OK) {
        cp_generate_note(generate->report, &generated);
    }
    return status;
}

static enum cp_status cp_generate_all(struct cp_generate *generate)
{
    const int64_t count_max = generate->options->count_max;
    enum cp_status status = CP_OK;
    bool is_end = false;
    generate->generator = cp_generator_create(&generate->options->generator, &generate->zone);
    generate->start_ms = cp_clock_steady_ms();
    generate->flushed_ms = generate->start_ms;
    while (status == CP_OK && !is_end) {
        status = cp_generate_one(generate, &is_end);
        is_end = is_end || (count_max > 0 && generate->report->records >= count_max);
        cp_generate_progress_show(&generate->progress, generate->report);
    }
    if (status == CP_OK) {
        status = cp_generate_sink_flush(&generate->sink, generate->out_failure);
    }
    if (status == CP_OK && cp_stop_is_asked() && !cp_generate_is_live(generate->options)) {
        return cp_fail(generate->out_failure, CP_RUNTIME,
                       "stopped after %" PRId64
                       " records; the same seed and options make the same ones again, which "
                       "readers count once",
                       generate->report->records);
    }
    return status;
}

enum cp_status cp_generate_run(const struct cp_generate_options *options,
                               struct cp_generate_report *out_report,
                               struct cp_failure *out_failure)
{
    *out_report = (struct cp_generate_report){0};
    struct cp_generate *generate = cp_allocate(1, sizeof(struct cp_generate));
    generate->options = options;
    generate->report = out_report;
    generate->out_failure = out_failure;
    enum cp_status status = cp_generate_prepare(generate);
    const bool is_ready = status == CP_OK;
    if (is_ready) {
        cp_generate_progress_start(&generate->progress, options);
        status = cp_generate_all(generate);
    }
    cp_generate_sink_close(&generate->sink, out_report);
    if (is_ready) {
        cp_generate_progress_end(&generate->progress, options, out_report);
    }
    cp_generator_free(generate->generator);
    free(generate);
    return status;
}
