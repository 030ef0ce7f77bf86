/* decode ROUNDS COUNT: the hot-path reader against protobuf-c, each followed by the same checks.
 *
 * Prints, for each round, `reader NS` and `reference NS` a record, in turns. */
#include <stdio.h>
#include <stdlib.h>

#include "casepulse/base/assert.h"
#include "casepulse/base/memory.h"
#include "casepulse/feeder/generate.h"
#include "casepulse/proto/decode.h"
#include "records.h"
#include "reference.h"

typedef enum cp_reason (*cp_bench_decode)(void *decoder, const struct cp_bench_record *record,
                                          struct cp_event *out_event);

static enum cp_reason cp_bench_by_reader(void *decoder, const struct cp_bench_record *record,
                                         struct cp_event *out_event)
{
    return cp_decoder_decode(decoder, record->value, record->value_size, record->key,
                             record->key_size, out_event);
}

static enum cp_reason cp_bench_by_reference(void *reference, const struct cp_bench_record *record,
                                            struct cp_event *out_event)
{
    return cp_reference_decode(reference, record->value, record->value_size, record->key,
                               record->key_size, out_event);
}

static void cp_bench_time(const char *name, cp_bench_decode decode, void *decoder,
                          const struct cp_bench_records *records)
{
    struct cp_event event;
    size_t refused = 0;
    const int64_t begun_ns = cp_bench_cpu_ns();
    for (size_t i = 0; i < records->count; i++) {
        refused += decode(decoder, &records->records[i], &event) != CP_REASON_NONE;
    }
    const int64_t took_ns = cp_bench_cpu_ns() - begun_ns;
    CP_ASSERT(refused == 0);
    cp_bench_print(name, (double)took_ns / (double)records->count);
}

int main(int argc, char **argv)
{
    CP_ASSERT(argc == 3);
    struct cp_zone zone;
    cp_bench_zone(&zone);
    struct cp_bench_records records =
        cp_bench_records_make(&zone, strtoul(argv[2], NULL, 10), CP_GENERATE_UNITS);
    const struct cp_decoder_rules rules = {.zone = &zone};
    struct cp_decoder *decoder = cp_decoder_create(rules);
    struct cp_reference *reference = cp_reference_create(rules);
    for (long round = strtol(argv[1], NULL, 10); round > 0; round--) {
        cp_bench_time("reader", cp_bench_by_reader, decoder, &records);
        cp_bench_time("reference", cp_bench_by_reference, reference, &records);
    }
    cp_reference_free(reference);
    cp_decoder_free(decoder);
    cp_bench_records_free(&records);
    return 0;
}
