#include "framing.h"

#include "casepulse/proto/event.h"

#define CP_FRAMING_SCHEMA_ID_SIZE 4
#define CP_FRAMING_VARINT_MAX 5 /* bytes of a 32-bit varint */

/* Takes one varint, not yet unzigzagged, off the front. */
static bool cp_framing_take_varint(struct cp_slice *rest, uint64_t *out_value)
{
    uint64_t value = 0;
    for (size_t i = 0; i < rest->size && i < CP_FRAMING_VARINT_MAX; i++) {
        value |= (uint64_t)(rest->bytes[i] & 0x7F) << (7 * i);
        if ((rest->bytes[i] & 0x80) == 0) {
            rest->bytes += i + 1;
            rest->size -= i + 1;
            *out_value = value;
            return true;
        }
    }
    return false;
}

bool cp_framing_strip(struct cp_slice value, struct cp_slice *out_message)
{
    if (value.bytes[0] != 0x00) {
        *out_message = value;
        return true;
    }
    size_t header_size = 1 + CP_FRAMING_SCHEMA_ID_SIZE;
    if (value.size < header_size) {
        return false;
    }
    struct cp_slice rest = {value.bytes + header_size, value.size - header_size};
    uint64_t count; /* zigzag: 2 stands for one level, 0 for the short form of [0] */
    uint64_t index = 0;
    if (!cp_framing_take_varint(&rest, &count) || (count != 0 && count != 2)) {
        return false;
    }
    if (count == 2 && !cp_framing_take_varint(&rest, &index)) {
        return false;
    }
    if (index != 0) {
        return false;
    }
    *out_message = rest;
    return true;
}

enum cp_reason cp_framing_open(struct cp_slice *value)
{
    if (value->size == 0) {
        return CP_REASON_MALFORMED_EMPTY;
    }
    if (value->size > CP_EVENT_VALUE_MAX) {
        return CP_REASON_MALFORMED_OVERSIZED;
    }
    return cp_framing_strip(*value, value) ? CP_REASON_NONE : CP_REASON_MALFORMED_FRAMING;
}
