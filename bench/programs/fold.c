/* fold ROUNDS COUNT UNITS past|live: judging, folding and sealing decoded events; linked with the
 * memory of ids or without it. Live events are filed by hour and minute too, those of a past that
 * is caught up with by day alone.
 *
 * A shard has one event, which the decoder has just written when it is folded. So each event is
 * copied to one place first, and what copying them all takes is measured by itself and taken off.
 *
 * Prints, for each round, `fold NS` an event and `cells BYTES` an event. */
#include <stdlib.h>
#include <string.h>

#include "casepulse/base/assert.h"
#include "casepulse/base/memory.h"
#include "casepulse/proto/decode.h"
#include "counting.h"
#include "records.h"

#define CP_BENCH_LOOK_AHEAD 8

static struct cp_event *cp_bench_decode_all(const struct cp_zone *zone,
                                            const struct cp_bench_records *records)
{
    struct cp_event *events = cp_allocate(records->count, sizeof(*events));
    struct cp_decoder *decoder = cp_decoder_create((struct cp_decoder_rules){.zone = zone});
    for (size_t i = 0; i < records->count; i++) {
        const struct cp_bench_record *record = &records->records[i];
        const enum cp_reason reason = cp_decoder_decode(decoder, record->value, record->value_size,
                                                        record->key, record->key_size, &events[i]);
        CP_ASSERT(reason == CP_REASON_NONE);
    }
    cp_decoder_free(decoder);
    return events;
}

/* What is measured, and where its events come from. */
struct cp_bench_run {
    const struct cp_bench_records *records;
    const struct cp_event *events;
    struct cp_event *event; /* the shard's one */
    struct cp_increments *increments;
};

static void cp_bench_take(const struct cp_bench_run *run, struct cp_fold *fold, size_t i)
{
    const struct cp_bench_record *from = &run->records->records[i];
    const struct cp_record record = {.partition = from->partition,
                                     .offset = from->offset,
                                     .arrival_ms = from->arrival_ms,
                                     .event = run->event};
    const enum cp_reason reason = cp_fold_record(fold, &record);
    CP_ASSERT(reason == CP_REASON_NONE);
}

/* Returns the bytes of all cells. */
static size_t cp_bench_fold_all(const struct cp_bench_run *run, struct cp_fold *fold)
{
    size_t bytes = 0;
    for (size_t i = 0; i < run->records->count; i++) {
        if (cp_fold_is_full(fold)) {
            cp_fold_seal(fold, run->increments);
            bytes += run->increments->cells_size;
        }
        if (i + CP_BENCH_LOOK_AHEAD < run->records->count) {
            const size_t ahead = i + CP_BENCH_LOOK_AHEAD;
            cp_fold_expect(fold, run->records->records[ahead].partition, run->events[ahead].id);
        }
        cp_bench_hand_over(run->event, &run->events[i], sizeof(*run->event));
        cp_bench_take(run, fold, i);
    }
    cp_fold_seal(fold, run->increments);
    return bytes + run->increments->cells_size;
}

static int64_t cp_bench_copying_ns(const struct cp_bench_run *run)
{
    const int64_t begun_ns = cp_bench_cpu_ns();
    for (size_t i = 0; i < run->records->count; i++) {
        cp_bench_hand_over(run->event, &run->events[i], sizeof(*run->event));
    }
    return cp_bench_cpu_ns() - begun_ns;
}

static void cp_bench_round(const struct cp_bench_run *run, struct cp_fold *fold)
{
    const double count = (double)run->records->count;
    const int64_t copying_ns = cp_bench_copying_ns(run);
    const int64_t begun_ns = cp_bench_cpu_ns();
    const size_t bytes = cp_bench_fold_all(run, fold);
    const int64_t took_ns = cp_bench_cpu_ns() - begun_ns;
    cp_bench_print("fold", (double)(took_ns - copying_ns) / count);
    cp_bench_print("cells", (double)bytes / count);
}

int main(int argc, char **argv)
{
    CP_ASSERT(argc == 5);
    const bool is_live = strcmp(argv[4], "live") == 0;
    struct cp_zone zone;
    cp_bench_zone(&zone);
    struct cp_bench_records records = cp_bench_records_make(&zone, strtoul(argv[2], NULL, 10),
                                                            (uint32_t)strtoul(argv[3], NULL, 10));
    struct cp_event *events = cp_bench_decode_all(&zone, &records);
    struct cp_event event;
    const struct cp_bench_run run = {.records = &records,
                                     .events = events,
                                     .event = &event,
                                     .increments = cp_increments_create()};
    for (long round = strtol(argv[1], NULL, 10); round > 0; round--) {
        struct cp_fold *fold = cp_bench_fold(&zone, is_live);
        cp_bench_round(&run, fold);
        cp_fold_free(fold);
    }
    cp_increments_free(run.increments);
    free(events);
    cp_bench_records_free(&records);
    return 0;
}
