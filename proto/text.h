/* Pieces of a record's bytes, and the shapes that the contract gives to texts.
 *
 * Threads: any. Owns: nothing; a slice points into memory of somebody else. */
#ifndef CASEPULSE_TEXT_H
#define CASEPULSE_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct cp_slice {
    const uint8_t *bytes; /* may be NULL if size is 0 */
    size_t size;
};

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
