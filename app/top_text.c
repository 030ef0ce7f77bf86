#include "top_text.h"

#include <string.h>

/* One letter of a text: the bytes that it takes there, those written for it, and its columns. */
struct cp_letter {
    size_t size;
    const char *written;
    size_t written_size;
    size_t columns;
};

static const struct {
    const char *letter;
    const char *ascii;
} cp_ascii_letters[] = {
    {"æ", "ae"}, {"ø", "oe"}, {"å", "aa"}, {"Æ", "Ae"}, {"Ø", "Oe"},
    {"Å", "Aa"}, {"é", "e"},  {"ö", "oe"}, {"ä", "ae"}, {"ü", "ue"},
    {"–", "-"},  {"…", "~"},  {"×", "x"},  {"µ", "u"},  {"·", "-"},
};

static bool cp_is_continuation(unsigned char byte)
{
    return (byte & 0xC0) == 0x80;
}

/* Bytes of a letter by its first one; 0: none begins so. */
static size_t cp_letter_size_by_lead(unsigned char lead)
{
    if (lead < 0xC2 || lead >= 0xF5) {
        return 0;
    }
    return lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
}

/* The bytes of the letter that a text begins with; 0 for a control character or no UTF-8. */
static size_t cp_letter_size(const char *text)
{
    const unsigned char *bytes = (const unsigned char *)text;
    if (bytes[0] < 0x80) {
        return bytes[0] >= 0x20 && bytes[0] != 0x7F ? 1 : 0;
    }
    if (bytes[0] == 0xC2 && bytes[1] < 0xA0) {
        return 0; /* U+0080 to U+009F: controls too */
    }
    const size_t size = cp_letter_size_by_lead(bytes[0]);
    for (size_t at = 1; at < size; at++) {
        if (!cp_is_continuation(bytes[at])) {
            return 0;
        }
    }
    return size;
}

/* U+0300 to U+036F. */
static bool cp_is_combining(const char *text)
{
    const unsigned char *bytes = (const unsigned char *)text;
    return bytes[0] == 0xCC || (bytes[0] == 0xCD && bytes[1] < 0xB0);
}

static struct cp_letter cp_letter_ascii(const char *text, size_t size)
{
    for (size_t at = 0; at < sizeof(cp_ascii_letters) / sizeof(cp_ascii_letters[0]); at++) {
        const char *letter = cp_ascii_letters[at].letter;
        if (strlen(letter) == size && memcmp(letter, text, size) == 0) {
            const size_t columns = strlen(cp_ascii_letters[at].ascii);
            return (struct cp_letter){size, cp_ascii_letters[at].ascii, columns, columns};
        }
    }
    return (struct cp_letter){size, "?", 1, 1};
}

static struct cp_letter cp_letter_of(const char *text, bool is_ascii)
{
    const size_t size = cp_letter_size(text);
    if (size == 0) {
        return (struct cp_letter){1, "?", 1, 1};
    }
    if (size == 2 && cp_is_combining(text)) {
        return (struct cp_letter){size, text, is_ascii ? 0 : size, 0};
    }
    if (size > 1 && is_ascii) {
        return cp_letter_ascii(text, size);
    }
    return (struct cp_letter){size, text, size, 1};
}

size_t cp_top_text_width(const char *text, bool is_ascii)
{
    size_t columns = 0;
    while (*text != '\0') {
        const struct cp_letter letter = cp_letter_of(text, is_ascii);
        columns += letter.columns;
        text += letter.size;
    }
    return columns;
}

size_t cp_top_text_write(FILE *out, const char *text, size_t columns_max, bool is_ascii)
{
    const size_t width = cp_top_text_width(text, is_ascii);
    const bool is_cut = width > columns_max;
    const size_t room = is_cut && columns_max > 0 ? columns_max - 1 : columns_max;
    size_t columns = 0;
    while (*text != '\0') {
        const struct cp_letter letter = cp_letter_of(text, is_ascii);
        if (columns + letter.columns > room) {
            break;
        }
        (void)fwrite(letter.written, 1, letter.written_size, out);
        columns += letter.columns;
        text += letter.size;
    }
    if (is_cut && columns_max > 0) {
        (void)fputs(is_ascii ? "~" : "…", out);
        columns++;
    }
    return columns;
}

void cp_top_text_write_left(FILE *out, const char *text, size_t columns, bool is_ascii)
{
    const size_t used = cp_top_text_write(out, text, columns, is_ascii);
    (void)fprintf(out, "%*s", (int)(columns - used), "");
}

void cp_top_text_write_right(FILE *out, const char *text, size_t columns, bool is_ascii)
{
    const size_t width = cp_top_text_width(text, is_ascii);
    (void)fprintf(out, "%*s", (int)(columns > width ? columns - width : 0), "");
    (void)cp_top_text_write(out, text, columns, is_ascii);
}
