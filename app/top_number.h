/* Numbers as people read them in the terminal.
 *
 * Threads: any; pure. */
#ifndef CASEPULSE_APP_TOP_NUMBER_H
#define CASEPULSE_APP_TOP_NUMBER_H

#include <stddef.h>
#include <stdint.h>

#define CP_TOP_NUMBER_MAX 40

/* "1,234,567", "-12". */
void cp_top_count_text(int64_t count, char out_text[CP_TOP_NUMBER_MAX]);

/* numerator × scale / denominator with `decimals` (0 to 4) and separators, half away from zero,
 * from the two numbers and not from the published, already rounded value (counting rule 18);
 * `none` where there is no value. */
void cp_top_ratio_text(int64_t numerator, int64_t denominator, int32_t scale, int decimals,
                       const char *none, char out_text[CP_TOP_NUMBER_MAX]);

/* Columns that a UTF-8 text takes on a screen (no wide or combining letters are used here). */
size_t cp_top_text_width(const char *text);

#endif
