#include "wire.h"

struct cp_wire_number cp_wire_take_groups(const uint8_t *at, const uint8_t *end, unsigned size_max)
{
    uint64_t value = 0;
    for (unsigned i = 0; i < size_max && at < end; i++) {
        const uint8_t byte = *at++;
        value |= (uint64_t)(byte & 0x7F) << (7 * i);
        if (byte < 0x80) {
            return (struct cp_wire_number){at, value};
        }
    }
    return (struct cp_wire_number){NULL, 0};
}
