/* Ratios in integers and as text: the one place where a figure is rounded.
 *
 * Counting rule 18: value = numerator × scale / denominator with four decimals, half away from
 * zero; denominator ≤ 0 or numerator < 0: no value. Threads: any; pure. */
#ifndef CASEPULSE_AGGREGATOR_NUMBER_H
#define CASEPULSE_AGGREGATOR_NUMBER_H

#include <stdbool.h>
#include <stdint.h>

#define CP_RATIO_TEXT_MAX 32
#define CP_RATIO_UNIT 10000 /* ten-thousandths */

/* The value in ten-thousandths, rounded; false: no value. Numerator and denominator up to 2^53. */
bool cp_ratio_value(int64_t numerator, int64_t denominator, int32_t scale, int64_t *out_value);

/* The same as text, "45.5200"; false: no value, nothing is written. */
bool cp_ratio_text(int64_t numerator, int64_t denominator, int32_t scale,
                   char out_text[CP_RATIO_TEXT_MAX]);

#endif
