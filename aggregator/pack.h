/* Integers in few bytes: seven bits a byte, the lowest first; signed ones zigzag, as in protobuf.
 *
 * Threads: any; pure. Writers advance `*at` by at most CP_PACKED_MAX bytes. Readers trust what our
 * own writers wrote: stored bytes carry a checksum, foreign bytes never come here. */
#ifndef CASEPULSE_PACK_H
#define CASEPULSE_PACK_H

#include <stdint.h>

#define CP_PACKED_MAX 10

static inline void cp_pack(uint8_t **at, uint64_t value)
{
    while (value >= 0x80) {
        *(*at)++ = (uint8_t)(value | 0x80);
        value >>= 7;
    }
    *(*at)++ = (uint8_t)value;
}

static inline void cp_pack_signed(uint8_t **at, int64_t value)
{
    cp_pack(at, ((uint64_t)value << 1) ^ (uint64_t)(value >> 63));
}

static inline uint64_t cp_unpack(const uint8_t **at)
{
    uint64_t value = 0;
    for (unsigned shift = 0; shift < 64; shift += 7) {
        const uint8_t byte = *(*at)++;
        value |= (uint64_t)(byte & 0x7F) << shift;
        if (byte < 0x80) {
            break;
        }
    }
    return value;
}

static inline int64_t cp_unpack_signed(const uint8_t **at)
{
    const uint64_t value = cp_unpack(at);
    return (int64_t)(value >> 1) ^ -(int64_t)(value & 1);
}

#endif
