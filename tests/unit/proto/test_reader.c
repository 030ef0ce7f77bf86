/* The reader of the hot path against protobuf-c: the oddities written down one by one, then a
 * great many random messages. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "casepulse/proto/encode.h"
#include "reader.h"
#include "sample.h"
#include "strange.h"

#define ROUNDS 300000

static struct cp_decoder_rules municipal_rules(bool refuse_ten_digits)
{
    static struct cp_zone zone;
    struct cp_failure failure;
    assert_int_equal(cp_zone_load(CP_ZONE_MUNICIPALITY, &zone, &failure), CP_OK);
    return (struct cp_decoder_rules){.zone = &zone, .refuse_ten_digits = refuse_ten_digits};
}

/* Bytes that stand alone, and what both readers say of them. */
struct oddity {
    const char *what;
    const char *bytes;
    size_t size;
    bool is_taken;
};

#define ODDITY(what, bytes, is_taken)                                                              \
    {                                                                                              \
        what, bytes, sizeof(bytes) - 1, is_taken                                                   \
    }

static const struct oddity oddities[] = {
    ODDITY("field number 0 in one byte", "\x00\x01", false),
    ODDITY("field number 0 in one byte, other wire type", "\x02\x00", false),
    ODDITY("field number 0 in two bytes", "\x80\x00\x01", true),
    ODDITY("a key of five bytes", "\x90\x80\x80\x80\x00\x01", true),
    ODDITY("a key of six bytes", "\x90\x80\x80\x80\x80\x00\x01", false),
    ODDITY("the highest key", "\xF8\xFF\xFF\xFF\x7F\x01", true),
    ODDITY("a key without an end", "\x90\x80", false),
    ODDITY("a known field's key in more bytes than it needs", "\x90\x80\x00\x01", true),
    ODDITY("a number of ten bytes", "\x28\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\x7F", true),
    ODDITY("a number of eleven bytes", "\x28\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\x00", false),
    ODDITY("a small number in ten bytes", "\x28\x81\x80\x80\x80\x80\x80\x80\x80\x80\x00", true),
    ODDITY("a number without an end", "\x28\x80", false),
    ODDITY("no number", "\x28", false),
    ODDITY("a length of five bytes", "\x22\x81\x80\x80\x80\x00\x61", true),
    ODDITY("a length of six bytes", "\x22\x81\x80\x80\x80\x80\x00\x61", false),
    ODDITY("a length beyond the end", "\x22\x02\x61", false),
    ODDITY("a length beyond 2 GiB", "\x22\xFF\xFF\xFF\xFF\x7F", false),
    ODDITY("a text of no bytes", "\x22\x00", true),
    ODDITY("a group", "\x7B\x7C", false),
    ODDITY("the end of a group", "\x7C", false),
    ODDITY("wire type 6", "\x7E\x00", false),
    ODDITY("wire type 7", "\x7F\x00", false),
    ODDITY("an unknown field of eight bytes", "\x79\x01\x02\x03\x04\x05\x06\x07\x08", true),
    ODDITY("an unknown field of eight bytes, cut", "\x79\x01\x02\x03\x04\x05\x06\x07", false),
    ODDITY("an unknown field of four bytes", "\x7D\x01\x02\x03\x04", true),
    ODDITY("an unknown field of four bytes, cut", "\x7D\x01\x02\x03", false),
    ODDITY("a number where a text belongs", "\x20\x01", false),
    ODDITY("a text where a number belongs", "\x2A\x01\x61", false),
    ODDITY("eight bytes where a number belongs", "\x29\x01\x02\x03\x04\x05\x06\x07\x08", false),
    ODDITY("a number where a detail belongs", "\xD8\x01\x01", false),
    ODDITY("a detail that is broken", "\xDA\x01\x01\x08", false),
    ODDITY("a broken detail before a good one", "\xDA\x01\x01\x08\xDA\x01\x02\x10\x01", false),
    ODDITY("yes in four bytes", "\xDA\x01\x05\x25\x00\x00\x00\x01", true),
    ODDITY("no in eight bytes", "\xDA\x01\x09\x21\x80\x80\x80\x80\x80\x80\x80\x80", true),
    ODDITY("yes as a text", "\xDA\x01\x03\x22\x01\x00", true),
    ODDITY("no as a text of no bytes", "\xDA\x01\x02\x22\x00", true),
    ODDITY("yes as a group", "\xDA\x01\x01\x23", false),
    ODDITY("packed values, the last one broken", "\xE2\x01\x04\x0A\x02\x01\x80", false),
    ODDITY("packed values, one of eleven bytes",
           "\xE2\x01\x0D\x0A\x0B\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\x00", false),
    ODDITY("values packed and single", "\xE2\x01\x06\x0A\x02\x01\x02\x08\x03", true),
    ODDITY("values of four bytes", "\xE2\x01\x05\x0D\x01\x00\x00\x00", false),
    ODDITY("a text that is no UTF-8", "\x22\x01\xFF", false),
    ODDITY("a text that is no UTF-8 before a good one", "\x22\x01\xFF\x22\x01\x61", true),
    ODDITY("from_unit that is no UTF-8 in a detail replaced",
           "\xD2\x01\x03\x0A\x01\xFF\xD2\x01\x00", true),
    ODDITY("a text with NUL", "\x22\x03\x61\x00\x62", true),
};

static void each_oddity_is_read_as_protobuf_c_reads_it(void **state)
{
    (void)state;
    struct strange_pair pair;
    strange_pair_init(&pair, municipal_rules(false));
    for (size_t i = 0; i < sizeof(oddities) / sizeof(oddities[0]); i++) {
        const struct oddity *oddity = &oddities[i];
        const struct cp_slice bytes = {(const uint8_t *)oddity->bytes, oddity->size};
        const struct cp_slice key = {0};
        struct cp_message message;
        enum cp_reason reason;
        const char *difference = strange_pair_differ(&pair, bytes, key, &reason);
        if (difference != NULL) {
            fail_msg("%s: %s", oddity->what, difference);
        }
        if (cp_message_read(bytes, &message) != oddity->is_taken) {
            fail_msg("%s should %sbe taken", oddity->what, oddity->is_taken ? "" : "not ");
        }
    }
    strange_pair_done(&pair);
}

static void a_later_detail_leaves_nothing_of_an_earlier_one(void **state)
{
    (void)state;
    static const char bytes[] = "\xD2\x01\x06\x0A\x02\x62\x31\x10\x07" /* a move from b1, 7 */
                                "\xDA\x01\x04\x08\x02\x20\x01";        /* a decision */
    struct cp_message message;
    assert_true(
        cp_message_read((struct cp_slice){(const uint8_t *)bytes, sizeof(bytes) - 1}, &message));
    assert_int_equal(message.detail.type, CP_EVENT_DECISION_MADE);
    assert_int_equal(message.texts[CP_TEXT_FROM_UNIT].size, 0);
    assert_int_equal(message.detail.from_administration, 0);
    assert_int_equal(message.detail.decision_result, 2);
    assert_true(message.detail.has_service_target);
}

/* The reader may not look behind the end: under the sanitizers each message stands at the end of a
 * block of its own size. */
static void assert_beginnings_are_judged_alike(struct strange_pair *pair,
                                               const struct sample *sample)
{
    for (size_t size = 0; size <= sample->size; size++) {
        uint8_t *bytes = malloc(size > 0 ? size : 1);
        const struct cp_slice slice = {bytes, size};
        enum cp_reason reason;
        memcpy(bytes, sample->bytes, size);
        assert_null(strange_pair_differ(pair, slice, slice, &reason));
        free(bytes);
    }
}

static void every_beginning_of_a_record_is_judged_alike(void **state)
{
    (void)state;
    static struct sample sample;
    static struct sample original;
    struct strange_pair pair;
    strange_pair_init(&pair, municipal_rules(true));
    sample_begin_move(&original);
    sample_begin_retraction(&sample, &original);
    assert_beginnings_are_judged_alike(&pair, &original);
    assert_beginnings_are_judged_alike(&pair, &sample);
    strange_pair_done(&pair);
}

static void random_messages_are_judged_alike(void **state)
{
    (void)state;
    static uint8_t bytes[STRANGE_MAX];
    struct strange_pair pairs[2];
    int taken = 0;
    int undecodable = 0;
    uint64_t seed = sample_seed();
    strange_pair_init(&pairs[0], municipal_rules(false));
    strange_pair_init(&pairs[1], municipal_rules(true));
    for (int round = 0; round < ROUNDS; round++) {
        const uint64_t begin = seed;
        const struct cp_slice value = {bytes, strange_write(&seed, bytes)};
        const struct cp_slice key = {bytes, value.size < 30 ? value.size : 30};
        enum cp_reason reason;
        const char *difference = strange_pair_differ(&pairs[round % 2], value, key, &reason);
        if (difference != NULL) {
            fail_msg("CASEPULSE_TEST_SEED=%llu: %s", (unsigned long long)begin, difference);
        }
        taken += reason == CP_REASON_NONE;
        undecodable += reason == CP_REASON_MALFORMED_UNDECODABLE;
    }
    printf("%d rounds: %d good, %d undecodable\n", ROUNDS, taken, undecodable);
    assert_true(taken > ROUNDS / 20 && undecodable > ROUNDS / 20);
    strange_pair_done(&pairs[0]);
    strange_pair_done(&pairs[1]);
}

static void random_events_are_read_alike(void **state)
{
    (void)state;
    struct strange_pair pair;
    uint64_t seed = sample_seed();
    strange_pair_init(&pair, municipal_rules(false));
    for (int round = 0; round < ROUNDS / 10; round++) {
        struct cp_event event;
        uint8_t bytes[CP_EVENT_ENCODED_MAX];
        enum cp_reason reason;
        sample_random_event(&seed, &event);
        const struct cp_slice value = {bytes, cp_event_encode(&event, bytes)};
        const struct cp_slice key = {(const uint8_t *)event.case_id.bytes, event.case_id.size};
        assert_null(strange_pair_differ(&pair, value, key, &reason));
        assert_int_equal(reason, CP_REASON_NONE);
    }
    strange_pair_done(&pair);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_oddity_is_read_as_protobuf_c_reads_it),
        cmocka_unit_test(a_later_detail_leaves_nothing_of_an_earlier_one),
        cmocka_unit_test(every_beginning_of_a_record_is_judged_alike),
        cmocka_unit_test(random_messages_are_judged_alike),
        cmocka_unit_test(random_events_are_read_alike),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
