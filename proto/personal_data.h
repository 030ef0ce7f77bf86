/* Finds what looks like a Danish national id number (CPR-nummer) in a text.
 *
 * Such a number is DDMMYY, a hyphen or a space, and four digits; the date exists (29 February in
 * each fourth year, the century being unknown) and no letter or digit stands beside it. Letters are
 * those of ASCII and the Latin ones up to U+024F, the Danish ones among them. Any other character
 * beside it leaves it a number: in doubt the record is refused.
 *
 * Threads: any. */
#ifndef CASEPULSE_PERSONAL_DATA_H
#define CASEPULSE_PERSONAL_DATA_H

#include <stdbool.h>

#include "text.h"

#define CP_TEN_DIGITS 10 /* nothing shorter is looked for */

/* Of a text that is long enough. */
bool cp_personal_data_search(struct cp_slice text, bool refuse_ten_digits);

/* `refuse_ten_digits`: exactly ten digits in a row with no letter or digit beside them are found
 * as well, whatever date they begin with. The text need not be UTF-8 (a key). */
static inline bool cp_personal_data_find(struct cp_slice text, bool refuse_ten_digits)
{
    return text.size >= CP_TEN_DIGITS && cp_personal_data_search(text, refuse_ten_digits);
}

#endif
