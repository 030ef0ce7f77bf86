#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <inttypes.h>
#include <string.h>
#include <cmocka.h>

#include "casepulse/proto/encode.h"
#include "sample.h"

#define ROUNDS 50000

/* The hashes of its content, which no sender knows, are the same each time. */
static bool is_decoded_again(struct cp_decoder *decoder, const unsigned char *bytes, size_t size,
                             struct cp_event *event, const struct cp_event *back)
{
    struct cp_event again;
    event->content_hash = back->content_hash;
    event->fact_hash = back->fact_hash;
    return memcmp(event, back, sizeof(*event)) == 0 &&
           cp_decoder_decode(decoder, bytes, size, NULL, 0, &again) == CP_REASON_NONE &&
           memcmp(&again, back, sizeof(again)) == 0;
}

static void an_event_comes_back_byte_for_byte(void **state)
{
    (void)state;
    uint64_t seed = sample_seed();
    struct cp_decoder *decoder = sample_decoder(false);
    int seen[CP_EVENT_TYPE_END][2] = {{0}};
    for (int round = 0; round < ROUNDS; round++) {
        uint64_t start = seed;
        struct cp_event event;
        struct cp_event back;
        unsigned char bytes[CP_EVENT_ENCODED_MAX];
        sample_random_event(&seed, &event);
        seen[event.fact.type][event.is_retraction] = 1;
        size_t size = cp_event_encode(&event, bytes);
        memset(&back, 0xA5, sizeof(back));
        enum cp_reason reason =
            cp_decoder_decode(decoder, bytes, size, event.case_id.bytes, event.case_id.size, &back);
        if (reason != CP_REASON_NONE || !is_decoded_again(decoder, bytes, size, &event, &back)) {
            fail_msg("round %d (state %" PRIu64 "): reason %d", round, start, (int)reason);
        }
    }
    for (int type = 1; type < CP_EVENT_EVENT_RETRACTED; type++) {
        assert_true(seen[type][0] && seen[type][1]);
    }
    cp_decoder_free(decoder);
}

/* Everything at its longest; the room given is never too small. */
static void the_longest_event_fits(void **state)
{
    (void)state;
    struct cp_event event;
    memset(&event, 0, sizeof(event));
    memset(event.id, 0xFF, sizeof(event.id));
    memset(event.cancelled_id, 0xFF, sizeof(event.cancelled_id));
    memset(event.complained_decision, 0xFF, sizeof(event.complained_decision));
    event.is_retraction = true;
    event.schema_version = UINT32_MAX;
    memset(event.case_id.bytes, 'c', CP_CASE_ID_MAX);
    event.case_id.size = CP_CASE_ID_MAX;
    event.related_case = event.case_id;
    event.fact.unit = event.case_id;
    event.own_occurred_ms = event.registered_ms = event.emitted_ms = INT64_MIN;
    event.fact.occurred_ms = INT64_MIN;
    event.source_seq = UINT64_MAX;
    memset(event.source, 's', CP_SOURCE_MAX);
    event.source_size = CP_SOURCE_MAX;
    event.fact.type = CP_EVENT_COMPLAINT_RECEIVED;
    event.fact.kinds = 0x0F;
    event.fact.point_count = CP_POINTS_MAX;
    memset(event.fact.points, CP_THEME_OTHER, CP_POINTS_MAX);
    unsigned char bytes[CP_EVENT_ENCODED_MAX];
    size_t size = cp_event_encode(&event, bytes);
    assert_true(size > 400 && size < CP_EVENT_ENCODED_MAX / 2);
}

static void our_own_names_are_not_sent(void **state)
{
    (void)state;
    struct cp_event event;
    uint64_t seed = 1;
    do {
        sample_random_event(&seed, &event);
    } while (event.is_retraction || event.fact.type != CP_EVENT_CASE_OPENED);
    memset(&event.fact.unit, 0, sizeof(event.fact.unit));
    memcpy(event.fact.unit.bytes, CP_UNIT_OTHER, strlen(CP_UNIT_OTHER));
    event.fact.unit.size = (uint8_t)strlen(CP_UNIT_OTHER);
    unsigned char bytes[CP_EVENT_ENCODED_MAX];
    struct cp_event back;
    struct cp_decoder *decoder = sample_decoder(false);
    size_t size = cp_event_encode(&event, bytes);
    assert_null(memmem(bytes, size, "_other", 6));
    assert_null(memmem(bytes, size, "_none", 5));
    assert_int_equal(cp_decoder_decode(decoder, bytes, size, NULL, 0, &back), CP_REASON_NONE);
    assert_string_equal(back.fact.unit.bytes, CP_UNIT_NONE);
    cp_decoder_free(decoder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_event_comes_back_byte_for_byte),
        cmocka_unit_test(the_longest_event_fits),
        cmocka_unit_test(our_own_names_are_not_sent),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
