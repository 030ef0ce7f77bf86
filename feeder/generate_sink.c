#include "generate_sink.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>

#include "generate_csv.h"
#include "generate_file.h"

#define CP_SINK_BUFFER_SIZE (1 << 20)

static enum cp_status cp_sink_open_topic(struct cp_generate_sink *sink,
                                         struct cp_failure *out_failure)
{
    const struct cp_generate_options *options = sink->options;
    const bool is_live = options->generator.live_from_ms > 0;
    enum cp_status status = cp_producer_create(&options->kafka, &sink->producer, out_failure);
    if (status == CP_OK) {
        status = cp_producer_connect(sink->producer, out_failure);
    }
    if (status != CP_OK) {
        return status;
    }
    if (!options->create_topic) {
        return cp_topic_find(sink->producer, out_failure);
    }
    return is_live ? cp_topic_create(sink->producer, CP_GENERATE_PARTITIONS, out_failure)
                   : cp_topic_create_dated(sink->producer, CP_GENERATE_PARTITIONS, out_failure);
}

static bool cp_path_is_stdout(const char *path)
{
    return strcmp(path, "-") == 0;
}

static enum cp_status cp_sink_open_file(struct cp_generate_sink *sink,
                                        struct cp_failure *out_failure)
{
    const char *path = sink->options->path;
    sink->stream = cp_path_is_stdout(path) ? stdout : fopen(path, "wb");
    if (sink->stream == NULL) {
        return cp_fail(out_failure, CP_CONFIGURATION, "%.200s: cannot be made: %s", path,
                       strerror(errno));
    }
    (void)setvbuf(sink->stream, NULL, _IOFBF, CP_SINK_BUFFER_SIZE);
    if (sink->options->target == CP_GENERATE_TO_CSV) {
        cp_generated_csv_write_header(sink->stream);
    } else {
        cp_archive_write_header(sink->stream);
    }
    return CP_OK;
}

enum cp_status cp_generate_sink_open(struct cp_generate_sink *sink,
                                     const struct cp_generate_options *options,
                                     struct cp_failure *out_failure)
{
    *sink = (struct cp_generate_sink){.options = options};
    return options->target == CP_GENERATE_TO_KAFKA ? cp_sink_open_topic(sink, out_failure)
                                                   : cp_sink_open_file(sink, out_failure);
}

static enum cp_status cp_sink_send(struct cp_generate_sink *sink,
                                   const struct cp_generated *generated,
                                   struct cp_failure *out_failure)
{
    const struct cp_producer_record record = {.key = generated->key,
                                              .key_size = generated->key_size,
                                              .value = generated->value,
                                              .value_size = generated->value_size};
    const bool is_live = sink->options->generator.live_from_ms > 0;
    return is_live ? cp_producer_send(sink->producer, &record, out_failure)
                   : cp_producer_send_dated(sink->producer, &record, generated->emitted_ms,
                                            out_failure);
}

static enum cp_status cp_sink_check_file(const struct cp_generate_sink *sink,
                                         struct cp_failure *out_failure)
{
    return ferror(sink->stream) == 0
               ? CP_OK
               : cp_fail(out_failure, CP_RUNTIME, "%.200s: cannot be written: %s",
                         sink->options->path, strerror(errno));
}

enum cp_status cp_generate_sink_put(struct cp_generate_sink *sink,
                                    const struct cp_generated *generated,
                                    struct cp_failure *out_failure)
{
    switch (sink->options->target) {
    case CP_GENERATE_TO_KAFKA:
        return cp_sink_send(sink, generated, out_failure);
    case CP_GENERATE_TO_CSV:
        cp_generated_csv_write(sink->stream, generated->event);
        break;
    case CP_GENERATE_TO_FILE:
        cp_archive_write(sink->stream, generated);
        break;
    }
    return cp_sink_check_file(sink, out_failure);
}

enum cp_status cp_generate_sink_flush(struct cp_generate_sink *sink, struct cp_failure *out_failure)
{
    if (sink->producer != NULL) {
        return cp_producer_flush(sink->producer, out_failure);
    }
    (void)fflush(sink->stream);
    return cp_sink_check_file(sink, out_failure);
}

void cp_generate_sink_close(struct cp_generate_sink *sink, struct cp_generate_report *report)
{
    if (sink->producer != NULL) {
        const struct cp_producer_counts counts = cp_producer_count(sink->producer);
        report->delivered = counts.delivered;
        report->failed = counts.failed + counts.waiting;
        cp_producer_free(sink->producer);
    }
    if (sink->stream != NULL && sink->stream != stdout) {
        (void)fclose(sink->stream); /* flushed before, its errors said */
    }
}
