#include "casepulse/base/utf8.h"

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

size_t cp_utf8_size(const uint8_t *bytes, size_t left)
{
    if (bytes[0] < 0x80) {
        return 1;
    }
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
