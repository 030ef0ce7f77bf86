/* The bytes of other implementations: made with the official protobuf runtime for Python (4.21)
 * from the published contract. Also pins the field numbers for ever. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "casepulse/proto/encode.h"
#include "sample.h"

/* A COMPLAINT_RECEIVED with every field. */
static const char complaint_hex[] =
    "0a10000102030405060708090a0b0c0d0e0f100118082209323031332d303831352880f29fb4ec2730073a0b"
    "6a6f6263656e7465722d33420833322e32342e30344a034b303250e0c6a3b4ec2758c8cea3b4ec2762056f70"
    "65726168ac028201083634393432323132880103920109323031322d343731319a0110101112131415161718"
    "191a1b1c1d1e1fe2010b0a02010210021a03010d01";

/* Its retraction, with the bytes of the first put into `retracted` unchanged. */
static const char retraction_hex[] =
    "0a10202122232425262728292a2b2c2d2e2f1001180e2209323031332d303831352880f8b7d5ec27a2011000"
    "0102030405060708090a0b0c0d0e0f920299010a10000102030405060708090a0b0c0d0e0f10011808220932"
    "3031332d303831352880f29fb4ec2730073a0b6a6f6263656e7465722d33420833322e32342e30344a034b30"
    "3250e0c6a3b4ec2758c8cea3b4ec2762056f7065726168ac0282010836343934323231328801039201093230"
    "31322d343731319a0110101112131415161718191a1b1c1d1e1fe2010b0a02010210021a03010d01";

static void read_hex(const char *hex, struct sample *out_sample)
{
    out_sample->size = strlen(hex) / 2;
    for (size_t i = 0; i < out_sample->size; i++) {
        unsigned value;
        assert_int_equal(sscanf(hex + 2 * i, "%2x", &value), 1);
        out_sample->bytes[i] = (unsigned char)value;
    }
}

static void decode_hex(const char *hex, struct cp_event *out_event)
{
    static struct sample sample;
    struct cp_decoder *decoder = sample_decoder(false);
    read_hex(hex, &sample);
    assert_int_equal(sample_decode(decoder, &sample, out_event), CP_REASON_NONE);
    cp_decoder_free(decoder);
}

static void assert_is_the_complaint(const struct cp_fact *fact)
{
    static const uint8_t points[CP_POINTS_MAX] = {CP_THEME_PROCESSING_TIME, CP_THEME_OTHER,
                                                  CP_THEME_PROCESSING_TIME};
    assert_int_equal(fact->type, CP_EVENT_COMPLAINT_RECEIVED);
    assert_int_equal(fact->occurred_ms, INT64_C(1369130400000));
    assert_int_equal(fact->administration, 7);
    assert_string_equal(fact->unit.bytes, "jobcenter-3");
    assert_int_equal(fact->unit.size, 11);
    assert_string_equal(fact->subject, "32.24.04");
    assert_string_equal(fact->facet, "K02");
    assert_int_equal(fact->kinds, CP_BIT(CP_KIND_FORMALITY) | CP_BIT(CP_KIND_MERITS));
    assert_int_equal(fact->body, CP_BODY_OMBUDSMAN);
    assert_int_equal(fact->point_count, 3);
    assert_memory_equal(fact->points, points, sizeof(points));
    assert_int_equal(fact->from_unit.size, 0);
}

static void a_foreign_event_is_read_field_by_field(void **state)
{
    (void)state;
    struct cp_event event;
    decode_hex(complaint_hex, &event);
    assert_is_the_complaint(&event.fact);
    assert_int_equal(event.id[15], 0x0F);
    assert_int_equal(event.schema_version, 1);
    assert_string_equal(event.case_id.bytes, "2013-0815");
    assert_int_equal(event.own_occurred_ms, INT64_C(1369130400000));
    assert_int_equal(event.registered_ms, INT64_C(1369130460000));
    assert_int_equal(event.emitted_ms, INT64_C(1369130461000));
    assert_string_equal(event.source, "opera");
    assert_int_equal(event.source_size, 5);
    assert_int_equal(event.source_seq, 300);
    assert_string_equal(event.authority, "64942212");
    assert_int_equal(event.sensitivity, 3);
    assert_string_equal(event.related_case.bytes, "2012-4711");
    assert_int_equal(event.complained_decision[15], 0x1F);
    assert_false(event.is_retraction);
}

static void a_foreign_retraction_is_read(void **state)
{
    (void)state;
    struct cp_event event;
    decode_hex(retraction_hex, &event);
    assert_is_the_complaint(&event.fact);
    assert_true(event.is_retraction);
    assert_int_equal(event.id[0], 0x20);
    assert_int_equal(event.cancelled_id[15], 0x0F);
    assert_int_equal(event.own_occurred_ms, INT64_C(1369200000000));
}

static void our_bytes_are_those_of_the_official_runtime(void **state)
{
    (void)state;
    static struct sample sample;
    struct cp_event event;
    unsigned char bytes[CP_EVENT_ENCODED_MAX];
    decode_hex(complaint_hex, &event);
    read_hex(complaint_hex, &sample);
    assert_int_equal(cp_event_encode(&event, bytes), sample.size);
    assert_memory_equal(bytes, sample.bytes, sample.size);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_foreign_event_is_read_field_by_field),
        cmocka_unit_test(a_foreign_retraction_is_read),
        cmocka_unit_test(our_bytes_are_those_of_the_official_runtime),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
