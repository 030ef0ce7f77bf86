#include "casepulse/base/digits.h"

#include <string.h>

static const char cp_digit_pairs[] = "00010203040506070809"
                                     "10111213141516171819"
                                     "20212223242526272829"
                                     "30313233343536373839"
                                     "40414243444546474849"
                                     "50515253545556575859"
                                     "60616263646566676869"
                                     "70717273747576777879"
                                     "80818283848586878889"
                                     "90919293949596979899";

static size_t cp_digits_count(uint64_t value)
{
    size_t count = 1;
    for (; value >= 100; value /= 100) {
        count += 2;
    }
    return count + (value >= 10 ? 1 : 0);
}

void cp_digits_write_last(uint64_t value, size_t count, char *out_text)
{
    for (; count >= 2; count -= 2, value /= 100) {
        memcpy(out_text + count - 2, &cp_digit_pairs[value % 100 * 2], 2);
    }
    if (count == 1) {
        out_text[0] = (char)('0' + value % 10);
    }
}

size_t cp_digits_write(int64_t value, char out_text[CP_DIGITS_MAX])
{
    const size_t sign = value < 0 ? 1 : 0;
    const uint64_t size_of_value = sign != 0 ? UINT64_C(0) - (uint64_t)value : (uint64_t)value;
    const size_t count = cp_digits_count(size_of_value);
    out_text[0] = '-';
    cp_digits_write_last(size_of_value, count, out_text + sign);
    out_text[sign + count] = '\0';
    return sign + count;
}
