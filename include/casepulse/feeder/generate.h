/* `casepulse generate`: a made-up city whose case events resemble a real one's in volume, shares
 * and rhythm, with the faults of real senders by option. The same seed and options give the same
 * bytes. What it makes is described in docs/GENERATE.md.
 *
 * Two things: the generator, pure and without a clock, that gives one record after the other; and
 * the run around it, which sends them to Kafka, a CSV file or an archive.
 *
 * Threads: one (librdkafka has its own). Owns: a generator what it hands out, until the next call.
 * Bounded: 100 bytes a case that is open (some 13 of 1,000 events a year: 50,000 cases at four
 * million), and 500 a record that is to be sent again or taken back later. */
#ifndef CASEPULSE_FEEDER_GENERATE_H
#define CASEPULSE_FEEDER_GENERATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "casepulse/base/status.h"
#include "casepulse/base/zone.h"
#include "casepulse/feeder/producer.h"
#include "casepulse/proto/event.h"
#include "casepulse/proto/verdict.h"

#define CP_GENERATE_PER_YEAR 4000000 /* events: some 450,000 inquiries, 125,000 decisions … */
#define CP_GENERATE_PER_YEAR_LIVE 40000
#define CP_GENERATE_PER_YEAR_MAX 100000000
#define CP_GENERATE_UNITS 300
#define CP_GENERATE_UNITS_MAX 60000
#define CP_GENERATE_RATE_LIVE 5
#define CP_GENERATE_PARTITIONS 12
#define CP_GENERATE_FIRST_YEAR 1992 /* so that nothing is dated before 1990, */
#define CP_GENERATE_LAST_YEAR 2098  /* nor after 2099 */

/* The faults: X(NAME, "option", "what it is a share of, and of what"), in percent with up to four
 * decimals. */
#define CP_GENERATE_SHARES(X)                                                                      \
    X(DUPLICATES, "duplicates", "percent of the records sent again within 30 days")                \
    X(ALTERED, "altered", "percent of the events sent again with other content")                   \
    X(RETRACTIONS, "retractions", "percent of the events taken back")                              \
    X(RETRACTIONS_EARLY, "retractions-early",                                                      \
      "percent of the retractions sent before their event")                                        \
    X(LATE, "late", "percent of the events dated up to a year before they are sent")               \
    X(AHEAD, "ahead", "percent of the events dated 15 minutes to 60 days ahead")                   \
    X(MALFORMED, "malformed", "percent of the events that are first sent damaged")

enum cp_generate_share {
#define X(name, option, what) CP_SHARE_##name,
    CP_GENERATE_SHARES(X)
#undef X
        CP_SHARE_COUNT
};

#define CP_SHARE_WHOLE 1000000u /* shares are millionths */

struct cp_generator_options {
    uint64_t seed;
    int32_t from_day; /* local dates, [from, to); not in live streams */
    int32_t to_day;
    int64_t live_from_ms; /* > 0: a live stream that begins at this instant and never ends */
    int64_t per_year;     /* events of the story, without what the shares add */
    uint32_t unit_count;
    uint32_t shares[CP_SHARE_COUNT];
};

/* What a record is to its event. */
#define CP_GENERATED_KINDS(X)                                                                      \
    X(EVENT, "events")                                                                             \
    X(RETRACTION, "retractions")                                                                   \
    X(COPY, "sent again")                                                                          \
    X(ALTERED, "sent again, altered")                                                              \
    X(CORRECTION, "sent again, date corrected")                                                    \
    X(DAMAGED, "damaged")

enum cp_generated_kind {
#define X(name, text) CP_GENERATED_##name,
    CP_GENERATED_KINDS(X)
#undef X
        CP_GENERATED_KIND_COUNT
};

/* One record, lent until the next. */
struct cp_generated {
    enum cp_generated_kind kind;
    enum cp_event_type type;      /* of the record: EVENT_RETRACTED for a retraction */
    enum cp_reason reason;        /* for which a reader refuses it, else NONE */
    int64_t emitted_ms;           /* never less than that of the record before */
    const struct cp_event *event; /* what was encoded; of a DAMAGED one what should have been */
    const void *key;
    size_t key_size;
    const void *value; /* NULL: none */
    size_t value_size;
};

struct cp_generator;

/* The zone, the municipality's, is lent for the generator's life. */
struct cp_generator *cp_generator_create(const struct cp_generator_options *options,
                                         const struct cp_zone *zone);
void cp_generator_free(struct cp_generator *generator);

/* The next record; false at the end of the stretch. `now_ms` is the instant that the record of a
 * live stream is sent at; others do without. */
bool cp_generator_next(struct cp_generator *generator, int64_t now_ms,
                       struct cp_generated *out_generated);

enum cp_generate_target { CP_GENERATE_TO_KAFKA, CP_GENERATE_TO_CSV, CP_GENERATE_TO_FILE };

struct cp_generate_options {
    struct cp_generator_options generator;
    enum cp_generate_target target;
    const char *path;  /* of the CSV or archive; "-" = standard output */
    int64_t count_max; /* records; 0: no limit */
    int64_t rate;      /* records a second; 0: as fast as it goes */
    bool create_topic; /* live: as feed's; else one that keeps the records' own times */
    struct cp_producer_options kafka;
};

struct cp_generate_report {
    int64_t records;
    int64_t kinds[CP_GENERATED_KIND_COUNT];
    int64_t types[CP_EVENT_TYPE_END]; /* of kind EVENT, by enum cp_event_type */
    int64_t first_emitted_ms, last_emitted_ms;
    int64_t value_bytes;
    int64_t delivered, failed; /* Kafka */
    int64_t duration_ms;
};

/* Runs to the end, telling about it on stderr; ends in order when base/stop.h is asked to: a live
 * stream with CP_OK, another with CP_RUNTIME. The report is filled in whatever the outcome.
 * CP_USAGE: options that do not go together; CP_CONFIGURATION: property, missing topic or a file
 * that cannot be made; CP_UNREACHABLE; CP_RUNTIME: a record was not delivered or written. */
enum cp_status cp_generate_run(const struct cp_generate_options *options,
                               struct cp_generate_report *out_report,
                               struct cp_failure *out_failure) CP_MUST_USE;

#endif
