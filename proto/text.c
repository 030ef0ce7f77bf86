#include "text.h"

#include "casepulse/base/utf8.h"
#include "casepulse/proto/event.h"
#include "word.h"

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

/* Bit 7 of each byte from `first` to `last`; all bytes are ASCII. */
static inline uint64_t cp_word_within(uint64_t word, uint8_t first, uint8_t last)
{
    return (word + CP_WORD_EACH(0x80 - first)) & ~(word + CP_WORD_EACH(0x7F - last));
}

/* Bit 7 of each byte that may stand in a unit's id. */
static uint64_t cp_word_unit_bytes(uint64_t word)
{
    const uint64_t in_unit = cp_word_within(word | CP_WORD_EACH(0x20), 'a', 'z') |
                             cp_word_within(word, '0', '9') | cp_word_within(word, '-', '.') |
                             cp_word_within(word, '_', '_');
    return in_unit & ~word;
}

bool cp_text_is_unit(struct cp_slice text)
{
    if (text.size == 0 || text.size > CP_UNIT_MAX) {
        return false;
    }
    const uint8_t first = text.bytes[0];
    uint64_t fits = cp_byte_is_letter(first) || cp_byte_is_digit(first) ? CP_WORD_EACH(0x80) : 0;
    for (; text.size >= CP_WORD_SIZE; text.size -= CP_WORD_SIZE, text.bytes += CP_WORD_SIZE) {
        fits &= cp_word_unit_bytes(cp_word_eight(text.bytes));
    }
    const uint64_t letters = CP_WORD_EACH('a') << 8 * text.size;
    fits &= cp_word_unit_bytes(cp_word_few(text.bytes, text.size) | letters);
    return fits == CP_WORD_EACH(0x80);
}

/* Eight bytes, digits but for those in `marks`, which are as in the shape. A digit less its '0' is
 * below 10, so that 0x76 more do not reach the highest bit. */
static bool cp_text_has_shape(struct cp_slice text, const char shape[CP_WORD_SIZE], uint64_t marks)
{
    if (text.size != CP_WORD_SIZE) {
        return false;
    }
    const uint64_t rest = cp_word_eight(text.bytes) ^ cp_word_eight((const uint8_t *)shape);
    const uint64_t beyond = (rest | (rest + CP_WORD_EACH(0x76))) & CP_WORD_EACH(0x80);
    return (beyond | (rest & marks)) == 0;
}

bool cp_text_is_subject(struct cp_slice text)
{
    return cp_text_has_shape(text, "00.00.00", UINT64_C(0x0000FF0000FF0000));
}

bool cp_text_is_authority(struct cp_slice text)
{
    return cp_text_has_shape(text, "00000000", 0);
}

bool cp_text_is_facet(struct cp_slice text)
{
    return text.size == 3 && cp_byte_is_capital(text.bytes[0]) && cp_byte_is_digit(text.bytes[1]) &&
           cp_byte_is_digit(text.bytes[2]);
}

/* Bit 7 of each byte that is not from ' ' to '~': 0x60 more reach it from ' ' on, one more from DEL
 * on. What a byte beyond ASCII carries over spoils only what is told already. */
static uint64_t cp_word_not_printable(uint64_t word)
{
    return (word | ~(word + CP_WORD_EACH(0x60)) | (word + CP_WORD_EACH(0x01))) & CP_WORD_EACH(0x80);
}

static bool cp_text_is_printable_ascii(struct cp_slice text)
{
    uint64_t bits = 0;
    for (; text.size >= CP_WORD_SIZE; text.size -= CP_WORD_SIZE, text.bytes += CP_WORD_SIZE) {
        bits |= cp_word_not_printable(cp_word_eight(text.bytes));
    }
    const uint64_t spaces = CP_WORD_EACH(' ') << 8 * text.size;
    return (bits | cp_word_not_printable(cp_word_few(text.bytes, text.size) | spaces)) == 0;
}

static bool cp_text_is_without_controls(struct cp_slice text)
{
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

bool cp_text_is_source(struct cp_slice text)
{
    if (text.size == 0 || text.size > CP_SOURCE_MAX) {
        return false;
    }
    return cp_text_is_printable_ascii(text) ||
           (cp_text_is_utf8(text) && cp_text_is_without_controls(text));
}
