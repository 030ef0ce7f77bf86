#include "casepulse/aggregator/number.h"

#include <inttypes.h>
#include <stdio.h>

#include "casepulse/base/assert.h"

/* Numerator × scale × 10,000 may pass 2^63. */
__extension__ typedef __int128 cp_wide;

int64_t cp_decimal_unit(int decimals)
{
    static const int64_t units[CP_DECIMALS_MAX + 1] = {1, 10, 100, 1000, 10000};
    CP_ASSERT(decimals >= 0 && decimals <= CP_DECIMALS_MAX);
    return units[decimals];
}

/* Whether the same fits 63 bits, where a division takes a fifth of the time. */
static bool cp_ratio_is_narrow(int64_t numerator, int64_t denominator, int32_t scale)
{
    return numerator < INT64_C(1) << 37 && denominator < INT64_C(1) << 61 && scale <= 1000;
}

bool cp_ratio_rounded(int64_t numerator, int64_t denominator, int32_t scale, int decimals,
                      int64_t *out_value)
{
    if (denominator <= 0 || numerator < 0) {
        return false;
    }
    if (cp_ratio_is_narrow(numerator, denominator, scale)) {
        const int64_t twice = 2 * numerator * scale * cp_decimal_unit(decimals);
        *out_value = (twice + denominator) / (2 * denominator);
        return true;
    }
    const cp_wide scaled = (cp_wide)numerator * scale * cp_decimal_unit(decimals);
    /* Both are positive here, so "half away from zero" is "half up". */
    const cp_wide rounded = (scaled * 2 + denominator) / ((cp_wide)denominator * 2);
    if (rounded > INT64_MAX) {
        return false;
    }
    *out_value = (int64_t)rounded;
    return true;
}

bool cp_ratio_value(int64_t numerator, int64_t denominator, int32_t scale, int64_t *out_value)
{
    return cp_ratio_rounded(numerator, denominator, scale, CP_DECIMALS_MAX, out_value);
}

bool cp_ratio_text(int64_t numerator, int64_t denominator, int32_t scale,
                   char out_text[CP_RATIO_TEXT_MAX])
{
    int64_t value = 0;
    if (!cp_ratio_value(numerator, denominator, scale, &value)) {
        return false;
    }
    (void)snprintf(out_text, CP_RATIO_TEXT_MAX, "%" PRId64 ".%04d", value / CP_RATIO_UNIT,
                   (int)(value % CP_RATIO_UNIT));
    return true;
}
