/* What the reader does with each field of the contract, and where it goes in struct cp_message: the
 * table that the reader goes by. That it says what the contract says is proven by
 * tests/unit/proto/test_message_fields.c.
 *
 * A row is found by the field's key, which is its number and its wire type: so a field that comes
 * as it should needs no further look at the type.
 *
 * Threads: any; constant. */
#ifndef CASEPULSE_MESSAGE_FIELDS_H
#define CASEPULSE_MESSAGE_FIELDS_H

#include <stdint.h>

#include "casepulse/proto/event.h"

/* The detail of type n is field 20 + n of an event (contract.c proves it). */
#define CP_DETAIL_FIELD 20

enum cp_message_field_kind {
    CP_FIELD_OTHER = 0, /* unknown, or a known one with another wire type than its own */
    CP_FIELD_BYTES,     /* struct cp_slice */
    CP_FIELD_TEXT,      /* the same, in UTF-8 */
    CP_FIELD_32,        /* uint32_t or int */
    CP_FIELD_64,        /* uint64_t or int64_t */
    CP_FIELD_VALUE,     /* uint8_t, 0 from `end` on */
    CP_FIELD_YES_NO,    /* bool, of any wire type */
    CP_FIELD_LIST,      /* struct cp_value_list: one more */
    CP_FIELD_LIST_PACKED,
    CP_FIELD_SET, /* struct cp_value_set: one more */
    CP_FIELD_SET_PACKED,
    CP_FIELD_MASK, /* uint8_t, bit v: value v is among them: one more */
    CP_FIELD_MASK_PACKED,
    CP_FIELD_DETAIL, /* a message of its own, by the table of its type */
};

struct cp_message_field {
    uint8_t kind; /* enum cp_message_field_kind */
    uint8_t end;  /* of an enumeration: one more than the last known value */
    uint16_t at;  /* offset in struct cp_message */
};

#define CP_WIRE_TYPES 8
#define CP_FIELD_KEY(number, wire_type) ((number)*CP_WIRE_TYPES + CP_WIRE_##wire_type)
#define CP_MESSAGE_KEY_END (35 * CP_WIRE_TYPES)
#define CP_DETAIL_KEY_END (5 * CP_WIRE_TYPES)

/* The fields that every event consists of, all those whose key is one byte: X(number, KIND,
 * WIRE_TYPE, place in struct cp_message). */
#define CP_EVENT_FIRST_FIELDS(X)                                                                   \
    X(1, BYTES, BYTES, event_id)                                                                   \
    X(2, 32, NUMBER, schema_version)                                                               \
    X(3, 32, NUMBER, type)                                                                         \
    X(4, TEXT, BYTES, texts[CP_TEXT_CASE_ID])                                                      \
    X(5, 64, NUMBER, occurred_ms)                                                                  \
    X(6, 32, NUMBER, administration)                                                               \
    X(7, TEXT, BYTES, texts[CP_TEXT_UNIT])                                                         \
    X(8, TEXT, BYTES, texts[CP_TEXT_SUBJECT])                                                      \
    X(9, TEXT, BYTES, texts[CP_TEXT_FACET])                                                        \
    X(10, 64, NUMBER, registered_ms)                                                               \
    X(11, 64, NUMBER, emitted_ms)                                                                  \
    X(12, TEXT, BYTES, texts[CP_TEXT_SOURCE])                                                      \
    X(13, 64, NUMBER, source_seq)

/* Of an event, and of the detail of each type. */
extern const struct cp_message_field cp_message_fields[CP_MESSAGE_KEY_END];
extern const struct cp_message_field cp_message_detail_fields[CP_EVENT_TYPE_END][CP_DETAIL_KEY_END];

#endif
