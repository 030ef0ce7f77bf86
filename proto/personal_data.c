#include "personal_data.h"

#define CP_NUMBER_SIZE 11 /* DDMMYY-NNNN */

/* The Latin letters of two bytes in UTF-8: U+00AA, U+00B5, U+00BA, U+00C0 to U+024F but for the
 * signs × (U+00D7) and ÷ (U+00F7). */
static bool cp_pair_is_letter(uint8_t first, uint8_t second)
{
    if ((first & 0xE0) != 0xC0 || (second & 0xC0) != 0x80) {
        return false;
    }
    uint32_t character = ((uint32_t)(first & 0x1F) << 6) | (second & 0x3Fu);
    if (character == 0xAA || character == 0xB5 || character == 0xBA) {
        return true;
    }
    return character >= 0xC0 && character <= 0x24F && character != 0xD7 && character != 0xF7;
}

static bool cp_text_ends_in_word(struct cp_slice text, size_t end)
{
    if (end == 0) {
        return false;
    }
    uint8_t last = text.bytes[end - 1];
    if (cp_byte_is_digit(last) || cp_byte_is_letter(last)) {
        return true;
    }
    return end >= 2 && cp_pair_is_letter(text.bytes[end - 2], last);
}

static bool cp_text_begins_in_word(struct cp_slice text, size_t start)
{
    if (start == text.size) {
        return false;
    }
    uint8_t first = text.bytes[start];
    if (cp_byte_is_digit(first) || cp_byte_is_letter(first)) {
        return true;
    }
    return start + 1 < text.size && cp_pair_is_letter(first, text.bytes[start + 1]);
}

static bool cp_text_has_digits(struct cp_slice text, size_t start, size_t count)
{
    for (size_t i = start; i < start + count; i++) {
        if (!cp_byte_is_digit(text.bytes[i])) {
            return false;
        }
    }
    return true;
}

static int cp_two_digits(const uint8_t *bytes)
{
    return (bytes[0] - '0') * 10 + (bytes[1] - '0');
}

/* DDMMYY; of February 29 only the year of the century is known, and 1900 is too long ago. */
static bool cp_short_date_is_valid(const uint8_t *bytes)
{
    static const uint8_t month_lengths[] = {31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    int day = cp_two_digits(bytes);
    int month = cp_two_digits(bytes + 2);
    int year = cp_two_digits(bytes + 4);
    if (month < 1 || month > 12 || day < 1 || day > month_lengths[month - 1]) {
        return false;
    }
    return month != 2 || day != 29 || year % 4 == 0;
}

/* The digits of a number around its separator. */
static bool cp_number_stands_around(struct cp_slice text, size_t separator)
{
    const size_t start = separator - CP_NUMBER_DATE_SIZE;
    return cp_text_has_digits(text, start, CP_NUMBER_DATE_SIZE) &&
           cp_text_has_digits(text, separator + 1, CP_NUMBER_TAIL_SIZE) &&
           cp_short_date_is_valid(text.bytes + start) && !cp_text_ends_in_word(text, start) &&
           !cp_text_begins_in_word(text, start + CP_NUMBER_SIZE);
}

/* By the separators, which are rarer than digits. */
static bool cp_text_has_number(struct cp_slice text)
{
    for (size_t at = CP_NUMBER_DATE_SIZE; at + CP_NUMBER_TAIL_SIZE < text.size; at++) {
        const bool is_separator = text.bytes[at] == '-' || text.bytes[at] == ' ';
        if (is_separator && cp_number_stands_around(text, at)) {
            return true;
        }
    }
    return false;
}

static bool cp_text_has_ten_digits(struct cp_slice text)
{
    for (size_t start = 0; start + CP_TEN_DIGITS <= text.size; start++) {
        if (cp_text_has_digits(text, start, CP_TEN_DIGITS) && !cp_text_ends_in_word(text, start) &&
            !cp_text_begins_in_word(text, start + CP_TEN_DIGITS)) {
            return true;
        }
    }
    return false;
}

bool cp_personal_data_search(struct cp_slice text, bool refuse_ten_digits)
{
    return cp_text_has_number(text) || (refuse_ten_digits && cp_text_has_ten_digits(text));
}
