#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "sample.h"

static struct sample original;
static struct sample record;

static enum cp_reason decode(struct cp_event *out_event)
{
    struct cp_decoder *decoder = sample_decoder(false);
    enum cp_reason reason = sample_decode(decoder, &record, out_event);
    cp_decoder_free(decoder);
    return reason;
}

static enum cp_reason decode_retraction_of_original(void)
{
    struct cp_event event;
    sample_begin_retraction(&record, &original);
    return decode(&event);
}

static void begin_original(int type)
{
    sample_begin(&original, type);
    sample_put_text(&original, FIELD_EVENT_ID, "");
}

static void the_fact_is_the_one_taken_back(void **state)
{
    (void)state;
    struct cp_event event;
    begin_original(CP_EVENT_CASE_OPENED);
    sample_put_text(&original, FIELD_UNIT, "old-unit");
    sample_put_varint(&original, FIELD_ADMINISTRATION, 5);
    sample_begin_retraction(&record, &original);
    sample_put_varint(&record, FIELD_OCCURRED, SAMPLE_OCCURRED_MS + 7);
    sample_put_text(&record, FIELD_UNIT, "own-unit");
    sample_put_varint(&record, FIELD_ADMINISTRATION, 7);
    sample_put_text(&record, FIELD_SOURCE, "opera");
    assert_int_equal(decode(&event), CP_REASON_NONE);
    assert_true(event.is_retraction);
    assert_memory_equal(event.id, sample_id, CP_EVENT_ID_SIZE);
    assert_memory_equal(event.cancelled_id, sample_cancelled_id, CP_EVENT_ID_SIZE);
    assert_int_equal(event.own_occurred_ms, SAMPLE_OCCURRED_MS + 7);
    assert_int_equal(event.fact.occurred_ms, SAMPLE_OCCURRED_MS);
    assert_int_equal(event.fact.type, CP_EVENT_CASE_OPENED);
    assert_int_equal(event.fact.administration, 5);
    assert_string_equal(event.fact.unit.bytes, "old-unit");
    assert_string_equal(event.source, "opera");
}

static void the_event_taken_back_may_carry_the_cancelled_id_or_none(void **state)
{
    (void)state;
    begin_original(CP_EVENT_CASE_OPENED);
    assert_int_equal(decode_retraction_of_original(), CP_REASON_NONE);
    sample_put_data(&original, FIELD_EVENT_ID, sample_cancelled_id, CP_EVENT_ID_SIZE);
    assert_int_equal(decode_retraction_of_original(), CP_REASON_NONE);
    sample_put_data(&original, FIELD_EVENT_ID, sample_cancelled_id, CP_EVENT_ID_SIZE - 1);
    assert_int_equal(decode_retraction_of_original(), CP_REASON_MALFORMED_OTHER_ID);
    sample_put_data(&original, FIELD_EVENT_ID, sample_id, CP_EVENT_ID_SIZE);
    assert_int_equal(decode_retraction_of_original(), CP_REASON_MALFORMED_OTHER_ID);
}

static void a_retraction_needs_an_event_and_an_id_of_sixteen_bytes(void **state)
{
    (void)state;
    struct cp_event event;
    begin_original(CP_EVENT_CASE_OPENED);
    sample_begin(&record, CP_EVENT_EVENT_RETRACTED);
    assert_int_equal(decode(&event), CP_REASON_MALFORMED_NO_ORIGINAL);
    sample_put_sample(&record, FIELD_RETRACTED, &original);
    assert_int_equal(decode(&event), CP_REASON_MALFORMED_NO_ORIGINAL);
    sample_put_data(&record, FIELD_RETRACTED_EVENT_ID, sample_cancelled_id, 15);
    assert_int_equal(decode(&event), CP_REASON_MALFORMED_NO_ORIGINAL);
    sample_put_data(&record, FIELD_RETRACTED_EVENT_ID, sample_cancelled_id, 16);
    assert_int_equal(decode(&event), CP_REASON_NONE);
    sample_put_text(&record, FIELD_RETRACTED, "");
    assert_int_equal(decode(&event), CP_REASON_MALFORMED_NO_ORIGINAL);
}

static void each_required_field_of_the_event_taken_back_is_checked(void **state)
{
    (void)state;
    static const int numbers[] = {FIELD_SCHEMA_VERSION, FIELD_TYPE, FIELD_OCCURRED};
    for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++) {
        begin_original(CP_EVENT_CASE_OPENED);
        sample_put_varint(&original, numbers[i], 0);
        assert_int_equal(decode_retraction_of_original(), CP_REASON_MALFORMED_ORIGINAL);
    }
    begin_original(CP_EVENT_CASE_OPENED);
    sample_put_text(&original, FIELD_CASE_ID, "");
    assert_int_equal(decode_retraction_of_original(), CP_REASON_MALFORMED_ORIGINAL);
    begin_original(CP_EVENT_UNIT_CHANGED); /* without a sender */
    assert_int_equal(decode_retraction_of_original(), CP_REASON_MALFORMED_ORIGINAL);
}

static void a_retraction_of_an_unsupported_event_is_unsupported(void **state)
{
    (void)state;
    begin_original(99);
    assert_int_equal(decode_retraction_of_original(), CP_REASON_UNSUPPORTED_ORIGINAL_TYPE);
    begin_original(CP_EVENT_UNIT_CHANGED); /* of a newer version the detail is not checked */
    sample_put_varint(&original, FIELD_SCHEMA_VERSION, 2);
    assert_int_equal(decode_retraction_of_original(), CP_REASON_UNSUPPORTED_ORIGINAL_TYPE);
    sample_put_varint(&original, FIELD_OCCURRED, 1);
    assert_int_equal(decode_retraction_of_original(), CP_REASON_MALFORMED_ORIGINAL);
}

static void a_retraction_of_a_retraction_is_malformed_in_any_version(void **state)
{
    (void)state;
    begin_original(CP_EVENT_EVENT_RETRACTED);
    assert_int_equal(decode_retraction_of_original(), CP_REASON_MALFORMED_RECURSIVE);
    sample_put_varint(&original, FIELD_SCHEMA_VERSION, 2);
    assert_int_equal(decode_retraction_of_original(), CP_REASON_MALFORMED_RECURSIVE);
}

static void personal_data_of_the_event_taken_back_is_found(void **state)
{
    (void)state;
    static const int numbers[] = {FIELD_CASE_ID, FIELD_UNIT, FIELD_SOURCE, FIELD_AUTHORITY,
                                  FIELD_RELATED_CASE};
    for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++) {
        begin_original(CP_EVENT_CASE_OPENED);
        sample_put_text(&original, numbers[i], "010190-1234");
        assert_int_equal(decode_retraction_of_original(), CP_REASON_MALFORMED_PERSONAL_DATA);
        sample_put_varint(&original, FIELD_SCHEMA_VERSION, 2);
        assert_int_equal(decode_retraction_of_original(), CP_REASON_UNSUPPORTED_ORIGINAL_TYPE);
    }
}

static void what_is_broken_inside_makes_the_record_undecodable(void **state)
{
    (void)state;
    struct cp_event event;
    begin_original(CP_EVENT_CASE_OPENED);
    sample_put_text(&original, FIELD_UNIT, "\xE6");
    assert_int_equal(decode_retraction_of_original(), CP_REASON_MALFORMED_UNDECODABLE);
    sample_begin(&record, CP_EVENT_CASE_OPENED); /* also where it counts for nothing */
    sample_put_text(&record, FIELD_RETRACTED, "\xFF");
    assert_int_equal(decode(&event), CP_REASON_MALFORMED_UNDECODABLE);
}

static void the_fields_of_a_retraction_count_for_nothing_elsewhere(void **state)
{
    (void)state;
    struct cp_event event;
    begin_original(CP_EVENT_CASE_CLOSED);
    sample_begin_retraction(&record, &original);
    sample_put_varint(&record, FIELD_TYPE, CP_EVENT_CASE_OPENED);
    assert_int_equal(decode(&event), CP_REASON_NONE);
    assert_false(event.is_retraction);
    assert_int_equal(event.fact.type, CP_EVENT_CASE_OPENED);
    assert_int_equal(event.cancelled_id[0], 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_fact_is_the_one_taken_back),
        cmocka_unit_test(the_event_taken_back_may_carry_the_cancelled_id_or_none),
        cmocka_unit_test(a_retraction_needs_an_event_and_an_id_of_sixteen_bytes),
        cmocka_unit_test(each_required_field_of_the_event_taken_back_is_checked),
        cmocka_unit_test(a_retraction_of_an_unsupported_event_is_unsupported),
        cmocka_unit_test(a_retraction_of_a_retraction_is_malformed_in_any_version),
        cmocka_unit_test(personal_data_of_the_event_taken_back_is_found),
        cmocka_unit_test(what_is_broken_inside_makes_the_record_undecodable),
        cmocka_unit_test(the_fields_of_a_retraction_count_for_nothing_elsewhere),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
