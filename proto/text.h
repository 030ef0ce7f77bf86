/* Pieces of a record's bytes, and the shapes that the contract gives to texts.
 *
 * Threads: any. Owns: nothing; a slice points into memory of somebody else. */
#ifndef CASEPULSE_TEXT_H
#define CASEPULSE_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

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

/* [A-Za-z0-9][A-Za-z0-9._-]{0,35} */
bool cp_text_is_unit(struct cp_slice text);

/* dd.dd.dd */
bool cp_text_is_subject(struct cp_slice text);

/* A capital letter and two digits. */
bool cp_text_is_facet(struct cp_slice text);

/* A CVR number: eight digits. */
bool cp_text_is_authority(struct cp_slice text);

/* 1 to 64 bytes of UTF-8 without control characters (U+0000 to U+001F, U+007F to U+009F). */
bool cp_text_is_source(struct cp_slice text);

bool cp_byte_is_digit(uint8_t byte);

/* A to Z and a to z. */
bool cp_byte_is_letter(uint8_t byte);

#endif
