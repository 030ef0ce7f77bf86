/* The wire format of protobuf, piece by piece off the front of a message. Every bound is checked
 * here and nowhere else; false: the bytes are no message.
 *
 * What is taken is what protobuf-c takes, to the last oddity: a key of up to five bytes, a number
 * of up to ten (bits above the 64th are dropped), a length of up to five; field number 0 is refused
 * in a key of one byte, and unknown in a longer one; groups are refused.
 *
 * Threads: any. Owns: nothing. */
#ifndef CASEPULSE_WIRE_H
#define CASEPULSE_WIRE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "text.h"
#include "word.h"

#define CP_WIRE_KEY_MAX 5
#define CP_WIRE_LENGTH_MAX 5
#define CP_WIRE_NUMBER_MAX 10

enum cp_wire_type {
    CP_WIRE_NUMBER = 0,
    CP_WIRE_FIXED64 = 1,
    CP_WIRE_BYTES = 2,
    CP_WIRE_FIXED32 = 5,
};

/* Every verb returns where it stopped, NULL if the bytes up to `end` are no such thing. */

/* A number, and where it ended. */
struct cp_wire_number {
    const uint8_t *at;
    uint64_t value;
};

/* Seven bits a byte, in at most `size_max` bytes: any number, slowly. */
struct cp_wire_number cp_wire_take_groups(const uint8_t *at, const uint8_t *end, unsigned size_max);

/* The lower seven bits of each of eight bytes, moved together: pairs, fours, all. */
static inline uint64_t cp_wire_compact(uint64_t word)
{
    word &= CP_WORD_EACH(0x7F);
    word -= (word & UINT64_C(0x7F007F007F007F00)) >> 1;
    const uint64_t upper = word & UINT64_C(0x3FFF00003FFF0000);
    word = word - upper + (upper >> 2);
    return (word & UINT32_MAX) | word >> 32 << 28;
}

/* Up to eight bytes without a loop; false: it is longer. */
static inline bool cp_wire_number_of(uint64_t word, uint64_t *out_value, size_t *out_size)
{
    const uint64_t ends = ~word & CP_WORD_EACH(0x80);
    if (ends == 0) {
        return false;
    }
    *out_value = cp_wire_compact(word & (ends ^ (ends - 1))); /* up to the first end */
    *out_size = (size_t)__builtin_ctzll(ends) / 8 + 1;
    return true;
}

/* Six bytes, as those of the times from 2004 to 2109: nobody waits to know where they end. */
#define CP_WIRE_TIME_SIZE 6

static inline bool cp_wire_is_time(uint64_t word)
{
    return (word & UINT64_C(0x808080808080)) == UINT64_C(0x008080808080);
}

static inline uint64_t cp_wire_time_of(uint64_t word)
{
    return cp_wire_compact(word & UINT64_C(0xFFFFFFFFFFFF));
}

/* One that is expected to be small: most are one byte. */
static inline const uint8_t *cp_wire_take_small(const uint8_t *at, const uint8_t *end,
                                                uint64_t *out_value)
{
    if (at < end && *at < 0x80) {
        *out_value = *at;
        return at + 1;
    }
    const struct cp_wire_number number = cp_wire_take_groups(at, end, CP_WIRE_NUMBER_MAX);
    *out_value = number.value;
    return number.at;
}

/* One that is expected to be large: times are six bytes. */
static inline const uint8_t *cp_wire_take_number(const uint8_t *at, const uint8_t *end,
                                                 uint64_t *out_value)
{
    size_t size;
    if (end - at >= CP_WORD_SIZE && cp_wire_number_of(cp_word_eight(at), out_value, &size)) {
        return at + size;
    }
    const struct cp_wire_number number = cp_wire_take_groups(at, end, CP_WIRE_NUMBER_MAX);
    *out_value = number.value;
    return number.at;
}

/* Field number and wire type in one, as they are sent: 8 times the number and the type. `at` is not
 * the end. */
static inline const uint8_t *cp_wire_take_key(const uint8_t *at, const uint8_t *end,
                                              uint32_t *out_key)
{
    if (*at < 0x80) {
        *out_key = *at;
        return *at >= 1 << 3 ? at + 1 : NULL;
    }
    if (end - at >= 2 && at[1] < 0x80) {
        *out_key = (uint32_t)(at[0] & 0x7F) | (uint32_t)at[1] << 7;
        return at + 2;
    }
    const struct cp_wire_number key = cp_wire_take_groups(at, end, CP_WIRE_KEY_MAX);
    *out_key =
        key.value <= UINT32_MAX ? (uint32_t)key.value : (uint32_t)(key.value & 7) | ~UINT32_C(7);
    return key.at;
}

/* The length of what follows, all of which is there. */
static inline const uint8_t *cp_wire_take_length(const uint8_t *at, const uint8_t *end,
                                                 uint64_t *out_length)
{
    if (at < end && *at < 0x80) {
        *out_length = *at++;
    } else {
        const struct cp_wire_number length = cp_wire_take_groups(at, end, CP_WIRE_LENGTH_MAX);
        *out_length = length.value;
        at = length.at;
    }
    return at != NULL && *out_length <= (uint64_t)(end - at) ? at : NULL;
}

static inline const uint8_t *cp_wire_skip_bytes(const uint8_t *at, const uint8_t *end,
                                                uint64_t size)
{
    return size <= (uint64_t)(end - at) ? at + size : NULL;
}

/* Passes over the content of a field. */
static inline const uint8_t *cp_wire_skip(const uint8_t *at, const uint8_t *end, unsigned type)
{
    uint64_t number;
    switch (type) {
    case CP_WIRE_NUMBER:
        return cp_wire_take_number(at, end, &number);
    case CP_WIRE_FIXED64:
        return cp_wire_skip_bytes(at, end, 8);
    case CP_WIRE_BYTES:
        at = cp_wire_take_length(at, end, &number);
        return at != NULL ? at + number : NULL;
    case CP_WIRE_FIXED32:
        return cp_wire_skip_bytes(at, end, 4);
    default:
        return NULL;
    }
}

/* The content of a field that is written as short as it can be, as all senders do, where at least
 * eight bytes are left: three verbs with fewer questions. NULL: ask those above. */

static inline const uint8_t *cp_wire_expect_small(const uint8_t *at, uint32_t *out_value)
{
    *out_value = *at;
    return *at < 0x80 ? at + 1 : NULL;
}

static inline const uint8_t *cp_wire_expect_number(const uint8_t *at, uint64_t *out_value)
{
    const uint64_t word = cp_word_eight(at);
    if (cp_wire_is_time(word)) {
        *out_value = cp_wire_time_of(word);
        return at + CP_WIRE_TIME_SIZE;
    }
    size_t size;
    return cp_wire_number_of(word, out_value, &size) ? at + size : NULL;
}

static inline const uint8_t *cp_wire_expect_bytes(const uint8_t *at, const uint8_t *end,
                                                  struct cp_slice *out_bytes)
{
    const size_t size = *at++;
    *out_bytes = (struct cp_slice){at, size};
    return size < 0x80 && size <= (size_t)(end - at) ? at + size : NULL;
}

#endif
