#include "text.h"

#include "casepulse/proto/event.h"

bool cp_byte_is_digit(uint8_t byte)
{
    return byte >= '0' && byte <= '9';
}

static bool cp_byte_is_capital(uint8_t byte)
{
    return byte >= 'A' && byte <= 'Z';
}

bool cp_byte_is_letter(uint8_t byte)
{
    return cp_byte_is_capital(byte) || (byte >= 'a' && byte <= 'z');
}

/* Well-formed sequences beyond ASCII by their first byte (The Unicode Standard, table 3-7): length,
 * and the range of the second byte, which shuts out overlong forms, surrogates and what is above
 * U+10FFFF. All later bytes are 80 to BF. */
struct cp_utf8_row {
    uint8_t first_from, first_to;
    uint8_t size;
    uint8_t second_from, second_to;
};

static const struct cp_utf8_row cp_utf8_rows[] = {
    {0xC2, 0xDF, 2, 0x80, 0xBF}, {0xE0, 0xE0, 3, 0xA0, 0xBF}, {0xE1, 0xEC, 3, 0x80, 0xBF},
    {0xED, 0xED, 3, 0x80, 0x9F}, {0xEE, 0xEF, 3, 0x80, 0xBF}, {0xF0, 0xF0, 4, 0x90, 0xBF},
    {0xF1, 0xF3, 4, 0x80, 0xBF}, {0xF4, 0xF4, 4, 0x80, 0x8F},
};

static const struct cp_utf8_row *cp_utf8_find(uint8_t first)
{
    for (size_t i = 0; i < sizeof(cp_utf8_rows) / sizeof(cp_utf8_rows[0]); i++) {
        if (first >= cp_utf8_rows[i].first_from && first <= cp_utf8_rows[i].first_to) {
            return &cp_utf8_rows[i];
        }
    }
    return NULL;
}

/* Size of the character that begins there, 0 if it is none. */
static size_t cp_utf8_size(const uint8_t *bytes, size_t left)
{
    const struct cp_utf8_row *row = cp_utf8_find(bytes[0]);
    if (row == NULL || row->size > left) {
        return 0;
    }
    if (bytes[1] < row->second_from || bytes[1] > row->second_to) {
        return 0;
    }
    for (size_t i = 2; i < row->size; i++) {
        if ((bytes[i] & 0xC0) != 0x80) {
            return 0;
        }
    }
    return row->size;
}

bool cp_text_is_utf8(struct cp_slice text)
{
    size_t at = 0;
    while (at < text.size) {
        bool is_ascii = text.bytes[at] < 0x80;
        size_t size = is_ascii ? 1 : cp_utf8_size(text.bytes + at, text.size - at);
        if (size == 0) {
            return false;
        }
        at += size;
    }
    return true;
}

bool cp_text_is_unit(struct cp_slice text)
{
    if (text.size == 0 || text.size > CP_UNIT_MAX) {
        return false;
    }
    for (size_t i = 0; i < text.size; i++) {
        uint8_t byte = text.bytes[i];
        bool is_mark = i > 0 && (byte == '.' || byte == '_' || byte == '-');
        if (!is_mark && !cp_byte_is_letter(byte) && !cp_byte_is_digit(byte)) {
            return false;
        }
    }
    return true;
}

/* 'A' in the shape stands for a capital letter, '0' for a digit, anything else for itself. */
static bool cp_text_has_shape(struct cp_slice text, const char *shape, size_t size)
{
    if (text.size != size) {
        return false;
    }
    for (size_t i = 0; i < size; i++) {
        uint8_t byte = text.bytes[i];
        bool fits = shape[i] == 'A'   ? cp_byte_is_capital(byte)
                    : shape[i] == '0' ? cp_byte_is_digit(byte)
                                      : byte == (uint8_t)shape[i];
        if (!fits) {
            return false;
        }
    }
    return true;
}

bool cp_text_is_subject(struct cp_slice text)
{
    return cp_text_has_shape(text, "00.00.00", 8);
}

bool cp_text_is_facet(struct cp_slice text)
{
    return cp_text_has_shape(text, "A00", 3);
}

bool cp_text_is_authority(struct cp_slice text)
{
    return cp_text_has_shape(text, "00000000", 8);
}

bool cp_text_is_source(struct cp_slice text)
{
    if (text.size == 0 || text.size > CP_SOURCE_MAX || !cp_text_is_utf8(text)) {
        return false;
    }
    for (size_t i = 0; i < text.size; i++) {
        uint8_t byte = text.bytes[i];
        /* U+0080 to U+009F are C2 80 to C2 9F. */
        bool is_c1 = byte == 0xC2 && text.bytes[i + 1] < 0xA0;
        if (byte < 0x20 || byte == 0x7F || is_c1) {
            return false;
        }
    }
    return true;
}
