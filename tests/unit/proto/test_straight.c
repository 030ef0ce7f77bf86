/* The straight road against the general one: it is taken by what senders send, and says nothing
 * else of whatever is not quite that. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "sample.h"
#include "straight.h"
#include "strange.h"

static struct cp_zone zone;
static struct strange_pair pair;
static struct sample record;
static struct sample detail;

static int set_up(void **state)
{
    struct cp_failure failure;
    (void)state;
    if (cp_zone_load(CP_ZONE_MUNICIPALITY, &zone, &failure) != CP_OK) {
        return -1;
    }
    strange_pair_init(&pair, (struct cp_decoder_rules){.zone = &zone});
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    strange_pair_done(&pair);
    return 0;
}

/* The detail of a type as senders fill it: `times` in a row from field `first_time`, yes or no in
 * field `yes_no`, else values; 0: none. */
static const struct {
    int type, fields, first_time, times, yes_no;
} details[] = {
    {CP_EVENT_INQUIRY_RECEIVED, 2, 0, 0, 0},     {CP_EVENT_CASE_OPENED, 0, 0, 0, 0},
    {CP_EVENT_CASE_REOPENED, 1, 1, 1, 0},        {CP_EVENT_CASE_CLOSED, 1, 1, 1, 0},
    {CP_EVENT_STATE_CHANGED, 1, 0, 0, 0},        {CP_EVENT_DECISION_MADE, 4, 2, 2, 4},
    {CP_EVENT_COMPLAINT_REASSESSED, 1, 0, 0, 0}, {CP_EVENT_COMPLAINT_CONCLUDED, 4, 0, 0, 2},
    {CP_EVENT_APPEAL_DECIDED, 2, 0, 0, 0},       {CP_EVENT_INVESTIGATION_CONCLUDED, 3, 0, 0, 3},
    {CP_EVENT_AUDIT_REVIEWED, 2, 0, 0, 2},
};

#define DETAIL_COUNT (sizeof(details) / sizeof(details[0]))

static void put_detail(size_t i)
{
    detail.size = 0;
    for (int field = 1; field <= details[i].fields; field++) {
        const int first = details[i].first_time;
        const bool is_time = first > 0 && field >= first && field < first + details[i].times;
        sample_put_varint(&detail, field,
                          is_time ? (uint64_t)SAMPLE_OCCURRED_MS - 86400000u * (uint64_t)field
                                  : 1 + (uint64_t)(field != details[i].yes_no));
    }
    sample_put_sample(&record, FIELD_DETAIL + details[i].type, &detail);
}

static void begin_plain(size_t i)
{
    sample_begin(&record, details[i].type);
    sample_put_varint(&record, FIELD_ADMINISTRATION, 7);
    sample_put_text(&record, FIELD_UNIT, "BIF-032");
    sample_put_text(&record, FIELD_SUBJECT, "32.45.04");
    sample_put_text(&record, FIELD_FACET, "K02");
    sample_put_varint(&record, FIELD_REGISTERED, SAMPLE_OCCURRED_MS + 1);
    sample_put_varint(&record, FIELD_EMITTED, SAMPLE_OCCURRED_MS + 2);
    sample_put_text(&record, FIELD_SOURCE, "gen-99df9d-BIF");
    sample_put_varint(&record, FIELD_SOURCE_SEQ, 300);
    sample_put_text(&record, FIELD_AUTHORITY, "64942212");
    sample_put_varint(&record, FIELD_SENSITIVITY, 3);
    put_detail(i);
}

static struct cp_slice slice_of(const struct sample *sample)
{
    return (struct cp_slice){sample->bytes, sample->size};
}

static bool is_straight(struct cp_slice key)
{
    struct cp_event event;
    const struct cp_check_rules rules = cp_check_rules_of((struct cp_decoder_rules){.zone = &zone});
    return cp_straight_decode(slice_of(&record), key, &rules, &event);
}

static void assert_judged_alike(struct cp_slice value, enum cp_reason *out_reason)
{
    static const uint8_t key[] = "case-1";
    assert_null(strange_pair_differ(&pair, value, (struct cp_slice){key, 6}, out_reason));
}

static void what_senders_send_takes_the_straight_road(void **state)
{
    (void)state;
    const struct cp_slice key = {(const uint8_t *)"case-1", 6};
    enum cp_reason reason;
    for (size_t i = 0; i < DETAIL_COUNT; i++) {
        begin_plain(i);
        assert_true(is_straight(key));
        assert_judged_alike(slice_of(&record), &reason);
        assert_int_equal(reason, CP_REASON_NONE);
        sample_begin(&record, details[i].type); /* no more than is required */
        assert_true(is_straight(key));
        assert_judged_alike(slice_of(&record), &reason);
        put_detail(i);
        assert_true(is_straight(key));
        assert_judged_alike(slice_of(&record), &reason);
    }
}

static void a_move_that_names_no_sender_is_refused(void **state)
{
    (void)state;
    enum cp_reason reason;
    sample_begin(&record, CP_EVENT_UNIT_CHANGED);
    assert_judged_alike(slice_of(&record), &reason);
    assert_int_equal(reason, CP_REASON_MALFORMED_SENDER);
}

static void a_doubtful_key_is_left_to_the_general_road(void **state)
{
    (void)state;
    begin_plain(0);
    assert_false(is_straight((struct cp_slice){(const uint8_t *)"010190-1234", 11}));
    assert_true(is_straight((struct cp_slice){(const uint8_t *)"0101901234", 10}));
}

/* Each byte of it becomes each other one, and it ends behind each byte; under the sanitizers it
 * stands at the end of a block of its own size. */
static void assert_neighbours_are_judged_alike(void)
{
    enum cp_reason reason;
    for (size_t size = 0; size <= record.size; size++) {
        uint8_t *bytes = malloc(size + 1);
        memcpy(bytes + 1, record.bytes, size);
        assert_judged_alike((struct cp_slice){bytes + 1, size}, &reason);
        free(bytes);
    }
    for (size_t at = 0; at < record.size; at++) {
        const uint8_t before = record.bytes[at];
        for (int byte = 0; byte <= UINT8_MAX; byte++) {
            record.bytes[at] = (uint8_t)byte;
            assert_judged_alike(slice_of(&record), &reason);
        }
        record.bytes[at] = before;
    }
}

static void what_is_nearly_plain_is_judged_alike(void **state)
{
    (void)state;
    for (size_t i = 0; i < DETAIL_COUNT; i++) {
        begin_plain(i);
        assert_neighbours_are_judged_alike();
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_senders_send_takes_the_straight_road),
        cmocka_unit_test(a_move_that_names_no_sender_is_refused),
        cmocka_unit_test(a_doubtful_key_is_left_to_the_general_road),
        cmocka_unit_test(what_is_nearly_plain_is_judged_alike),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
