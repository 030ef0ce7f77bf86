/* Ratios in integers and as text: the one place where a figure is rounded. Changes between two
 * windows are change.h.
 *
 * Counting rule 18: value = numerator × scale / denominator with four decimals, half away from
 * zero; denominator ≤ 0 or numerator < 0: no value. Threads: any; pure. */
#ifndef CASEPULSE_AGGREGATOR_NUMBER_H
#define CASEPULSE_AGGREGATOR_NUMBER_H

#include <stdbool.h>
#include <stdint.h>

#define CP_RATIO_TEXT_MAX 32
#define CP_RATIO_UNIT 10000 /* ten-thousandths */
#define CP_DECIMALS_MAX 4

/* 10 to the power of `decimals`, 0 to CP_DECIMALS_MAX. */
int64_t cp_decimal_unit(int decimals);

/* The value in units of the last of `decimals` decimals, rounded once; false: no value, or one
 * beyond 63 bits. */
bool cp_ratio_rounded(int64_t numerator, int64_t denominator, int32_t scale, int decimals,
                      int64_t *out_value);

/* The value as it is published, in ten-thousandths; false: no value. Numerator and denominator up
 * to 2^53. */
bool cp_ratio_value(int64_t numerator, int64_t denominator, int32_t scale, int64_t *out_value);

/* The same as text, "45.5200"; false: no value, nothing is written. */
bool cp_ratio_text(int64_t numerator, int64_t denominator, int32_t scale,
                   char out_text[CP_RATIO_TEXT_MAX]);

#endif
