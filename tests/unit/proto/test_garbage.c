/* Whatever comes over the wire: no crash (run under the sanitizers), and the same bytes always get
 * the same verdict and the same event. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "casepulse/proto/encode.h"
#include "sample.h"

#define ROUNDS 200000
#define GARBAGE_MAX 512

static size_t write_noise(uint64_t *seed, unsigned char *out_bytes)
{
    size_t size = sample_random_below(seed, GARBAGE_MAX);
    for (size_t i = 0; i < size; i++) {
        out_bytes[i] = (unsigned char)sample_random(seed);
    }
    return size;
}

/* A good record with up to eight bytes changed, sometimes cut. */
static size_t write_spoiled_event(uint64_t *seed, unsigned char *out_bytes)
{
    struct cp_event event;
    sample_random_event(seed, &event);
    size_t size = cp_event_encode(&event, out_bytes);
    uint64_t changes = sample_random_below(seed, 9);
    for (uint64_t i = 0; i < changes; i++) {
        out_bytes[sample_random_below(seed, size)] = (unsigned char)sample_random(seed);
    }
    return sample_random_below(seed, 8) == 0 ? sample_random_below(seed, size) : size;
}

static bool is_number(int field)
{
    static const int numbers[] = {FIELD_SCHEMA_VERSION, FIELD_TYPE,       FIELD_OCCURRED,
                                  FIELD_ADMINISTRATION, FIELD_REGISTERED, FIELD_EMITTED,
                                  FIELD_SOURCE_SEQ,     FIELD_SENSITIVITY};
    for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++) {
        if (numbers[i] == field) {
            return true;
        }
    }
    return false;
}

static uint64_t any_number(uint64_t *seed)
{
    return sample_random(seed) >> sample_random_below(seed, 64);
}

/* Small fields of a detail, among them texts that look like numbers of persons. */
static void put_detail(uint64_t *seed, int field, struct sample *sample)
{
    static struct sample detail;
    detail.size = 0;
    for (uint64_t count = sample_random_below(seed, 50); count > 0; count--) {
        sample_put_varint(&detail, (int)(2 + sample_random_below(seed, 3)), any_number(seed));
    }
    if (field == FIELD_DETAIL + CP_EVENT_UNIT_CHANGED) {
        const char *unit = sample_random_below(seed, 20) == 0 ? "010190-1234" : "bcv-1";
        sample_put_text(&detail, FIELD_MOVE_FROM_UNIT, unit);
    }
    sample_put_sample(sample, field, &detail);
}

static void put_field(uint64_t *seed, int field, struct sample *sample)
{
    bool is_wrong = sample_random_below(seed, 100) == 0;
    if (field > FIELD_DETAIL && field < FIELD_RETRACTED) {
        put_detail(seed, field, sample);
        return;
    }
    if (is_number(field) != is_wrong) {
        sample_put_varint(sample, field, any_number(seed));
        return;
    }
    char text[24];
    size_t size = sample_random_below(seed, sizeof(text));
    for (size_t i = 0; i < size; i++) {
        text[i] = (char)(sample_random(seed) & 0x7F);
    }
    sample_put_data(sample, field, text, size);
}

/* Fields of the contract in any order and number, behind a good beginning. */
static size_t write_fields(uint64_t *seed, unsigned char *out_bytes)
{
    static struct sample sample;
    uint64_t count = sample_random_below(seed, 12);
    sample_begin(&sample, (int)(1 + sample_random_below(seed, 15)));
    for (uint64_t i = 0; i < count; i++) {
        put_field(seed, (int)(6 + sample_random_below(seed, 30)), &sample);
    }
    memcpy(out_bytes, sample.bytes, sample.size);
    return sample.size;
}

typedef size_t (*garbage_writer)(uint64_t *seed, unsigned char *out_bytes);

static void garbage_never_crashes_and_is_judged_alike(void **state)
{
    (void)state;
    static const garbage_writer writers[] = {write_noise, write_spoiled_event, write_fields};
    uint64_t seed = sample_seed();
    struct cp_decoder *decoder = sample_decoder(true);
    struct cp_decoder *twin = sample_decoder(true);
    int counts[CP_REASON_END] = {0};
    for (int round = 0; round < ROUNDS; round++) {
        unsigned char bytes[CP_EVENT_VALUE_MAX];
        struct cp_event event;
        struct cp_event again;
        size_t size = writers[round % 3](&seed, bytes);
        memset(&event, 0x5A, sizeof(event));
        memset(&again, 0x5A, sizeof(again));
        enum cp_reason reason = cp_decoder_decode(decoder, bytes, size, bytes, size, &event);
        assert_int_equal(cp_decoder_decode(twin, bytes, size, bytes, size, &again), reason);
        assert_memory_equal(&event, &again, sizeof(event));
        counts[reason]++;
    }
    printf("good: %d\n", counts[CP_REASON_NONE]);
    for (int reason = CP_REASON_NONE + 1; reason < CP_REASON_END; reason++) {
        printf("%s: %d\n", cp_reason_field((enum cp_reason)reason), counts[reason]);
    }
    assert_true(counts[CP_REASON_NONE] > 0);
    assert_true(counts[CP_REASON_MALFORMED_UNDECODABLE] > 0);
    cp_decoder_free(decoder);
    cp_decoder_free(twin);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(garbage_never_crashes_and_is_judged_alike),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
