/* decode ROUNDS COUNT: the hot-path reader against protobuf-c.
 *
 * Prints, for each round and in turns, CPU a record in ns: `read.reader`, `read.reference` for
 * reading a message and the checks behind it, `whole.reader`, `whole.reference` for all that
 * becomes an event (its content hash is the same behind both). */
#include <stdlib.h>

#include "casepulse/base/assert.h"
#include "casepulse/feeder/generate.h"
#include "casepulse/proto/decode.h"
#include "check.h"
#include "reader.h"
#include "records.h"
#include "reference.h"

#define CP_BENCH_VALUE_MAX 16384
#define CP_BENCH_REPEATS 10

struct cp_bench_decoders {
    struct cp_check_rules rules;
    struct cp_arena arena;
    struct cp_decoder *decoder;
    struct cp_reference *reference;
    struct cp_record record;
    struct cp_event event;
};

/* True: the record is fine, as all generated ones are. */
typedef bool (*cp_bench_decode)(struct cp_bench_decoders *decoders,
                                const struct cp_bench_record *record);

static bool cp_bench_check(struct cp_bench_decoders *decoders, const struct cp_bench_record *record,
                           bool is_read)
{
    decoders->record.key = (struct cp_slice){record->key, record->key_size};
    return is_read && cp_record_check(&decoders->record, &decoders->rules) == CP_REASON_NONE;
}

static bool cp_bench_read_by_reader(struct cp_bench_decoders *decoders,
                                    const struct cp_bench_record *record)
{
    const struct cp_slice bytes = {record->value, record->value_size};
    return cp_bench_check(decoders, record, cp_message_read(bytes, &decoders->record.own));
}

static bool cp_bench_read_by_reference(struct cp_bench_decoders *decoders,
                                       const struct cp_bench_record *record)
{
    const struct cp_slice bytes = {record->value, record->value_size};
    cp_arena_reset(&decoders->arena);
    return cp_bench_check(decoders, record,
                          cp_reference_read(&decoders->arena, bytes, &decoders->record.own));
}

static bool cp_bench_whole_by_reader(struct cp_bench_decoders *decoders,
                                     const struct cp_bench_record *record)
{
    return cp_decoder_decode(decoders->decoder, record->value, record->value_size, record->key,
                             record->key_size, &decoders->event) == CP_REASON_NONE;
}

static bool cp_bench_whole_by_reference(struct cp_bench_decoders *decoders,
                                        const struct cp_bench_record *record)
{
    return cp_reference_decode(decoders->reference, record->value, record->value_size, record->key,
                               record->key_size, &decoders->event) == CP_REASON_NONE;
}

static void cp_bench_time(const char *name, cp_bench_decode decode,
                          struct cp_bench_decoders *decoders,
                          const struct cp_bench_records *records)
{
    size_t fine = 0;
    const int64_t begun_ns = cp_bench_cpu_ns();
    for (int repeat = 0; repeat < CP_BENCH_REPEATS; repeat++) {
        for (size_t i = 0; i < records->count; i++) {
            fine += decode(decoders, &records->records[i]);
        }
    }
    const int64_t took_ns = cp_bench_cpu_ns() - begun_ns;
    CP_ASSERT(fine == CP_BENCH_REPEATS * records->count);
    cp_bench_print(name, (double)took_ns / (double)fine);
}

int main(int argc, char **argv)
{
    CP_ASSERT(argc == 3);
    struct cp_zone zone;
    cp_bench_zone(&zone);
    struct cp_bench_records records =
        cp_bench_records_make(&zone, strtoul(argv[2], NULL, 10), CP_GENERATE_UNITS);
    const struct cp_decoder_rules rules = {.zone = &zone};
    struct cp_bench_decoders decoders = {.rules = cp_check_rules_of(rules),
                                         .decoder = cp_decoder_create(rules),
                                         .reference = cp_reference_create(rules)};
    cp_arena_init(&decoders.arena, CP_REFERENCE_ARENA_SIZE(CP_BENCH_VALUE_MAX));
    for (long round = strtol(argv[1], NULL, 10); round > 0; round--) {
        cp_bench_time("read.reader", cp_bench_read_by_reader, &decoders, &records);
        cp_bench_time("read.reference", cp_bench_read_by_reference, &decoders, &records);
        cp_bench_time("whole.reader", cp_bench_whole_by_reader, &decoders, &records);
        cp_bench_time("whole.reference", cp_bench_whole_by_reference, &decoders, &records);
    }
    cp_arena_done(&decoders.arena);
    cp_reference_free(decoders.reference);
    cp_decoder_free(decoders.decoder);
    cp_bench_records_free(&records);
    return 0;
}
