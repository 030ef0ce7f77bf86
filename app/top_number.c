#include "top_number.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "casepulse/base/assert.h"

/* Numerator × scale × 10,000 may pass 2^63. */
__extension__ typedef __int128 cp_top_wide;

void cp_top_count_text(int64_t count, char out_text[CP_TOP_NUMBER_MAX])
{
    char digits[24];
    const int size = snprintf(digits, sizeof(digits), "%lld", (long long)count);
    size_t used = 0;
    for (int at = 0; at < size; at++) {
        const int left = size - at;
        const bool is_inside = at > 0 && digits[at - 1] != '-';
        if (is_inside && left % 3 == 0) {
            out_text[used++] = ',';
        }
        out_text[used++] = digits[at];
    }
    out_text[used] = '\0';
}

void cp_top_ratio_text(int64_t numerator, int64_t denominator, int32_t scale, int decimals,
                       const char *none, char out_text[CP_TOP_NUMBER_MAX])
{
    static const int64_t powers[] = {1, 10, 100, 1000, 10000};
    CP_ASSERT(decimals >= 0 && decimals <= 4);
    if (denominator <= 0 || numerator < 0) {
        (void)snprintf(out_text, CP_TOP_NUMBER_MAX, "%s", none);
        return;
    }
    const int64_t power = powers[decimals];
    const cp_top_wide above = (cp_top_wide)numerator * scale * power;
    const cp_top_wide rounded = (above * 2 + denominator) / ((cp_top_wide)denominator * 2);
    const int64_t value = rounded > INT64_MAX ? INT64_MAX : (int64_t)rounded;
    cp_top_count_text(value / power, out_text);
    /* The digits behind the point, with their zeroes: those of 1.dddd after its "1". */
    char digits[24];
    (void)snprintf(digits, sizeof(digits), "%lld", (long long)(power + value % power));
    digits[0] = '.';
    if (decimals > 0) {
        const size_t used = strlen(out_text);
        (void)snprintf(out_text + used, CP_TOP_NUMBER_MAX - used, "%s", digits);
    }
}

size_t cp_top_text_width(const char *text)
{
    size_t width = 0;
    for (; *text != '\0'; text++) {
        width += ((unsigned char)*text & 0xC0) != 0x80 ? 1 : 0;
    }
    return width;
}
