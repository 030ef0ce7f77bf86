/* What becomes of each field: taken, absent, unknown, or the record's refusal. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "sample.h"

static struct cp_decoder *decoder;
static struct sample record;
static struct sample detail;
static struct cp_event event;

static int set_up(void **state)
{
    (void)state;
    decoder = sample_decoder(false);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    cp_decoder_free(decoder);
    return 0;
}

static enum cp_reason decode(void)
{
    return sample_decode(decoder, &record, &event);
}

static void decode_good(void)
{
    assert_int_equal(decode(), CP_REASON_NONE);
}

static void begin(int type)
{
    sample_begin(&record, type);
    detail.size = 0;
}

static void add_detail(int type)
{
    sample_put_sample(&record, FIELD_DETAIL + type, &detail);
}

static void absent_fields_have_their_one_value(void **state)
{
    (void)state;
    struct cp_event expected;
    memset(&expected, 0, sizeof(expected));
    memcpy(expected.id, sample_id, CP_EVENT_ID_SIZE);
    expected.schema_version = 1;
    expected.case_id.size = 6;
    memcpy(expected.case_id.bytes, "case-1", 6);
    expected.own_occurred_ms = SAMPLE_OCCURRED_MS;
    expected.source_size = 5;
    memcpy(expected.source, "_none", 5);
    expected.fact.type = CP_EVENT_DECISION_MADE;
    expected.fact.occurred_ms = SAMPLE_OCCURRED_MS;
    expected.fact.unit.size = 5;
    memcpy(expected.fact.unit.bytes, "_none", 5);
    begin(CP_EVENT_DECISION_MADE);
    memset(&event, 0xFF, sizeof(event));
    decode_good();
    expected.content_hash = event.content_hash; /* test_content.c */
    expected.fact_hash = event.fact_hash;
    assert_memory_equal(&event, &expected, sizeof(event));
}

static void the_case_id_has_1_to_36_bytes(void **state)
{
    (void)state;
    begin(CP_EVENT_CASE_OPENED);
    sample_put_text(&record, FIELD_CASE_ID, "123456789012345678901234567890123456");
    decode_good();
    assert_int_equal(event.case_id.size, 36);
    sample_put_text(&record, FIELD_CASE_ID, "1234567890123456789012345678901234567");
    assert_int_equal(decode(), CP_REASON_MALFORMED_CASE_ID);
    sample_put_data(&record, FIELD_CASE_ID, "a\0b", 3); /* a NUL byte cuts nothing off */
    decode_good();
    assert_int_equal(event.case_id.size, 3);
    assert_memory_equal(event.case_id.bytes, "a\0b", 4);
}

static void a_misshapen_unit_is_other_and_a_misshapen_code_absent(void **state)
{
    (void)state;
    begin(CP_EVENT_CASE_OPENED);
    sample_put_data(&record, FIELD_UNIT, "unit\0", 5);
    sample_put_data(&record, FIELD_SUBJECT, "32.24.04\0", 9);
    sample_put_text(&record, FIELD_FACET, "k02");
    sample_put_text(&record, FIELD_AUTHORITY, "6494221");
    sample_put_text(&record, FIELD_RELATED_CASE, "1234567890123456789012345678901234567");
    sample_put_data(&record, FIELD_COMPLAINED_DECISION, sample_id, 15);
    sample_put_varint(&record, FIELD_SENSITIVITY, 5);
    sample_put_varint(&record, FIELD_ADMINISTRATION, 256 + 7);
    decode_good();
    assert_string_equal(event.fact.unit.bytes, "_other");
    assert_string_equal(event.fact.subject, "");
    assert_string_equal(event.fact.facet, "");
    assert_string_equal(event.authority, "");
    assert_int_equal(event.related_case.size, 0);
    assert_int_equal(event.complained_decision[0], 0);
    assert_int_equal(event.sensitivity, 0);
    assert_int_equal(event.fact.administration, 0);
    sample_put_varint(&record, FIELD_ADMINISTRATION, 255);
    decode_good();
    assert_int_equal(event.fact.administration, 255);
}

static void a_text_that_is_not_utf8_makes_the_record_undecodable(void **state)
{
    (void)state;
    static const int texts[] = {FIELD_CASE_ID, FIELD_UNIT,      FIELD_SUBJECT,     FIELD_FACET,
                                FIELD_SOURCE,  FIELD_AUTHORITY, FIELD_RELATED_CASE};
    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        begin(CP_EVENT_CASE_OPENED);
        sample_put_text(&record, texts[i], "\xC3\x28");
        assert_int_equal(decode(), CP_REASON_MALFORMED_UNDECODABLE);
    }
    begin(CP_EVENT_CASE_OPENED); /* also in a detail of another type */
    sample_put_text(&detail, FIELD_MOVE_FROM_UNIT, "\xFF");
    add_detail(CP_EVENT_UNIT_CHANGED);
    assert_int_equal(decode(), CP_REASON_MALFORMED_UNDECODABLE);
}

static void personal_data_is_found_in_every_text_and_the_key(void **state)
{
    (void)state;
    static const int texts[] = {FIELD_CASE_ID, FIELD_UNIT, FIELD_SOURCE, FIELD_AUTHORITY,
                                FIELD_RELATED_CASE};
    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        begin(CP_EVENT_CASE_OPENED);
        sample_put_text(&record, texts[i], "010190-1234");
        assert_int_equal(decode(), CP_REASON_MALFORMED_PERSONAL_DATA);
    }
    begin(CP_EVENT_CASE_OPENED);
    assert_int_equal(
        cp_decoder_decode(decoder, record.bytes, record.size, "010190 1234", 11, &event),
        CP_REASON_MALFORMED_PERSONAL_DATA);
    assert_int_equal(cp_decoder_decode(decoder, record.bytes, record.size, NULL, 11, &event),
                     CP_REASON_NONE);
    sample_put_text(&record, FIELD_SUBJECT, "010190-1234");
    sample_put_text(&record, FIELD_FACET, "010190-1234");
    decode_good();
    sample_put_text(&detail, FIELD_MOVE_FROM_UNIT, "010190-1234");
    add_detail(CP_EVENT_UNIT_CHANGED);
    assert_int_equal(decode(), CP_REASON_MALFORMED_PERSONAL_DATA);
    begin(CP_EVENT_UNIT_CHANGED);
    sample_put_text(&detail, FIELD_MOVE_FROM_UNIT, "010190-1234");
    add_detail(CP_EVENT_UNIT_CHANGED);
    assert_int_equal(decode(), CP_REASON_MALFORMED_PERSONAL_DATA);
}

static void ten_digits_are_refused_only_where_asked(void **state)
{
    (void)state;
    struct cp_decoder *strict = sample_decoder(true);
    begin(CP_EVENT_CASE_OPENED);
    sample_put_text(&record, FIELD_CASE_ID, "0101901234");
    decode_good();
    assert_int_equal(sample_decode(strict, &record, &event), CP_REASON_MALFORMED_PERSONAL_DATA);
    cp_decoder_free(strict);
}

static void occurred_lies_within_local_1990_to_2099(void **state)
{
    (void)state;
    const int64_t first_ms = INT64_C(631148400000); /* 1990-01-01T00:00+01:00 */
    const int64_t end_ms = INT64_C(4102441200000);  /* 2100-01-01T00:00+01:00 */
    begin(CP_EVENT_CASE_OPENED);
    sample_put_varint(&record, FIELD_OCCURRED, (uint64_t)first_ms);
    decode_good();
    sample_put_varint(&record, FIELD_OCCURRED, (uint64_t)(end_ms - 1));
    decode_good();
    assert_int_equal(event.fact.occurred_ms, end_ms - 1);
    const int64_t refused[] = {first_ms - 1, end_ms, 0, -1, INT64_MIN, INT64_MAX};
    for (size_t i = 0; i < sizeof(refused) / sizeof(refused[0]); i++) {
        sample_put_varint(&record, FIELD_OCCURRED, (uint64_t)refused[i]);
        assert_int_equal(decode(), CP_REASON_MALFORMED_OCCURRED);
    }
}

static int64_t decode_registered(int64_t utc_ms)
{
    begin(CP_EVENT_CASE_OPENED);
    sample_put_varint(&record, FIELD_REGISTERED, (uint64_t)utc_ms);
    decode_good();
    return event.registered_ms;
}

static void other_times_outside_local_1900_to_2199_are_absent(void **state)
{
    (void)state;
    const int64_t first_ms = INT64_C(-2208992400000); /* 1900-01-01T00:00+01:00 */
    const int64_t end_ms = INT64_C(7258114800000);    /* 2200-01-01T00:00+01:00 */
    assert_int_equal(decode_registered(first_ms), first_ms);
    assert_int_equal(decode_registered(end_ms - 1), end_ms - 1);
    assert_int_equal(decode_registered(first_ms - 1), CP_TIME_ABSENT);
    assert_int_equal(decode_registered(end_ms), CP_TIME_ABSENT);
    assert_int_equal(decode_registered(INT64_MIN), CP_TIME_ABSENT);
    assert_int_equal(decode_registered(INT64_MAX), CP_TIME_ABSENT);
    assert_int_equal(decode_registered(-1), -1);
}

static void times_around_a_change_of_the_clock_are_taken_as_sent(void **state)
{
    (void)state;
    const int64_t changes_ms[] = {INT64_C(1364691600000), INT64_C(1382835600000)}; /* 2013 */
    for (size_t i = 0; i < 2; i++) {
        for (int64_t step_ms = -1; step_ms <= 1; step_ms++) {
            begin(CP_EVENT_CASE_OPENED);
            sample_put_varint(&record, FIELD_OCCURRED, (uint64_t)(changes_ms[i] + step_ms));
            decode_good();
            assert_int_equal(event.fact.occurred_ms, changes_ms[i] + step_ms);
        }
    }
}

static void unknown_values_are_zero_and_meet_in_bit_zero(void **state)
{
    (void)state;
    begin(CP_EVENT_COMPLAINT_RECEIVED);
    const unsigned char kinds[] = {CP_KIND_MERITS, 0x7F, CP_KIND_MERITS};
    sample_put_data(&detail, FIELD_COMPLAINT_KINDS, kinds, sizeof(kinds));
    sample_put_varint(&detail, 2, UINT64_MAX); /* body −1 */
    sample_put_varint(&detail, FIELD_COMPLAINT_POINTS, CP_THEME_END);
    sample_put_varint(&detail, FIELD_COMPLAINT_POINTS, CP_THEME_OTHER);
    add_detail(CP_EVENT_COMPLAINT_RECEIVED);
    decode_good();
    assert_int_equal(event.fact.kinds, CP_BIT(CP_KIND_MERITS) | CP_BIT(0));
    assert_int_equal(event.fact.body, CP_BODY_UNKNOWN);
    assert_int_equal(event.fact.point_count, 2);
    assert_int_equal(event.fact.points[0], CP_THEME_UNKNOWN);
    assert_int_equal(event.fact.points[1], CP_THEME_OTHER);
}

static void thirty_two_points_are_taken_and_thirty_three_refused(void **state)
{
    (void)state;
    unsigned char points[CP_POINTS_MAX + 1];
    memset(points, CP_THEME_CONSENT, sizeof(points));
    begin(CP_EVENT_COMPLAINT_RECEIVED);
    sample_put_data(&detail, FIELD_COMPLAINT_POINTS, points, CP_POINTS_MAX);
    add_detail(CP_EVENT_COMPLAINT_RECEIVED);
    decode_good();
    assert_int_equal(event.fact.point_count, CP_POINTS_MAX);
    assert_int_equal(event.fact.points[CP_POINTS_MAX - 1], CP_THEME_CONSENT);
    sample_put_varint(&detail, FIELD_COMPLAINT_POINTS, CP_THEME_CONSENT);
    add_detail(CP_EVENT_COMPLAINT_RECEIVED);
    assert_int_equal(decode(), CP_REASON_MALFORMED_POINTS);
    sample_put_varint(&record, FIELD_TYPE, CP_EVENT_CASE_OPENED); /* then it is ignored */
    decode_good();
    assert_int_equal(event.fact.point_count, 0);
}

static void themes_count_only_with_an_error_but_are_limited_without(void **state)
{
    (void)state;
    unsigned char themes[CP_THEMES_MAX + 1];
    memset(themes, CP_THEME_HEARING, sizeof(themes));
    themes[0] = CP_THEME_END;
    begin(CP_EVENT_AUDIT_REVIEWED);
    sample_put_data(&detail, FIELD_REVIEW_ERROR_THEMES, themes, CP_THEMES_MAX);
    add_detail(CP_EVENT_AUDIT_REVIEWED);
    decode_good();
    assert_false(event.fact.has_error);
    assert_int_equal(event.fact.error_themes, 0);
    sample_put_varint(&detail, FIELD_REVIEW_ERROR, 1);
    add_detail(CP_EVENT_AUDIT_REVIEWED);
    decode_good();
    assert_true(event.fact.has_error);
    assert_int_equal(event.fact.error_themes, CP_BIT(CP_THEME_HEARING) | CP_BIT(0));
    detail.size = 0;
    sample_put_data(&detail, FIELD_REVIEW_ERROR_THEMES, themes, sizeof(themes));
    add_detail(CP_EVENT_AUDIT_REVIEWED);
    assert_int_equal(decode(), CP_REASON_MALFORMED_POINTS);
}

static void a_detail_of_another_type_is_ignored(void **state)
{
    (void)state;
    begin(CP_EVENT_COMPLAINT_CONCLUDED);
    sample_put_varint(&detail, 2, CP_BODY_OMBUDSMAN);
    add_detail(CP_EVENT_COMPLAINT_RECEIVED);
    decode_good();
    assert_int_equal(event.fact.body, CP_BODY_UNKNOWN);
    begin(CP_EVENT_UNIT_CHANGED);
    sample_put_text(&detail, FIELD_MOVE_FROM_UNIT, "bcv-1");
    add_detail(CP_EVENT_UNIT_CHANGED);
    detail.size = 0;
    add_detail(CP_EVENT_CASE_CLOSED); /* the later detail is the record's */
    assert_int_equal(decode(), CP_REASON_MALFORMED_SENDER);
}

static void a_move_names_its_sender_by_unit_or_administration(void **state)
{
    (void)state;
    begin(CP_EVENT_UNIT_CHANGED);
    assert_int_equal(decode(), CP_REASON_MALFORMED_SENDER);
    sample_put_varint(&detail, FIELD_MOVE_FROM_ADMINISTRATION, 256 + 7);
    add_detail(CP_EVENT_UNIT_CHANGED);
    assert_int_equal(decode(), CP_REASON_MALFORMED_SENDER);
    sample_put_varint(&detail, FIELD_MOVE_FROM_ADMINISTRATION, 3);
    add_detail(CP_EVENT_UNIT_CHANGED);
    decode_good();
    assert_int_equal(event.fact.from_administration, 3);
    assert_string_equal(event.fact.from_unit.bytes, "_none");
    detail.size = 0;
    sample_put_text(&detail, FIELD_MOVE_FROM_UNIT, "not a unit");
    sample_put_varint(&detail, FIELD_MOVE_FROM_ADMINISTRATION, 256 + 7);
    add_detail(CP_EVENT_UNIT_CHANGED);
    decode_good();
    assert_int_equal(event.fact.from_administration, 0);
    assert_string_equal(event.fact.from_unit.bytes, "_other");
}

static void of_a_newer_version_only_the_required_fields_are_checked(void **state)
{
    (void)state;
    begin(99);
    sample_put_varint(&record, FIELD_SCHEMA_VERSION, 2);
    sample_put_text(&record, FIELD_UNIT, "010190-1234");
    assert_int_equal(decode(), CP_REASON_UNSUPPORTED_NEW_VERSION);
    sample_put_varint(&record, FIELD_OCCURRED, 5);
    assert_int_equal(decode(), CP_REASON_MALFORMED_OCCURRED);
}

static void a_framed_message_is_read_and_that_of_another_index_is_not(void **state)
{
    (void)state;
    unsigned char framed[SAMPLE_MAX] = {0, 0, 0, 0, 9, 0};
    begin(CP_EVENT_CASE_OPENED);
    memcpy(framed + 6, record.bytes, record.size);
    assert_int_equal(cp_decoder_decode(decoder, framed, record.size + 6, NULL, 0, &event),
                     CP_REASON_NONE);
    framed[5] = 2;
    framed[6] = 2;
    assert_int_equal(cp_decoder_decode(decoder, framed, record.size + 6, NULL, 0, &event),
                     CP_REASON_MALFORMED_FRAMING);
}

/* Source and number are known of every record that could be read, all else is left alone. */
static void a_refusal_tells_the_source_and_touches_nothing_else(void **state)
{
    (void)state;
    struct cp_event before;
    memset(&event, 0x77, sizeof(event));
    begin(CP_EVENT_CASE_OPENED);
    sample_put_text(&record, FIELD_CASE_ID, "");
    sample_put_text(&record, FIELD_SOURCE, "opera");
    sample_put_varint(&record, FIELD_SOURCE_SEQ, 42);
    assert_int_equal(decode(), CP_REASON_MALFORMED_CASE_ID);
    assert_string_equal(event.source, "opera");
    assert_int_equal(event.source_size, 5);
    assert_int_equal(event.source_seq, 42);
    before = event;
    memset(&event, 0x77, sizeof(event));
    memcpy(event.source, before.source, sizeof(before.source));
    event.source_size = before.source_size;
    event.source_seq = before.source_seq;
    assert_memory_equal(&event, &before, sizeof(event));
    record.size = 3;
    assert_int_equal(decode(), CP_REASON_MALFORMED_UNDECODABLE);
    assert_string_equal(event.source, "_none");
    assert_int_equal(event.source_seq, 0);
}

static void a_source_that_cannot_be_shown_is_none(void **state)
{
    (void)state;
    begin(CP_EVENT_CASE_OPENED);
    sample_put_text(&record, FIELD_SOURCE, "line\nfeed");
    sample_put_varint(&record, FIELD_SOURCE_SEQ, 42);
    decode_good();
    assert_string_equal(event.source, "_none");
    assert_int_equal(event.source_seq, 42);
    sample_put_text(&record, FIELD_SOURCE, "of 010190-1234");
    assert_int_equal(decode(), CP_REASON_MALFORMED_PERSONAL_DATA);
    assert_string_equal(event.source, "_none");
    assert_int_equal(event.source_size, 5);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

static void an_id_is_seen_where_it_stands_first(void **state)
{
    (void)state;
    static struct sample plain;
    unsigned char framed[6 + SAMPLE_MAX] = {0, 0, 0, 0, 7, 0};
    sample_begin(&plain, CP_EVENT_CASE_OPENED);
    memcpy(framed + 6, plain.bytes, plain.size);
    assert_memory_equal(cp_decoder_glance_at_id(plain.bytes, plain.size), sample_id, 16);
    assert_memory_equal(cp_decoder_glance_at_id(framed, plain.size + 6), sample_id, 16);
    assert_non_null(cp_decoder_glance_at_id(plain.bytes, 18));
    assert_null(cp_decoder_glance_at_id(plain.bytes, 17));
    assert_null(cp_decoder_glance_at_id(plain.bytes + 1, plain.size - 1));
    assert_null(cp_decoder_glance_at_id(framed, 23));
    assert_null(cp_decoder_glance_at_id(framed, 1));
    assert_null(cp_decoder_glance_at_id(NULL, 0));
    plain.bytes[1] = 15;
    assert_null(cp_decoder_glance_at_id(plain.bytes, plain.size));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(absent_fields_have_their_one_value),
        TEST(the_case_id_has_1_to_36_bytes),
        TEST(a_misshapen_unit_is_other_and_a_misshapen_code_absent),
        TEST(a_text_that_is_not_utf8_makes_the_record_undecodable),
        TEST(personal_data_is_found_in_every_text_and_the_key),
        TEST(ten_digits_are_refused_only_where_asked),
        TEST(occurred_lies_within_local_1990_to_2099),
        TEST(other_times_outside_local_1900_to_2199_are_absent),
        TEST(times_around_a_change_of_the_clock_are_taken_as_sent),
        TEST(unknown_values_are_zero_and_meet_in_bit_zero),
        TEST(thirty_two_points_are_taken_and_thirty_three_refused),
        TEST(themes_count_only_with_an_error_but_are_limited_without),
        TEST(a_detail_of_another_type_is_ignored),
        TEST(a_move_names_its_sender_by_unit_or_administration),
        TEST(of_a_newer_version_only_the_required_fields_are_checked),
        TEST(a_framed_message_is_read_and_that_of_another_index_is_not),
        TEST(a_refusal_tells_the_source_and_touches_nothing_else),
        TEST(a_source_that_cannot_be_shown_is_none),
        cmocka_unit_test(an_id_is_seen_where_it_stands_first),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
