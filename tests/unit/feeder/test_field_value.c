#include "scratch.h"

#include "field_value.h"
#include "fields.h"

static struct cp_zone zone;

static int load_zone(void **state)
{
    (void)state;
    struct cp_failure failure;
    return cp_zone_load(CP_ZONE_MUNICIPALITY, &zone, &failure) != CP_OK;
}

static bool takes(const char *name, enum cp_event_type type, const char *text)
{
    struct cp_event event = {0};
    const struct cp_field_times times = {&zone, NULL};
    const struct cp_field *field = cp_field_find(name, type, CP_EVENT_UNKNOWN);
    assert_non_null(field);
    return cp_field_set_all(field, text, times, &event);
}

static void numbers_have_limits(void **state)
{
    (void)state;
    assert_true(takes("administration", CP_EVENT_CASE_OPENED, "1"));
    assert_true(takes("administration", CP_EVENT_CASE_OPENED, "255"));
    assert_false(takes("administration", CP_EVENT_CASE_OPENED, "256"));
    assert_false(takes("administration", CP_EVENT_CASE_OPENED, "0"));
    assert_false(takes("administration", CP_EVENT_CASE_OPENED, "-1"));
    assert_false(takes("administration", CP_EVENT_CASE_OPENED, " 1"));
    assert_false(takes("administration", CP_EVENT_CASE_OPENED, "1x"));
    assert_true(takes("source_seq", CP_EVENT_CASE_OPENED, "9223372036854775807"));
    assert_false(takes("source_seq", CP_EVENT_CASE_OPENED, "9223372036854775808"));
    assert_false(takes("source_seq", CP_EVENT_CASE_OPENED, "99999999999999999999"));
    assert_false(takes("sensitivity", CP_EVENT_CASE_OPENED, "5"));
}

static void texts_have_room_for_36_bytes(void **state)
{
    (void)state;
    assert_true(takes("case_id", CP_EVENT_CASE_OPENED, "123456789-123456789-123456789-123456"));
    assert_false(takes("case_id", CP_EVENT_CASE_OPENED, "123456789-123456789-123456789-1234567"));
    assert_true(takes("subject", CP_EVENT_CASE_OPENED, "32.24.04"));
    assert_false(takes("subject", CP_EVENT_CASE_OPENED, "32.24.041"));
}

static void flags_are_words_or_digits(void **state)
{
    (void)state;
    static const char *const words[] = {"yes", "No", "TRUE", "false", "0", "1"};
    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
        assert_true(takes("service_target", CP_EVENT_DECISION_MADE, words[i]));
    }
    assert_false(takes("service_target", CP_EVENT_DECISION_MADE, "ja"));
}

static void ids_are_32_hexadecimal_digits_or_a_uuid(void **state)
{
    (void)state;
    uint8_t id[CP_EVENT_ID_SIZE];
    static const uint8_t expected[] = {0,    1,    2,    3,    4,    5,    6,    7,
                                       0x89, 0xab, 0xcd, 0xef, 0xfe, 0xdc, 0xba, 0x98};
    assert_true(cp_event_id_parse("000102030405060789abcdefFEDCBA98", id));
    assert_memory_equal(id, expected, sizeof(id));
    memset(id, 0, sizeof(id));
    assert_true(cp_event_id_parse("00010203-0405-0607-89ab-cdeffedcba98", id));
    assert_memory_equal(id, expected, sizeof(id));
    assert_false(cp_event_id_parse("000102030405060789abcdeffedcba9", id));
    assert_false(cp_event_id_parse("000102030405060789abcdeffedcba9g", id));
    assert_false(cp_event_id_parse("0001020304050607-89ab-cdeffedcba9800", id));
    assert_false(cp_event_id_parse("00000000000000000000000000000000", id));
    assert_false(cp_event_id_parse("\x10"
                                   "00102030405060789abcdeffedcba98",
                                   id));
}

static void lists_take_blanks_and_bars(void **state)
{
    (void)state;
    struct cp_event event = {0};
    const struct cp_field_times times = {&zone, NULL};
    const struct cp_field *kinds =
        cp_field_find("kinds", CP_EVENT_COMPLAINT_RECEIVED, CP_EVENT_UNKNOWN);
    const struct cp_field *points =
        cp_field_find("points", CP_EVENT_COMPLAINT_RECEIVED, CP_EVENT_UNKNOWN);
    assert_true(cp_field_set_all(kinds, " formality|  access ", times, &event));
    assert_int_equal(event.fact.kinds, CP_BIT(CP_KIND_FORMALITY) | CP_BIT(CP_KIND_ACCESS));
    assert_true(cp_field_set_all(points, "hearing reasons|hearing", times, &event));
    assert_int_equal(event.fact.point_count, 3);
    assert_int_equal(event.fact.points[0], CP_THEME_HEARING);
    assert_int_equal(event.fact.points[1], CP_THEME_REASONS);
    assert_int_equal(event.fact.points[2], CP_THEME_HEARING);
    assert_false(cp_field_set_all(kinds, "formality, access", times, &event));
}

static void more_than_32_points_are_refused(void **state)
{
    (void)state;
    char text[33 * 6 + 1] = "";
    for (int i = 0; i < 32; i++) {
        (void)snprintf(text + strlen(text), sizeof(text) - strlen(text), "other ");
    }
    assert_true(takes("points", CP_EVENT_COMPLAINT_RECEIVED, text));
    (void)snprintf(text + strlen(text), sizeof(text) - strlen(text), "other ");
    assert_false(takes("points", CP_EVENT_COMPLAINT_RECEIVED, text));
}

static void fields_belong_to_types(void **state)
{
    (void)state;
    assert_null(cp_field_find("outcome", CP_EVENT_CASE_OPENED, CP_EVENT_UNKNOWN));
    assert_non_null(cp_field_find("outcome", CP_EVENT_APPEAL_DECIDED, CP_EVENT_UNKNOWN));
    assert_null(cp_field_find("outcome", CP_EVENT_EVENT_RETRACTED, CP_EVENT_APPEAL_DECIDED));
    assert_non_null(
        cp_field_find("retracted.outcome", CP_EVENT_EVENT_RETRACTED, CP_EVENT_APPEAL_DECIDED));
    assert_null(cp_field_find("retracted.outcome", CP_EVENT_EVENT_RETRACTED, CP_EVENT_CASE_OPENED));
    assert_null(cp_field_find("unit", CP_EVENT_EVENT_RETRACTED, CP_EVENT_CASE_OPENED));
    assert_null(cp_field_find("retracted.case_id", CP_EVENT_EVENT_RETRACTED, CP_EVENT_CASE_OPENED));
    assert_null(cp_field_find("retracted.unit", CP_EVENT_CASE_OPENED, CP_EVENT_UNKNOWN));
    const struct cp_field *own =
        cp_field_find("occurred", CP_EVENT_EVENT_RETRACTED, CP_EVENT_CASE_OPENED);
    const struct cp_field *original =
        cp_field_find("retracted.occurred", CP_EVENT_EVENT_RETRACTED, CP_EVENT_CASE_OPENED);
    assert_int_equal(own->offset, offsetof(struct cp_event, own_occurred_ms));
    assert_int_equal(original->offset, offsetof(struct cp_event, fact.occurred_ms));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_have_limits),
        cmocka_unit_test(texts_have_room_for_36_bytes),
        cmocka_unit_test(flags_are_words_or_digits),
        cmocka_unit_test(ids_are_32_hexadecimal_digits_or_a_uuid),
        cmocka_unit_test(lists_take_blanks_and_bars),
        cmocka_unit_test(more_than_32_points_are_refused),
        cmocka_unit_test(fields_belong_to_types),
    };
    return cmocka_run_group_tests(tests, load_zone, NULL);
}
