/* `casepulse feed`: CSV files through a mapping into a Kafka topic, the same each time it is done:
 * a file sent twice counts once.
 *
 * Threads: one (librdkafka has its own). Owns: nothing after the call. Bounded: see csv.h, rows.h
 * and producer.h; messages about refused rows: `refused_shown_max`, the rest is counted. */
#ifndef CASEPULSE_FEEDER_FEED_H
#define CASEPULSE_FEEDER_FEED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "casepulse/base/status.h"
#include "casepulse/feeder/producer.h"
#include "casepulse/proto/event.h"

#define CP_FEED_PARTITIONS 12
#define CP_FEED_REFUSED_SHOWN_MAX 20

struct cp_feed_options {
    const char *mapping_path;     /* NULL only without CSV files */
    const char *const *csv_paths; /* "-" = standard input */
    size_t csv_count;             /* 0: only the topic is made */
    bool create_topic;
    bool is_dry_run;           /* map and check everything, send nothing, ask no broker */
    int partitions;            /* of a topic made here; CP_FEED_PARTITIONS */
    int64_t refused_shown_max; /* CP_FEED_REFUSED_SHOWN_MAX */
    struct cp_producer_options kafka;
};

struct cp_feed_report {
    int64_t files;
    int64_t rows; /* without headers, refused ones included */
    int64_t rows_refused;
    int64_t rows_without_event;
    int64_t events[CP_EVENT_TYPE_END]; /* by enum cp_event_type */
    int64_t events_all;
    int64_t delivered;
    int64_t failed;
    int64_t duration_ms;
    int64_t cpu_ms;
};

/* Runs to the end, telling about it on stderr; ends in order when base/stop.h is asked to. The
 * report is filled in whatever the outcome. CP_DATA: rows were refused; CP_CONFIGURATION: mapping,
 * header, property or a missing topic, before anything was sent; CP_UNREACHABLE; CP_RUNTIME: a
 * record was not delivered, a file could not be read on, or a stop was asked for. */
enum cp_status cp_feed_run(const struct cp_feed_options *options, struct cp_feed_report *out_report,
                           struct cp_failure *out_failure) CP_MUST_USE;

#endif
