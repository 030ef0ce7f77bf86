/* Pieces of a record's bytes, and the shapes that the contract gives to texts.
 *
 * Threads: any. Owns: nothing; a slice points into memory of somebody else. */
#ifndef CASEPULSE_TEXT_H
#define CASEPULSE_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "casepulse/proto/event.h"
#include "word.h"

/* The codes of the contract have one size each. */
#define CP_SUBJECT_SIZE 8
#define CP_FACET_SIZE 3
#define CP_AUTHORITY_SIZE 8

struct cp_slice {
    const uint8_t *bytes; /* may be NULL if size is 0 */
    size_t size;
};

/* All bits that any of its bytes has, in any place of the word: of plain ASCII no bit 7. */
static inline uint64_t cp_text_bits(struct cp_slice text)
{
    if (text.size < CP_WORD_SIZE) {
        return cp_word_few(text.bytes, text.size);
    }
    uint64_t bits = cp_word_eight(text.bytes + text.size - CP_WORD_SIZE);
    for (size_t at = 0; at + CP_WORD_SIZE < text.size; at += CP_WORD_SIZE) {
        bits |= cp_word_eight(text.bytes + at);
    }
    return bits;
}

bool cp_text_is_utf8(struct cp_slice text);

static inline bool cp_byte_is_digit(uint8_t byte)
{
    return byte >= '0' && byte <= '9';
}

/* A to Z and a to z. */
static inline bool cp_byte_is_letter(uint8_t byte)
{
    const uint8_t small = byte | 0x20;
    return small >= 'a' && small <= 'z';
}

/* Bit 7 of each byte from `first` to `last`; all bytes are ASCII. */
static inline uint64_t cp_word_within(uint64_t word, uint8_t first, uint8_t last)
{
    return (word + CP_WORD_EACH(0x80 - first)) & ~(word + CP_WORD_EACH(0x7F - last));
}

/* Bit 7 of each byte that may stand in a unit's id; what a byte beyond ASCII carries over spoils
 * only what is told already. */
static inline uint64_t cp_word_unit_bytes(uint64_t word)
{
    const uint64_t in_unit = cp_word_within(word | CP_WORD_EACH(0x20), 'a', 'z') |
                             cp_word_within(word, '0', '9') | cp_word_within(word, '-', '.') |
                             cp_word_within(word, '_', '_');
    return in_unit & ~word;
}

/* [A-Za-z0-9][A-Za-z0-9._-]{0,35} */
static inline bool cp_text_is_unit(struct cp_slice text)
{
    if (text.size == 0 || text.size > CP_UNIT_MAX) {
        return false;
    }
    const uint8_t first = text.bytes[0];
    if (!cp_byte_is_letter(first) && !cp_byte_is_digit(first)) {
        return false;
    }
    if (text.size < CP_WORD_SIZE) {
        const uint64_t letters = CP_WORD_EACH('a') << 8 * text.size;
        const uint64_t word = cp_word_few(text.bytes, text.size) | letters;
        return (cp_word_unit_bytes(word) & CP_WORD_EACH(0x80)) == CP_WORD_EACH(0x80);
    }
    uint64_t fits = cp_word_unit_bytes(cp_word_eight(text.bytes + text.size - CP_WORD_SIZE));
    for (size_t at = 0; at + CP_WORD_SIZE < text.size; at += CP_WORD_SIZE) {
        fits &= cp_word_unit_bytes(cp_word_eight(text.bytes + at));
    }
    return (fits & CP_WORD_EACH(0x80)) == CP_WORD_EACH(0x80);
}

/* Eight bytes, digits but for those in `marks`, which are as in the shape. A digit less its '0' is
 * below 10, so that 0x76 more do not reach the highest bit. */
static inline bool cp_text_has_shape(struct cp_slice text, uint64_t shape, uint64_t marks)
{
    if (text.size != CP_WORD_SIZE) {
        return false;
    }
    const uint64_t rest = cp_word_eight(text.bytes) ^ shape;
    const uint64_t beyond = (rest | (rest + CP_WORD_EACH(0x76))) & CP_WORD_EACH(0x80);
    return (beyond | (rest & marks)) == 0;
}

/* dd.dd.dd */
static inline bool cp_text_is_subject(struct cp_slice text)
{
    return cp_text_has_shape(text, UINT64_C(0x30302E30302E3030), UINT64_C(0x0000FF0000FF0000));
}

/* A CVR number: eight digits. */
static inline bool cp_text_is_authority(struct cp_slice text)
{
    return cp_text_has_shape(text, CP_WORD_EACH('0'), 0);
}

/* A capital letter and two digits. */
static inline bool cp_text_is_facet(struct cp_slice text)
{
    return text.size == CP_FACET_SIZE && text.bytes[0] >= 'A' && text.bytes[0] <= 'Z' &&
           cp_byte_is_digit(text.bytes[1]) && cp_byte_is_digit(text.bytes[2]);
}

/* Bit 7 of each byte that is not from ' ' to '~': 0x60 more reach it from ' ' on, one more from DEL
 * on. What a byte beyond ASCII carries over spoils only what is told already. */
static inline uint64_t cp_word_not_printable(uint64_t word)
{
    return (word | ~(word + CP_WORD_EACH(0x60)) | (word + CP_WORD_EACH(0x01))) & CP_WORD_EACH(0x80);
}

static inline bool cp_text_is_printable_ascii(struct cp_slice text)
{
    if (text.size < CP_WORD_SIZE) {
        const uint64_t spaces = CP_WORD_EACH(' ') << 8 * text.size;
        return cp_word_not_printable(cp_word_few(text.bytes, text.size) | spaces) == 0;
    }
    uint64_t bits = cp_word_not_printable(cp_word_eight(text.bytes + text.size - CP_WORD_SIZE));
    for (size_t at = 0; at + CP_WORD_SIZE < text.size; at += CP_WORD_SIZE) {
        bits |= cp_word_not_printable(cp_word_eight(text.bytes + at));
    }
    return bits == 0;
}

/* cp_text_is_source of a text that is not all ASCII. */
bool cp_text_is_utf8_source(struct cp_slice text);

/* 1 to 64 bytes of UTF-8 without control characters (U+0000 to U+001F, U+007F to U+009F). */
static inline bool cp_text_is_source(struct cp_slice text)
{
    if (text.size == 0 || text.size > CP_SOURCE_MAX) {
        return false;
    }
    return cp_text_is_printable_ascii(text) || cp_text_is_utf8_source(text);
}

#endif
