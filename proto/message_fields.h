/* Where each field of the contract goes in struct cp_message: the table that the reader goes by.
 * That it says what the contract says is proven by tests/unit/proto/test_message_fields.c.
 *
 * Threads: any; constant. */
#ifndef CASEPULSE_MESSAGE_FIELDS_H
#define CASEPULSE_MESSAGE_FIELDS_H

#include <stdint.h>

#include "casepulse/proto/event.h"

enum cp_message_field_kind {
    CP_FIELD_UNKNOWN = 0,
    CP_FIELD_BYTES,  /* struct cp_slice */
    CP_FIELD_32,     /* uint32_t, or an enumeration's int */
    CP_FIELD_64,     /* uint64_t or int64_t */
    CP_FIELD_YES_NO, /* bool */
    CP_FIELD_VALUES, /* struct cp_value_list */
    CP_FIELD_DETAIL, /* a message of its own, by the table of its type */
};

struct cp_message_field {
    uint8_t kind; /* enum cp_message_field_kind */
    uint16_t at;  /* offset in struct cp_message */
};

/* The detail of type n is field 20 + n of an event (contract.c proves it). */
#define CP_DETAIL_FIELD 20

#define CP_MESSAGE_FIELD_END 35
#define CP_DETAIL_FIELD_END 5

/* By field number (0 is unknown): of an event, and of the detail of each type. */
extern const struct cp_message_field cp_message_fields[CP_MESSAGE_FIELD_END];
extern const struct cp_message_field cp_message_detail_fields[CP_EVENT_TYPE_END]
                                                             [CP_DETAIL_FIELD_END];

#endif
