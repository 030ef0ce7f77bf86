#include "top_number.h"

#include <inttypes.h>
#include <stdio.h>

#include "casepulse/aggregator/number.h"

static const struct {
    char group, point;
} cp_separators[CP_TOP_LANGUAGE_COUNT] = {
    [CP_TOP_ENGLISH] = {',', '.'},
    [CP_TOP_DANISH] = {'.', ','},
};

void cp_top_number_text(enum cp_top_language language, int64_t number, int decimals, bool is_signed,
                        char out_text[CP_TOP_NUMBER_MAX])
{
    const uint64_t size = number < 0 ? 0 - (uint64_t)number : (uint64_t)number;
    const uint64_t unit = (uint64_t)cp_decimal_unit(decimals);
    char digits[24];
    const int count = snprintf(digits, sizeof(digits), "%" PRIu64, size / unit);
    size_t used = 0;
    if (number < 0 || (is_signed && number > 0)) {
        out_text[used++] = number < 0 ? '-' : '+';
    }
    for (int at = 0; at < count; at++) {
        if (at > 0 && (count - at) % 3 == 0) {
            out_text[used++] = cp_separators[language].group;
        }
        out_text[used++] = digits[at];
    }
    if (decimals > 0) {
        out_text[used++] = cp_separators[language].point;
    }
    for (uint64_t place = unit / 10; place > 0; place /= 10) {
        out_text[used++] = (char)('0' + size / place % 10);
    }
    out_text[used] = '\0';
}

void cp_top_count_text(enum cp_top_language language, int64_t count,
                       char out_text[CP_TOP_NUMBER_MAX])
{
    cp_top_number_text(language, count, 0, false, out_text);
}
