#include "text.h"

#include "casepulse/base/utf8.h"
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

bool cp_text_is_utf8(struct cp_slice text)
{
    size_t at = 0;
    while (at < text.size) {
        const size_t size = cp_utf8_size(text.bytes + at, text.size - at);
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
