/* Whole numbers as decimal digits, without a format: where hundred thousands are written at once.
 *
 * Threads: any; pure. Bounded: CP_DIGITS_MAX bytes. */
#ifndef CASEPULSE_BASE_DIGITS_H
#define CASEPULSE_BASE_DIGITS_H

#include <stddef.h>
#include <stdint.h>

#define CP_DIGITS_MAX 21 /* a sign, 19 digits, the NUL */

/* Writes the number and a NUL; returns its length. */
size_t cp_digits_write(int64_t value, char out_text[CP_DIGITS_MAX]);

/* Writes the last `count` digits of a number that is not negative, leading zeros too; no NUL. */
void cp_digits_write_last(uint64_t value, size_t count, char *out_text);

#endif
