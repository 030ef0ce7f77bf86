/* Each reason by a fault of its own, and two faults at once: the one that stands first in
 * CP_REASONS is the record's. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "sample.h"

#define ANY_TYPE (-1)
#define UNKNOWN_TYPE 99

/* A record in the making; `original` goes into retractions. */
struct parts {
    struct sample own;
    struct sample original;
};

static void spoil_event_id(struct parts *parts)
{
    sample_put_data(&parts->own, FIELD_EVENT_ID, sample_id, CP_EVENT_ID_SIZE - 1);
}

static void spoil_version(struct parts *parts)
{
    sample_put_varint(&parts->own, FIELD_SCHEMA_VERSION, 0);
}

static void spoil_type(struct parts *parts)
{
    sample_put_varint(&parts->own, FIELD_TYPE, 0);
}

static void spoil_case_id(struct parts *parts)
{
    sample_put_text(&parts->own, FIELD_CASE_ID, "");
}

static void spoil_occurred(struct parts *parts)
{
    sample_put_varint(&parts->own, FIELD_OCCURRED, 0);
}

static void raise_version(struct parts *parts)
{
    sample_put_varint(&parts->own, FIELD_SCHEMA_VERSION, CP_SCHEMA_VERSION + 1);
}

static void add_points(struct parts *parts)
{
    static const unsigned char points[CP_POINTS_MAX + 1] = {1};
    static struct sample detail;
    detail.size = 0;
    sample_put_data(&detail, FIELD_COMPLAINT_POINTS, points, sizeof(points));
    sample_put_sample(&parts->own, FIELD_DETAIL + CP_EVENT_COMPLAINT_RECEIVED, &detail);
}

static void drop_sender(struct parts *parts)
{
    sample_put_text(&parts->own, FIELD_DETAIL + CP_EVENT_UNIT_CHANGED, "");
}

static void add_personal_data(struct parts *parts)
{
    sample_put_text(&parts->own, FIELD_UNIT, "010190-1234");
}

static void drop_original(struct parts *parts)
{
    sample_put_text(&parts->own, FIELD_RETRACTED_EVENT_ID, "");
}

static void retract_retraction(struct parts *parts)
{
    sample_put_varint(&parts->original, FIELD_TYPE, CP_EVENT_EVENT_RETRACTED);
}

static void change_original_id(struct parts *parts)
{
    sample_put_data(&parts->original, FIELD_EVENT_ID, sample_id, CP_EVENT_ID_SIZE);
}

static void spoil_original(struct parts *parts)
{
    sample_put_text(&parts->original, FIELD_CASE_ID, "");
}

static void keep(struct parts *parts)
{
    (void)parts;
}

static void raise_original_version(struct parts *parts)
{
    sample_put_varint(&parts->original, FIELD_SCHEMA_VERSION, CP_SCHEMA_VERSION + 1);
}

struct fault {
    enum cp_reason reason;
    int type; /* that the fault is about */
    void (*spoil)(struct parts *parts);
};

/* In the order of CP_REASONS. */
static const struct fault faults[] = {
    {CP_REASON_MALFORMED_EVENT_ID, ANY_TYPE, spoil_event_id},
    {CP_REASON_MALFORMED_VERSION, ANY_TYPE, spoil_version},
    {CP_REASON_MALFORMED_TYPE, ANY_TYPE, spoil_type},
    {CP_REASON_MALFORMED_CASE_ID, ANY_TYPE, spoil_case_id},
    {CP_REASON_MALFORMED_OCCURRED, ANY_TYPE, spoil_occurred},
    {CP_REASON_UNSUPPORTED_NEW_VERSION, ANY_TYPE, raise_version},
    {CP_REASON_MALFORMED_POINTS, CP_EVENT_COMPLAINT_RECEIVED, add_points},
    {CP_REASON_MALFORMED_SENDER, CP_EVENT_UNIT_CHANGED, drop_sender},
    {CP_REASON_MALFORMED_PERSONAL_DATA, ANY_TYPE, add_personal_data},
    {CP_REASON_MALFORMED_NO_ORIGINAL, CP_EVENT_EVENT_RETRACTED, drop_original},
    {CP_REASON_MALFORMED_RECURSIVE, CP_EVENT_EVENT_RETRACTED, retract_retraction},
    {CP_REASON_MALFORMED_OTHER_ID, CP_EVENT_EVENT_RETRACTED, change_original_id},
    {CP_REASON_MALFORMED_ORIGINAL, CP_EVENT_EVENT_RETRACTED, spoil_original},
    {CP_REASON_UNSUPPORTED_NEW_TYPE, UNKNOWN_TYPE, keep},
    {CP_REASON_UNSUPPORTED_ORIGINAL_TYPE, CP_EVENT_EVENT_RETRACTED, raise_original_version},
};

#define FAULT_COUNT (sizeof(faults) / sizeof(faults[0]))

static void begin(struct parts *parts, int type)
{
    sample_begin(&parts->original, CP_EVENT_DECISION_MADE);
    sample_put_data(&parts->original, FIELD_EVENT_ID, sample_cancelled_id, CP_EVENT_ID_SIZE);
    if (type == CP_EVENT_UNIT_CHANGED) {
        sample_begin_move(&parts->own);
        return;
    }
    sample_begin(&parts->own, type);
    if (type == CP_EVENT_EVENT_RETRACTED) {
        const unsigned char *id = sample_cancelled_id;
        sample_put_data(&parts->own, FIELD_RETRACTED_EVENT_ID, id, CP_EVENT_ID_SIZE);
    }
}

static enum cp_reason decode(struct parts *parts, int type)
{
    struct cp_decoder *decoder = sample_decoder(false);
    struct cp_event event;
    if (type == CP_EVENT_EVENT_RETRACTED) {
        sample_put_sample(&parts->own, FIELD_RETRACTED, &parts->original);
    }
    enum cp_reason reason = sample_decode(decoder, &parts->own, &event);
    cp_decoder_free(decoder);
    return reason;
}

static void every_type_is_good_without_a_fault(void **state)
{
    (void)state;
    static struct parts parts;
    for (int type = 1; type < CP_EVENT_TYPE_END; type++) {
        begin(&parts, type);
        assert_int_equal(decode(&parts, type), CP_REASON_NONE);
    }
}

static void each_fault_has_its_reason(void **state)
{
    (void)state;
    static struct parts parts;
    for (size_t i = 0; i < FAULT_COUNT; i++) {
        int type = faults[i].type == ANY_TYPE ? CP_EVENT_CASE_OPENED : faults[i].type;
        begin(&parts, type);
        faults[i].spoil(&parts);
        enum cp_reason reason = decode(&parts, type);
        if (reason != faults[i].reason) {
            fail_msg("%s expected, not %d", cp_reason_field(faults[i].reason), (int)reason);
        }
    }
}

static void check_pair(const struct fault *first, const struct fault *second)
{
    static struct parts parts;
    int type = first->type != ANY_TYPE ? first->type : second->type;
    type = type == ANY_TYPE ? CP_EVENT_CASE_OPENED : type;
    begin(&parts, type);
    second->spoil(&parts);
    first->spoil(&parts);
    enum cp_reason reason = decode(&parts, type);
    if (reason != first->reason) {
        fail_msg("%s goes before %s, found %d", cp_reason_field(first->reason),
                 cp_reason_field(second->reason), (int)reason);
    }
}

static void of_two_faults_the_first_of_the_table_is_the_reason(void **state)
{
    (void)state;
    for (size_t i = 0; i < FAULT_COUNT; i++) {
        for (size_t k = i + 1; k < FAULT_COUNT; k++) {
            bool is_possible = faults[i].type == ANY_TYPE || faults[k].type == ANY_TYPE ||
                               faults[i].type == faults[k].type;
            bool is_ordered = faults[i].reason < faults[k].reason;
            assert_true(is_ordered);
            if (is_possible) {
                check_pair(&faults[i], &faults[k]);
            }
        }
    }
}

/* The rest of the table, in front of all fields. */
static void bytes_that_are_no_message_have_their_reasons(void **state)
{
    (void)state;
    static struct sample sample;
    struct cp_decoder *decoder = sample_decoder(false);
    struct cp_event event;
    sample.size = 0;
    assert_int_equal(sample_decode(decoder, &sample, &event), CP_REASON_MALFORMED_EMPTY);
    assert_int_equal(cp_decoder_decode(decoder, NULL, 7, NULL, 7, &event),
                     CP_REASON_MALFORMED_EMPTY);
    sample.size = CP_EVENT_VALUE_MAX + 1; /* all zero: no framing either */
    memset(sample.bytes, 0, sample.size);
    assert_int_equal(sample_decode(decoder, &sample, &event), CP_REASON_MALFORMED_OVERSIZED);
    sample.size--;
    assert_int_equal(sample_decode(decoder, &sample, &event), CP_REASON_MALFORMED_UNDECODABLE);
    sample.size = 5;
    assert_int_equal(sample_decode(decoder, &sample, &event), CP_REASON_MALFORMED_FRAMING);
    memset(sample.bytes, 0xFF, sample.size);
    assert_int_equal(sample_decode(decoder, &sample, &event), CP_REASON_MALFORMED_UNDECODABLE);
    cp_decoder_free(decoder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_type_is_good_without_a_fault),
        cmocka_unit_test(each_fault_has_its_reason),
        cmocka_unit_test(of_two_faults_the_first_of_the_table_is_the_reason),
        cmocka_unit_test(bytes_that_are_no_message_have_their_reasons),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
