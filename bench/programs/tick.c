/* tick URL ROUNDS STEP UNITS: publishing. A city is counted from memory, STEP events between two
 * ticks as where a log is caught up with, then event by event as live; what is measured is the CPU
 * that a tick takes of this process, its sockets included, and not what Redis takes.
 *
 * Prints `first NS` and `first_fields`, for each round `tick NS` and `fields`, then `live NS` and
 * `live_fields` of so many ticks of one event each. */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>

#include "casepulse/base/assert.h"
#include "casepulse/base/memory.h"
#include "casepulse/proto/decode.h"
#include "casepulse/store/publication.h"
#include "counting.h"
#include "records.h"

#define CP_BENCH_LIVE_TICKS 100

struct cp_bench_city {
    const struct cp_bench_records *records;
    size_t at; /* of the next record */
    struct cp_decoder *decoder;
    struct cp_fold *fold;
    struct cp_increments *increments;
    struct cp_totals *totals;
    struct cp_publication *publication;
    int64_t arrival_ms;
};

static void cp_bench_seal(struct cp_bench_city *city)
{
    cp_fold_seal(city->fold, city->increments);
    cp_totals_apply(city->totals, city->increments);
}

static void cp_bench_count(struct cp_bench_city *city, size_t count)
{
    struct cp_event event;
    for (; count > 0 && city->at < city->records->count; count--, city->at++) {
        const struct cp_bench_record *from = &city->records->records[city->at];
        if (cp_fold_is_full(city->fold)) {
            cp_bench_seal(city);
        }
        const struct cp_record record = {.partition = from->partition,
                                         .offset = from->offset,
                                         .arrival_ms = from->arrival_ms,
                                         .reason = cp_decoder_decode(city->decoder, from->value,
                                                                     from->value_size, from->key,
                                                                     from->key_size, &event),
                                         .event = &event};
        (void)cp_fold_record(city->fold, &record);
        city->arrival_ms = from->arrival_ms;
    }
    cp_bench_seal(city);
}

/* The CPU of the tick alone. */
static int64_t cp_bench_tick(struct cp_bench_city *city)
{
    static const struct cp_service_status status = {.state = "live", .reason = ""};
    const struct cp_picture *picture = cp_totals_picture(city->totals, city->arrival_ms);
    struct cp_failure failure;
    const int64_t begun_ns = cp_bench_cpu_ns();
    if (cp_publication_tick(city->publication, picture, &status, city->arrival_ms, &failure) !=
        CP_OK) {
        (void)fprintf(stderr, "%s\n", failure.text);
        exit(1);
    }
    return cp_bench_cpu_ns() - begun_ns;
}

static void cp_bench_print_tick(struct cp_bench_city *city, const char *name, const char *fields)
{
    const int64_t took_ns = cp_bench_tick(city);
    cp_bench_print(name, (double)took_ns);
    cp_bench_print(fields, (double)cp_publication_cost(city->publication).fields);
}

static void cp_bench_live(struct cp_bench_city *city)
{
    int64_t took_ns = 0;
    size_t fields = 0;
    for (int tick = 0; tick < CP_BENCH_LIVE_TICKS; tick++) {
        cp_bench_count(city, 1);
        took_ns += cp_bench_tick(city);
        fields += cp_publication_cost(city->publication).fields;
    }
    cp_bench_print("live", (double)took_ns / CP_BENCH_LIVE_TICKS);
    cp_bench_print("live_fields", (double)fields / CP_BENCH_LIVE_TICKS);
}

static struct cp_bench_city cp_bench_city_make(const struct cp_zone *zone, const char *url,
                                               const struct cp_bench_records *records,
                                               const struct cp_catalogue *catalogue)
{
    return (struct cp_bench_city){
        .records = records,
        .decoder = cp_decoder_create((struct cp_decoder_rules){.zone = zone}),
        .fold = cp_bench_fold(zone, true),
        .increments = cp_increments_create(),
        .totals = cp_totals_create((struct cp_picture_settings){
            .zone = zone, .data_from = CP_DAY_NONE, .publish_days = 1461, .catalogue = catalogue}),
        .publication = cp_publication_create(&(struct cp_publication_settings){
            .redis = {.url = url, .password_file = "", .namespace_name = "bench-tick"},
            .version = "bench",
            .min_denominator = CP_MIN_DENOMINATOR_DEFAULT}),
    };
}

static void cp_bench_city_done(struct cp_bench_city *city)
{
    cp_publication_free(city->publication);
    cp_totals_free(city->totals);
    cp_increments_free(city->increments);
    cp_fold_free(city->fold);
    cp_decoder_free(city->decoder);
}

int main(int argc, char **argv)
{
    CP_ASSERT(argc == 5);
    (void)signal(SIGPIPE, SIG_IGN);
    const size_t rounds = strtoul(argv[2], NULL, 10);
    const size_t step = strtoul(argv[3], NULL, 10);
    struct cp_zone zone;
    cp_bench_zone(&zone);
    struct cp_bench_records records = cp_bench_records_make(
        &zone, (rounds + 1) * step + CP_BENCH_LIVE_TICKS, (uint32_t)strtoul(argv[4], NULL, 10));
    struct cp_subjects subjects = {0};
    struct cp_catalogue *catalogue = cp_catalogue_create(&subjects);
    struct cp_bench_city city = cp_bench_city_make(&zone, argv[1], &records, catalogue);
    cp_bench_count(&city, step);
    cp_bench_print_tick(&city, "first", "first_fields");
    for (size_t round = 0; round < rounds; round++) {
        cp_bench_count(&city, step);
        cp_bench_print_tick(&city, "tick", "fields");
    }
    cp_bench_live(&city);
    cp_bench_city_done(&city);
    cp_catalogue_free(catalogue);
    cp_bench_records_free(&records);
    return 0;
}
