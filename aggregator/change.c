#include "casepulse/aggregator/change.h"

#include "casepulse/aggregator/number.h"

/* Two numerators × two denominators × scale may pass 2^63. */
__extension__ typedef __int128 cp_change_wide;

static bool cp_change_fits(int64_t number)
{
    return number >= -CP_CHANGE_MAX && number <= CP_CHANGE_MAX;
}

/* above / below with below > 0, half away from zero. */
static bool cp_change_divide(cp_change_wide above, cp_change_wide below, int64_t *out_value)
{
    const cp_change_wide size = above < 0 ? -above : above;
    const cp_change_wide rounded = (size * 2 + below) / (below * 2);
    if (rounded > INT64_MAX) {
        return false;
    }
    *out_value = (int64_t)(above < 0 ? -rounded : rounded);
    return true;
}

bool cp_change_count(int64_t value, int64_t other, int64_t *out_change)
{
    if (!cp_change_fits(value) || !cp_change_fits(other)) {
        return false;
    }
    *out_change = value - other;
    return true;
}

bool cp_change_percent(int64_t value, int64_t other, int decimals, int64_t *out_percent)
{
    int64_t change = 0;
    if (other <= 0 || !cp_change_count(value, other, &change)) {
        return false;
    }
    return cp_change_divide((cp_change_wide)change * 100 * cp_decimal_unit(decimals), other,
                            out_percent);
}

static bool cp_fraction_has_value(struct cp_fraction fraction)
{
    return fraction.numerator >= 0 && fraction.denominator > 0 &&
           cp_change_fits(fraction.numerator) && cp_change_fits(fraction.denominator);
}

bool cp_change_ratio(struct cp_fraction value, struct cp_fraction other, int32_t scale,
                     int decimals, int64_t *out_change)
{
    if (!cp_fraction_has_value(value) || !cp_fraction_has_value(other)) {
        return false;
    }
    const cp_change_wide above = (cp_change_wide)value.numerator * other.denominator -
                                 (cp_change_wide)other.numerator * value.denominator;
    return cp_change_divide(above * scale * cp_decimal_unit(decimals),
                            (cp_change_wide)value.denominator * other.denominator, out_change);
}
