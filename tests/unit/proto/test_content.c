/* What makes a copy an altered one, and what does not. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <inttypes.h>
#include <string.h>
#include <cmocka.h>

#include "casepulse/proto/encode.h"
#include "sample.h"

#define ROUNDS 5000

static struct cp_decoder *decoder;
static struct sample record;
static struct sample detail;
static struct sample original;

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

static struct cp_event decode(const struct sample *sample)
{
    struct cp_event event;
    assert_int_equal(sample_decode(decoder, sample, &event), CP_REASON_NONE);
    return event;
}

static uint32_t hash_of(const struct sample *sample)
{
    return decode(sample).content_hash;
}

/* The record begun anew, with the values of a repeated field in its detail. */
static uint32_t hash_of_complaint(int field, const int *values, size_t count)
{
    detail.size = 0;
    for (size_t i = 0; i < count; i++) {
        sample_put_varint(&detail, field, (uint64_t)values[i]);
    }
    sample_begin(&record, CP_EVENT_COMPLAINT_RECEIVED);
    sample_put_sample(&record, FIELD_DETAIL + CP_EVENT_COMPLAINT_RECEIVED, &detail);
    return hash_of(&record);
}

static void a_copy_may_have_another_id_and_way_here(void **state)
{
    (void)state;
    sample_begin(&record, CP_EVENT_CASE_OPENED);
    const uint32_t hash = hash_of(&record);
    assert_int_equal(decode(&record).fact_hash, hash);
    sample_put_data(&record, FIELD_EVENT_ID, sample_cancelled_id, CP_EVENT_ID_SIZE);
    sample_put_varint(&record, FIELD_REGISTERED, SAMPLE_OCCURRED_MS + 1);
    sample_put_varint(&record, FIELD_EMITTED, SAMPLE_OCCURRED_MS + 2);
    sample_put_varint(&record, FIELD_SOURCE_SEQ, 17);
    assert_int_equal(hash_of(&record), hash);
}

static void any_other_field_is_content(void **state)
{
    (void)state;
    static const struct {
        int field;
        const char *text; /* NULL: a number */
        uint64_t number;
    } rows[] = {
        {FIELD_CASE_ID, "case-2", 0},
        {FIELD_OCCURRED, NULL, SAMPLE_OCCURRED_MS + 1},
        {FIELD_TYPE, NULL, CP_EVENT_CASE_REOPENED},
        {FIELD_ADMINISTRATION, NULL, 5},
        {FIELD_UNIT, "bcv-1", 0},
        {FIELD_SUBJECT, "32.24.04", 0},
        {FIELD_FACET, "K02", 0},
        {FIELD_SOURCE, "opera", 0},
        {FIELD_AUTHORITY, "64942212", 0},
        {FIELD_SENSITIVITY, NULL, 2},
        {FIELD_RELATED_CASE, "case-3", 0},
        {FIELD_COMPLAINED_DECISION, "0123456789abcdef", 0},
    };
    uint32_t hashes[1 + sizeof(rows) / sizeof(rows[0])];
    size_t count = 0;
    sample_begin(&record, CP_EVENT_CASE_OPENED);
    hashes[count++] = hash_of(&record);
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        sample_begin(&record, CP_EVENT_CASE_OPENED);
        if (rows[i].text != NULL) {
            sample_put_text(&record, rows[i].field, rows[i].text);
        } else {
            sample_put_varint(&record, rows[i].field, rows[i].number);
        }
        hashes[count] = hash_of(&record);
        for (size_t other = 0; other < count; other++) {
            assert_int_not_equal(hashes[other], hashes[count]);
        }
        count++;
    }
}

/* Every value of every detail: two random events never have the same hash unless they are equal. */
static void events_that_differ_have_other_hashes(void **state)
{
    (void)state;
    uint64_t seed = sample_seed();
    for (int round = 0; round < ROUNDS; round++) {
        struct cp_event event;
        struct cp_event back[2];
        sample_random_event(&seed, &event);
        unsigned char bytes[CP_EVENT_ENCODED_MAX];
        for (int i = 0; i < 2; i++) {
            const size_t size = cp_event_encode(&event, bytes);
            assert_int_equal(cp_decoder_decode(decoder, bytes, size, NULL, 0, &back[i]),
                             CP_REASON_NONE);
            /* One byte of the values that only this type carries. */
            event.fact.points[0] ^= event.fact.type == CP_EVENT_COMPLAINT_RECEIVED ? 1 : 0;
            event.fact.outcome ^= event.fact.type == CP_EVENT_APPEAL_DECIDED ? 1 : 0;
            event.fact.has_service_target ^= event.fact.type == CP_EVENT_DECISION_MADE;
            event.fact.has_criticism ^= event.fact.type == CP_EVENT_COMPLAINT_CONCLUDED;
            event.fact.channel ^= event.fact.type == CP_EVENT_INQUIRY_RECEIVED ? 1 : 0;
        }
        struct cp_fact one = back[0].fact;
        const bool is_same = memcmp(&one, &back[1].fact, sizeof(one)) == 0;
        assert_int_equal(back[0].fact_hash == back[1].fact_hash, is_same);
        assert_int_equal(back[0].content_hash == back[1].content_hash, is_same);
    }
}

static void neighbours_do_not_run_into_each_other(void **state)
{
    (void)state;
    sample_begin(&record, CP_EVENT_CASE_OPENED);
    sample_put_text(&record, FIELD_SOURCE, "1234567");
    sample_put_text(&record, FIELD_UNIT, "8");
    const uint32_t hash = hash_of(&record);
    sample_put_text(&record, FIELD_SOURCE, "123456");
    sample_put_text(&record, FIELD_UNIT, "78");
    assert_int_not_equal(hash_of(&record), hash);
    sample_begin(&record, CP_EVENT_CASE_OPENED); /* the same text in another field */
    sample_put_text(&record, FIELD_CASE_ID, "case-1");
    sample_put_text(&record, FIELD_UNIT, "x");
    const uint32_t unit = hash_of(&record);
    sample_begin(&record, CP_EVENT_CASE_OPENED);
    sample_put_text(&record, FIELD_RELATED_CASE, "x");
    assert_int_not_equal(hash_of(&record), unit);
}

static void kinds_are_a_set_and_points_a_list(void **state)
{
    (void)state;
    static const int once[] = {1, 2};
    static const int again[] = {2, 1, 2};
    const uint32_t kinds = hash_of_complaint(FIELD_COMPLAINT_KINDS, once, 2);
    assert_int_equal(hash_of_complaint(FIELD_COMPLAINT_KINDS, again, 3), kinds);
    assert_int_not_equal(hash_of_complaint(FIELD_COMPLAINT_KINDS, once, 1), kinds);
    const uint32_t points = hash_of_complaint(FIELD_COMPLAINT_POINTS, once, 2);
    assert_int_not_equal(hash_of_complaint(FIELD_COMPLAINT_POINTS, again, 2), points);
    assert_int_not_equal(hash_of_complaint(FIELD_COMPLAINT_POINTS, again, 3), points);
    assert_int_equal(hash_of_complaint(FIELD_COMPLAINT_POINTS, once, 2), points);
}

static void absent_unknown_and_misshapen_values_are_the_same(void **state)
{
    (void)state;
    sample_begin(&record, CP_EVENT_INQUIRY_RECEIVED);
    const uint32_t hash = hash_of(&record);
    detail.size = 0;
    sample_put_varint(&detail, 1, 99);
    sample_put_sample(&record, FIELD_DETAIL + CP_EVENT_INQUIRY_RECEIVED, &detail);
    sample_put_text(&record, FIELD_SUBJECT, "32.24");
    sample_put_text(&record, FIELD_AUTHORITY, "none");
    sample_put_varint(&record, FIELD_SENSITIVITY, 77);
    assert_int_equal(hash_of(&record), hash);
}

static void themes_without_an_error_are_no_content(void **state)
{
    (void)state;
    sample_begin(&record, CP_EVENT_AUDIT_REVIEWED);
    const uint32_t hash = hash_of(&record);
    detail.size = 0;
    sample_put_varint(&detail, FIELD_REVIEW_ERROR_THEMES, CP_THEME_HEARING);
    sample_put_sample(&record, FIELD_DETAIL + CP_EVENT_AUDIT_REVIEWED, &detail);
    assert_int_equal(hash_of(&record), hash);
    sample_put_varint(&detail, FIELD_REVIEW_ERROR, 1);
    sample_put_sample(&record, FIELD_DETAIL + CP_EVENT_AUDIT_REVIEWED, &detail);
    assert_int_not_equal(hash_of(&record), hash);
}

/* Whatever the event: what a retraction embeds has the hash that the original had. */
static void a_retraction_knows_the_content_of_its_original(void **state)
{
    (void)state;
    uint64_t seed = sample_seed();
    for (int round = 0; round < ROUNDS; round++) {
        struct cp_event event;
        do {
            sample_random_event(&seed, &event);
        } while (event.is_retraction);
        memcpy(event.id, sample_cancelled_id, CP_EVENT_ID_SIZE);
        original.size = cp_event_encode(&event, original.bytes);
        const struct cp_event alone = decode(&original);
        if (round % 2 == 0) {
            sample_put_text(&original, FIELD_EVENT_ID, "");
        }
        sample_begin_retraction(&record, &original);
        const struct cp_event retraction = decode(&record);
        assert_int_equal(retraction.fact_hash, alone.content_hash);
        assert_int_not_equal(retraction.content_hash, alone.content_hash);
    }
}

static void a_retraction_has_content_of_its_own(void **state)
{
    (void)state;
    static const int fields[] = {FIELD_CASE_ID, FIELD_SOURCE, FIELD_UNIT, FIELD_RELATED_CASE};
    sample_begin(&original, CP_EVENT_CASE_OPENED);
    sample_put_text(&original, FIELD_EVENT_ID, "");
    sample_begin_retraction(&record, &original);
    const struct cp_event first = decode(&record);
    sample_put_data(&record, FIELD_EVENT_ID, sample_cancelled_id, CP_EVENT_ID_SIZE);
    sample_put_varint(&record, FIELD_EMITTED, SAMPLE_OCCURRED_MS);
    assert_int_equal(hash_of(&record), first.content_hash);
    for (size_t i = 0; i < sizeof(fields) / sizeof(fields[0]); i++) {
        sample_begin_retraction(&record, &original);
        sample_put_text(&record, fields[i], "other");
        assert_int_not_equal(hash_of(&record), first.content_hash);
        assert_int_equal(decode(&record).fact_hash, first.fact_hash);
    }
    sample_begin_retraction(&record, &original);
    sample_put_data(&record, FIELD_RETRACTED_EVENT_ID, sample_id, CP_EVENT_ID_SIZE);
    assert_int_not_equal(hash_of(&record), first.content_hash);
    sample_put_varint(&original, FIELD_ADMINISTRATION, 3);
    sample_begin_retraction(&record, &original);
    assert_int_not_equal(hash_of(&record), first.content_hash);
    assert_int_not_equal(decode(&record).fact_hash, first.fact_hash);
}

/* The hashes stand in the state: another form of content would make every copy an altered one. */
static void the_hash_of_a_content_never_changes(void **state)
{
    (void)state;
    sample_begin(&record, CP_EVENT_CASE_OPENED);
    sample_put_text(&record, FIELD_UNIT, "bcv-1");
    sample_put_varint(&record, FIELD_ADMINISTRATION, 5);
    /* Computed by other means (a few lines of Python over the words of content.c). */
    assert_int_equal(hash_of(&record), UINT32_C(0xA3463BF4));
}

/* Texts of every length, values of every type: one number over the hashes of random events. */
static void the_hashes_of_random_contents_never_change(void **state)
{
    (void)state;
    uint64_t seed = 2013;
    uint64_t all = 0;
    for (int round = 0; round < 2000; round++) {
        struct cp_event event;
        uint8_t bytes[CP_EVENT_ENCODED_MAX];
        sample_random_event(&seed, &event);
        const size_t size = cp_event_encode(&event, bytes);
        assert_int_equal(cp_decoder_decode(decoder, bytes, size, NULL, 0, &event), CP_REASON_NONE);
        all = all * 31 + event.content_hash;
        all = all * 31 + event.fact_hash;
    }
    assert_true(all == UINT64_C(0x4E1EDDAAE501F887));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_copy_may_have_another_id_and_way_here),
        cmocka_unit_test(any_other_field_is_content),
        cmocka_unit_test(events_that_differ_have_other_hashes),
        cmocka_unit_test(neighbours_do_not_run_into_each_other),
        cmocka_unit_test(kinds_are_a_set_and_points_a_list),
        cmocka_unit_test(absent_unknown_and_misshapen_values_are_the_same),
        cmocka_unit_test(themes_without_an_error_are_no_content),
        cmocka_unit_test(a_retraction_knows_the_content_of_its_original),
        cmocka_unit_test(a_retraction_has_content_of_its_own),
        cmocka_unit_test(the_hash_of_a_content_never_changes),
        cmocka_unit_test(the_hashes_of_random_contents_never_change),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
