/* Where generated records go: a topic, a CSV file, an archive.
 *
 * Threads: one. Owns: producer or file. Bounded: a full queue holds the sender (producer.h). */
#ifndef CASEPULSE_FEEDER_GENERATE_SINK_H
#define CASEPULSE_FEEDER_GENERATE_SINK_H

#include <stdint.h>
#include <stdio.h>

#include "casepulse/base/status.h"
#include "casepulse/feeder/generate.h"
#include "casepulse/feeder/producer.h"

struct cp_generate_sink {
    const struct cp_generate_options *options;
    struct cp_producer *producer; /* or: */
    FILE *stream;
};

/* Connects, makes or finds the topic, or makes the file. */
enum cp_status cp_generate_sink_open(struct cp_generate_sink *sink,
                                     const struct cp_generate_options *options,
                                     struct cp_failure *out_failure) CP_MUST_USE;

enum cp_status cp_generate_sink_put(struct cp_generate_sink *sink,
                                    const struct cp_generated *generated,
                                    struct cp_failure *out_failure) CP_MUST_USE;

/* Waits until all is delivered or written; may be called now and then. */
enum cp_status cp_generate_sink_flush(struct cp_generate_sink *sink,
                                      struct cp_failure *out_failure) CP_MUST_USE;

/* Takes what became of the records into the report. */
void cp_generate_sink_close(struct cp_generate_sink *sink, struct cp_generate_report *report);

#endif
