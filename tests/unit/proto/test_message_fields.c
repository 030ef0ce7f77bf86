/* The reader's table against the contract: each field of the one is a row of the other, and its
 * kind is the field's type. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "contract.h"
#include "message_fields.h"

static int kind_of(const ProtobufCFieldDescriptor *field)
{
    if (field->label == PROTOBUF_C_LABEL_REPEATED) {
        return field->type == PROTOBUF_C_TYPE_ENUM ? CP_FIELD_VALUES : -1;
    }
    switch ((int)field->type) {
    case PROTOBUF_C_TYPE_BYTES:
        return CP_FIELD_BYTES;
    case PROTOBUF_C_TYPE_UINT32:
    case PROTOBUF_C_TYPE_ENUM:
        return CP_FIELD_32;
    case PROTOBUF_C_TYPE_INT64:
    case PROTOBUF_C_TYPE_UINT64:
        return CP_FIELD_64;
    case PROTOBUF_C_TYPE_BOOL:
        return CP_FIELD_YES_NO;
    case PROTOBUF_C_TYPE_MESSAGE:
        return CP_FIELD_DETAIL;
    default:
        return -1;
    }
}

static void assert_same_fields(const ProtobufCMessageDescriptor *contract,
                               const struct cp_message_field *rows, unsigned end)
{
    for (unsigned number = 0; number < end; number++) {
        const ProtobufCFieldDescriptor *field =
            protobuf_c_message_descriptor_get_field(contract, number);
        const int kind = field != NULL ? kind_of(field) : CP_FIELD_UNKNOWN;
        if (rows[number].kind != kind) {
            fail_msg("%s, field %u: kind %d, not %d", contract->name, number, rows[number].kind,
                     kind);
        }
    }
    assert_true(contract->n_fields == 0 || contract->fields[contract->n_fields - 1].id < end);
}

static void the_table_has_the_fields_of_an_event(void **state)
{
    (void)state;
    assert_same_fields(&casepulse__v1__case_event__descriptor, cp_message_fields,
                       CP_MESSAGE_FIELD_END);
}

static void the_table_has_the_fields_of_every_detail(void **state)
{
    (void)state;
    const ProtobufCMessageDescriptor *event = &casepulse__v1__case_event__descriptor;
    for (unsigned type = 1; type < CP_EVENT_EVENT_RETRACTED; type++) {
        const ProtobufCFieldDescriptor *field =
            protobuf_c_message_descriptor_get_field(event, CP_DETAIL_FIELD + type);
        assert_non_null(field);
        assert_same_fields(field->descriptor, cp_message_detail_fields[type], CP_DETAIL_FIELD_END);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_table_has_the_fields_of_an_event),
        cmocka_unit_test(the_table_has_the_fields_of_every_detail),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
