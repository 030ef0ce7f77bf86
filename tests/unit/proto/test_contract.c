/* The generated contract against the tables of the house, and against its own promises. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <ctype.h>
#include <string.h>
#include <cmocka.h>

#include "casepulse/proto/values.h"
#include "contract.h"

#define OWN_FIELDS 2 /* of CaseEvent alone: retracted_event_id and retracted */

static const ProtobufCEnumDescriptor *const enums[CP_SET_END] = {
    [CP_SET_EVENT] = &casepulse__v1__event_type__descriptor,
    [CP_SET_CHANNEL] = &casepulse__v1__channel__descriptor,
    [CP_SET_ADDRESSEE] = &casepulse__v1__addressee__descriptor,
    [CP_SET_STATE] = &casepulse__v1__state__descriptor,
    [CP_SET_DECISION] = &casepulse__v1__decision_result__descriptor,
    [CP_SET_KIND] = &casepulse__v1__complaint_kind__descriptor,
    [CP_SET_BODY] = &casepulse__v1__body__descriptor,
    [CP_SET_REASSESSMENT] = &casepulse__v1__reassessment_result__descriptor,
    [CP_SET_CONCLUSION] = &casepulse__v1__conclusion_result__descriptor,
    [CP_SET_WAY] = &casepulse__v1__way__descriptor,
    [CP_SET_OUTCOME] = &casepulse__v1__outcome__descriptor,
    [CP_SET_BOARD] = &casepulse__v1__board__descriptor,
    [CP_SET_CAUSE] = &casepulse__v1__cause__descriptor,
    [CP_SET_REACTION] = &casepulse__v1__reaction__descriptor,
    [CP_SET_REVIEWER] = &casepulse__v1__reviewer__descriptor,
    [CP_SET_THEME] = &casepulse__v1__theme__descriptor,
};

/* The end of the contract's name in lower case is the text of the table. */
static void assert_name_ends_in(const char *name, const char *text)
{
    size_t name_size = strlen(name);
    size_t text_size = strlen(text);
    assert_true(name_size > text_size);
    for (size_t i = 0; i < text_size; i++) {
        assert_int_equal(tolower(name[name_size - text_size + i]), text[i]);
    }
}

static void contract_and_tables_have_the_same_values(void **state)
{
    (void)state;
    for (int set = 0; set < CP_SET_END; set++) {
        unsigned count = (unsigned)cp_value_count((enum cp_value_set)set);
        assert_int_equal(enums[set]->n_values, count + 1);
        assert_name_ends_in(enums[set]->values[0].name, "_unspecified");
        for (unsigned value = 0; value <= count; value++) {
            assert_int_equal(enums[set]->values[value].value, value);
        }
        for (unsigned value = 1; value <= count; value++) {
            const char *text = cp_value_text((enum cp_value_set)set, (int)value);
            assert_name_ends_in(enums[set]->values[value].name, text);
        }
    }
}

static void an_event_taken_back_has_the_fields_of_an_event(void **state)
{
    (void)state;
    const ProtobufCMessageDescriptor *event = &casepulse__v1__case_event__descriptor;
    const ProtobufCMessageDescriptor *retracted = &casepulse__v1__retracted_event__descriptor;
    assert_int_equal(event->n_fields, retracted->n_fields + OWN_FIELDS);
    for (unsigned i = 0; i < retracted->n_fields; i++) {
        const ProtobufCFieldDescriptor *field = &retracted->fields[i];
        const ProtobufCFieldDescriptor *same =
            protobuf_c_message_descriptor_get_field(event, field->id);
        assert_non_null(same);
        assert_string_equal(field->name, same->name);
        assert_int_equal(field->type, same->type);
        assert_int_equal(field->label, same->label);
        assert_ptr_equal(field->descriptor, same->descriptor);
    }
    assert_null(protobuf_c_message_descriptor_get_field(retracted, 20));
    assert_null(protobuf_c_message_descriptor_get_field(retracted, 34));
}

static void assert_no_string(const ProtobufCMessageDescriptor *message)
{
    for (unsigned i = 0; i < message->n_fields; i++) {
        assert_int_not_equal(message->fields[i].type, PROTOBUF_C_TYPE_STRING);
    }
}

static void no_text_is_decoded_as_a_string(void **state)
{
    (void)state;
    const ProtobufCMessageDescriptor *event = &casepulse__v1__case_event__descriptor;
    assert_no_string(event);
    for (unsigned i = 0; i < event->n_fields; i++) {
        if (event->fields[i].type == PROTOBUF_C_TYPE_MESSAGE) {
            assert_no_string(event->fields[i].descriptor);
        }
    }
}

/* Merging sub-messages would cost memory by the square of a record's size; protobuf-c replaces the
 * members of a oneof, and `retracted` is bytes. */
static void no_sub_message_is_ever_merged(void **state)
{
    (void)state;
    const ProtobufCMessageDescriptor *event = &casepulse__v1__case_event__descriptor;
    for (unsigned i = 0; i < event->n_fields; i++) {
        if (event->fields[i].type == PROTOBUF_C_TYPE_MESSAGE) {
            assert_true((event->fields[i].flags & PROTOBUF_C_FIELD_FLAG_ONEOF) != 0);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(contract_and_tables_have_the_same_values),
        cmocka_unit_test(an_event_taken_back_has_the_fields_of_an_event),
        cmocka_unit_test(no_text_is_decoded_as_a_string),
        cmocka_unit_test(no_sub_message_is_ever_merged),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
