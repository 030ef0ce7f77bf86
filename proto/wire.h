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

/* What is left of a message. */
struct cp_wire {
    const uint8_t *at, *end;
};

static inline struct cp_wire cp_wire_of(struct cp_slice message)
{
    return (struct cp_wire){message.bytes, message.bytes + message.size};
}

static inline size_t cp_wire_left(const struct cp_wire *wire)
{
    return (size_t)(wire->end - wire->at);
}

/* Seven bits a byte, in at most `size_max` bytes. */
static inline bool cp_wire_take_groups(struct cp_wire *wire, size_t size_max, uint64_t *out_value)
{
    const size_t left = cp_wire_left(wire);
    const size_t limit = left < size_max ? left : size_max;
    uint64_t value = 0;
    for (size_t i = 0; i < limit; i++) {
        value |= (uint64_t)(wire->at[i] & 0x7F) << (7 * i);
        if (wire->at[i] < 0x80) {
            wire->at += i + 1;
            *out_value = value;
            return true;
        }
    }
    return false;
}

/* The lower seven bits of each of eight bytes, moved together: pairs, fours, all. */
static inline uint64_t cp_wire_compact(uint64_t word)
{
    word = (word & UINT64_C(0x007F007F007F007F)) | (word & UINT64_C(0x7F007F007F007F00)) >> 1;
    word = (word & UINT64_C(0x00003FFF00003FFF)) | (word & UINT64_C(0x3FFF00003FFF0000)) >> 2;
    return (word & UINT64_C(0x0FFFFFFF)) | (word & UINT64_C(0x0FFFFFFF00000000)) >> 4;
}

/* Small numbers are one byte, times are six: those without a loop. */
static inline bool cp_wire_take_number(struct cp_wire *wire, uint64_t *out_value)
{
    if (cp_wire_left(wire) < CP_WORD_SIZE) {
        return cp_wire_take_groups(wire, CP_WIRE_NUMBER_MAX, out_value);
    }
    if (wire->at[0] < 0x80) {
        *out_value = *wire->at++;
        return true;
    }
    const uint64_t word = cp_word_eight(wire->at);
    const uint64_t ends = ~word & CP_WORD_EACH(0x80);
    if (ends == 0) {
        return cp_wire_take_groups(wire, CP_WIRE_NUMBER_MAX, out_value);
    }
    *out_value = cp_wire_compact(word & (ends ^ (ends - 1))); /* up to the first end */
    wire->at += __builtin_ctzll(ends) / 8 + 1;
    return true;
}

/* Field number and wire type; the wire is not empty. */
static inline bool cp_wire_take_key(struct cp_wire *wire, uint32_t *out_number, unsigned *out_type)
{
    uint64_t key = *wire->at;
    if (key < 1 << 3) {
        return false;
    }
    if (key < 0x80) {
        wire->at++;
    } else if (!cp_wire_take_groups(wire, CP_WIRE_KEY_MAX, &key)) {
        return false;
    }
    *out_number = (uint32_t)(key >> 3);
    *out_type = key & 7;
    return true;
}

static inline bool cp_wire_take_bytes(struct cp_wire *wire, struct cp_slice *out_bytes)
{
    uint64_t size = 0;
    if (!cp_wire_take_groups(wire, CP_WIRE_LENGTH_MAX, &size) || size > cp_wire_left(wire)) {
        return false;
    }
    *out_bytes = (struct cp_slice){wire->at, (size_t)size};
    wire->at += size;
    return true;
}

static inline bool cp_wire_skip_fixed(struct cp_wire *wire, size_t size)
{
    if (size > cp_wire_left(wire)) {
        return false;
    }
    wire->at += size;
    return true;
}

/* Passes over the content of a field. */
static inline bool cp_wire_skip(struct cp_wire *wire, unsigned type)
{
    uint64_t number;
    struct cp_slice bytes;
    switch (type) {
    case CP_WIRE_NUMBER:
        return cp_wire_take_number(wire, &number);
    case CP_WIRE_FIXED64:
        return cp_wire_skip_fixed(wire, 8);
    case CP_WIRE_BYTES:
        return cp_wire_take_bytes(wire, &bytes);
    case CP_WIRE_FIXED32:
        return cp_wire_skip_fixed(wire, 4);
    default:
        return false;
    }
}

#endif
