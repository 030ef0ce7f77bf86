/* A later field replaces an earlier one of its number, a later detail an earlier one of any type;
 * lists go on. A known field of another wire type than its own is refused, but for yes and no: any
 * content is taken that is well-formed, and is yes if one of its bytes is not zero in seven bits.
 * Details carry no messages in turn, and an event that is taken back stays bytes: nothing is read
 * deeper than two. */
#include "reader.h"

#include <string.h>

#include "message_fields.h"
#include "wire.h"

static bool cp_reader_take_bytes(struct cp_wire *wire, unsigned type, void *out)
{
    struct cp_slice bytes;
    if (type != CP_WIRE_BYTES || !cp_wire_take_bytes(wire, &bytes)) {
        return false;
    }
    memcpy(out, &bytes, sizeof(bytes));
    return true;
}

static bool cp_reader_take_32(struct cp_wire *wire, unsigned type, void *out)
{
    uint64_t value;
    if (type != CP_WIRE_NUMBER || !cp_wire_take_number(wire, &value)) {
        return false;
    }
    const uint32_t lower = (uint32_t)value;
    memcpy(out, &lower, sizeof(lower));
    return true;
}

static bool cp_reader_take_64(struct cp_wire *wire, unsigned type, void *out)
{
    uint64_t value;
    if (type != CP_WIRE_NUMBER || !cp_wire_take_number(wire, &value)) {
        return false;
    }
    memcpy(out, &value, sizeof(value));
    return true;
}

static bool cp_reader_take_yes_no(struct cp_wire *wire, unsigned type, bool *out_is_yes)
{
    const uint8_t *at = wire->at;
    if (!cp_wire_skip(wire, type)) {
        return false;
    }
    *out_is_yes = false;
    for (; at < wire->at; at++) {
        *out_is_yes |= (*at & 0x7F) != 0;
    }
    return true;
}

static bool cp_reader_take_value(struct cp_wire *wire, struct cp_value_list *list)
{
    uint64_t value;
    if (!cp_wire_take_number(wire, &value)) {
        return false;
    }
    cp_value_list_add(list, (int32_t)(uint32_t)value);
    return true;
}

/* One value, or some packed together. */
static bool cp_reader_take_values(struct cp_wire *wire, unsigned type, struct cp_value_list *list)
{
    struct cp_slice packed;
    if (type == CP_WIRE_NUMBER) {
        return cp_reader_take_value(wire, list);
    }
    if (type != CP_WIRE_BYTES || !cp_wire_take_bytes(wire, &packed)) {
        return false;
    }
    struct cp_wire inner = cp_wire_of(packed);
    while (cp_wire_left(&inner) > 0) {
        if (!cp_reader_take_value(&inner, list)) {
            return false;
        }
    }
    return true;
}

static bool cp_reader_take_field(struct cp_wire *wire, struct cp_message_field row, unsigned type,
                                 struct cp_message *message)
{
    void *out = (uint8_t *)message + row.at;
    switch (row.kind) {
    case CP_FIELD_BYTES:
        return cp_reader_take_bytes(wire, type, out);
    case CP_FIELD_32:
        return cp_reader_take_32(wire, type, out);
    case CP_FIELD_64:
        return cp_reader_take_64(wire, type, out);
    case CP_FIELD_YES_NO:
        return cp_reader_take_yes_no(wire, type, out);
    case CP_FIELD_VALUES:
        return cp_reader_take_values(wire, type, out);
    default:
        return cp_wire_skip(wire, type);
    }
}

static bool cp_reader_take_detail_fields(struct cp_slice bytes, struct cp_message *message)
{
    const struct cp_message_field *rows = cp_message_detail_fields[message->detail.type];
    struct cp_wire wire = cp_wire_of(bytes);
    while (cp_wire_left(&wire) > 0) {
        uint32_t number;
        unsigned type;
        if (!cp_wire_take_key(&wire, &number, &type)) {
            return false;
        }
        const struct cp_message_field row = rows[number < CP_DETAIL_FIELD_END ? number : 0];
        if (!cp_reader_take_field(&wire, row, type, message)) {
            return false;
        }
    }
    return true;
}

static bool cp_reader_take_detail(struct cp_wire *wire, uint32_t number, unsigned type,
                                  struct cp_message *message)
{
    struct cp_slice bytes;
    if (type != CP_WIRE_BYTES || !cp_wire_take_bytes(wire, &bytes)) {
        return false;
    }
    if (message->detail.type != 0) {
        memset(&message->detail, 0, sizeof(message->detail));
        message->texts[CP_TEXT_FROM_UNIT] = (struct cp_slice){0};
    }
    message->detail.type = (int)number - CP_DETAIL_FIELD;
    return cp_reader_take_detail_fields(bytes, message);
}

static bool cp_reader_take_fields(struct cp_slice bytes, struct cp_message *message)
{
    struct cp_wire wire = cp_wire_of(bytes);
    while (cp_wire_left(&wire) > 0) {
        uint32_t number;
        unsigned type;
        if (!cp_wire_take_key(&wire, &number, &type)) {
            return false;
        }
        const struct cp_message_field row =
            cp_message_fields[number < CP_MESSAGE_FIELD_END ? number : 0];
        const bool is_taken = row.kind == CP_FIELD_DETAIL
                                  ? cp_reader_take_detail(&wire, number, type, message)
                                  : cp_reader_take_field(&wire, row, type, message);
        if (!is_taken) {
            return false;
        }
    }
    return true;
}

bool cp_message_read(struct cp_slice bytes, struct cp_message *out_message)
{
    memset(out_message, 0, sizeof(*out_message));
    return cp_reader_take_fields(bytes, out_message) && cp_message_is_utf8(out_message);
}
