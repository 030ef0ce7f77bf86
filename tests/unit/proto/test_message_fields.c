/* The reader's table against the contract: each field of the one is found in the other by its key,
 * with the kind that its type asks for, and nothing else is. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "contract.h"
#include "message_fields.h"
#include "wire.h"

/* How a field of one type in the contract may come: by wire type, the kind of its row. */
struct expectation {
    ProtobufCType type;
    bool is_repeated;
    uint8_t kinds[CP_WIRE_TYPES];
};

static const struct expectation expectations[] = {
    {PROTOBUF_C_TYPE_BYTES, false, {[CP_WIRE_BYTES] = CP_FIELD_BYTES}},
    {PROTOBUF_C_TYPE_UINT32, false, {[CP_WIRE_NUMBER] = CP_FIELD_32}},
    {PROTOBUF_C_TYPE_INT64, false, {[CP_WIRE_NUMBER] = CP_FIELD_64}},
    {PROTOBUF_C_TYPE_UINT64, false, {[CP_WIRE_NUMBER] = CP_FIELD_64}},
    {PROTOBUF_C_TYPE_ENUM, false, {[CP_WIRE_NUMBER] = CP_FIELD_VALUE}},
    {PROTOBUF_C_TYPE_ENUM,
     true,
     {[CP_WIRE_NUMBER] = CP_FIELD_SET, [CP_WIRE_BYTES] = CP_FIELD_SET_PACKED}},
    {PROTOBUF_C_TYPE_BOOL,
     false,
     {[CP_WIRE_NUMBER] = CP_FIELD_YES_NO,
      [CP_WIRE_FIXED64] = CP_FIELD_YES_NO,
      [CP_WIRE_BYTES] = CP_FIELD_YES_NO,
      [CP_WIRE_FIXED32] = CP_FIELD_YES_NO}},
    {PROTOBUF_C_TYPE_MESSAGE, false, {[CP_WIRE_BYTES] = CP_FIELD_DETAIL}},
};

/* Bytes that are no text, by name: the rest of them are. */
static bool is_text(const char *name)
{
    static const char *const bytes[] = {"event_id", "complained_decision", "retracted_event_id",
                                        "retracted"};
    for (size_t i = 0; i < sizeof(bytes) / sizeof(bytes[0]); i++) {
        if (strcmp(name, bytes[i]) == 0) {
            return false;
        }
    }
    return true;
}

static int expected_kind(const ProtobufCFieldDescriptor *field, unsigned wire_type)
{
    const bool is_repeated = field->label == PROTOBUF_C_LABEL_REPEATED;
    for (size_t i = 0; i < sizeof(expectations) / sizeof(expectations[0]); i++) {
        if (expectations[i].type == field->type && expectations[i].is_repeated == is_repeated) {
            return expectations[i].kinds[wire_type];
        }
    }
    fail_msg("field %s has a type that the reader does not know", field->name);
    return -1;
}

/* What the contract's type does not tell. */
static int refined_kind(const ProtobufCFieldDescriptor *field, int kind)
{
    if (kind == CP_FIELD_BYTES && is_text(field->name)) {
        return CP_FIELD_TEXT;
    }
    if (kind == CP_FIELD_VALUE && strcmp(field->name, "type") == 0) {
        return CP_FIELD_32; /* an unknown one has a verdict of its own */
    }
    if (kind == CP_FIELD_SET && strcmp(field->name, "points") == 0) {
        return CP_FIELD_LIST;
    }
    if (kind == CP_FIELD_SET_PACKED && strcmp(field->name, "points") == 0) {
        return CP_FIELD_LIST_PACKED;
    }
    if (kind == CP_FIELD_SET && strcmp(field->name, "kinds") == 0) {
        return CP_FIELD_MASK;
    }
    if (kind == CP_FIELD_SET_PACKED && strcmp(field->name, "kinds") == 0) {
        return CP_FIELD_MASK_PACKED;
    }
    return kind;
}

static bool has_end(int kind)
{
    return kind == CP_FIELD_VALUE || kind == CP_FIELD_SET || kind == CP_FIELD_SET_PACKED ||
           kind == CP_FIELD_LIST || kind == CP_FIELD_LIST_PACKED || kind == CP_FIELD_MASK ||
           kind == CP_FIELD_MASK_PACKED;
}

static void assert_same_field(const ProtobufCFieldDescriptor *field, unsigned key,
                              struct cp_message_field row)
{
    int kind = CP_FIELD_OTHER;
    if (field != NULL) {
        kind = refined_kind(field, expected_kind(field, key % CP_WIRE_TYPES));
    }
    if (row.kind != kind) {
        fail_msg("key %u: kind %d, not %d", key, row.kind, kind);
    }
    if (has_end(kind)) {
        const ProtobufCEnumDescriptor *values = field->descriptor;
        assert_int_equal(row.end, values->n_values);
    }
}

static void assert_same_fields(const ProtobufCMessageDescriptor *contract,
                               const struct cp_message_field *rows, unsigned key_end)
{
    for (unsigned key = 0; key < key_end; key++) {
        assert_same_field(protobuf_c_message_descriptor_get_field(contract, key / CP_WIRE_TYPES),
                          key, rows[key]);
    }
    if (contract->n_fields > 0) {
        const unsigned last = contract->fields[contract->n_fields - 1].id;
        assert_true((last + 1) * CP_WIRE_TYPES <= key_end);
    }
}

static void the_table_has_the_fields_of_an_event(void **state)
{
    (void)state;
    assert_same_fields(&casepulse__v1__case_event__descriptor, cp_message_fields,
                       CP_MESSAGE_KEY_END);
}

static void the_table_has_the_fields_of_every_detail(void **state)
{
    (void)state;
    const ProtobufCMessageDescriptor *event = &casepulse__v1__case_event__descriptor;
    for (unsigned type = 1; type < CP_EVENT_EVENT_RETRACTED; type++) {
        const ProtobufCFieldDescriptor *field =
            protobuf_c_message_descriptor_get_field(event, CP_DETAIL_FIELD + type);
        assert_non_null(field);
        assert_same_fields(field->descriptor, cp_message_detail_fields[type], CP_DETAIL_KEY_END);
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
