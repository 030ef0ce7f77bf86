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

/* Digits around the separator of a number. */
#define CP_NUMBER_DATE_SIZE 6
#define CP_NUMBER_TAIL_SIZE 4

/* Of a text that is long enough. */
bool cp_personal_data_search(struct cp_slice text, bool refuse_ten_digits);

/* One of the bytes may be a hyphen or a space; zeroes are not. Both, and six more, have these bits
 * out of eight: of each other byte something is left. */
static inline bool cp_word_may_separate(uint64_t word)
{
    const uint64_t rest = (word ^ CP_WORD_EACH(0x20)) & CP_WORD_EACH(0x72);
    return (((rest + CP_WORD_EACH(0x7E)) | word) & CP_WORD_EACH(0x80)) != CP_WORD_EACH(0x80);
}

/* One of those bytes of the text that have as much on either side as a number has: from the last
 * of them eight at a time, without those before the first. The text is long enough. */
static inline bool cp_text_may_have_number(struct cp_slice text)
{
    const uint8_t *first = text.bytes + CP_NUMBER_DATE_SIZE;
    const uint8_t *end = text.bytes + text.size - CP_NUMBER_TAIL_SIZE;
    for (; end - first >= CP_WORD_SIZE; end -= CP_WORD_SIZE) {
        if (cp_word_may_separate(cp_word_eight(end - CP_WORD_SIZE))) {
            return true;
        }
    }
    const size_t left = (size_t)(end - first);
    if (left == 0) {
        return false;
    }
    /* A single one is the seventh byte of the text: one more is taken, or there were not eight. */
    const size_t taken = left > 1 ? left : 2;
    const uint64_t word = cp_word_eight(first + taken - CP_WORD_SIZE);
    return cp_word_may_separate(word >> 8 * (CP_WORD_SIZE - taken));
}

/* False: cp_personal_data_find finds nothing; true: it has to look. */
static inline bool cp_personal_data_may_be(struct cp_slice text, bool refuse_ten_digits)
{
    return text.size >= CP_TEN_DIGITS && (refuse_ten_digits || cp_text_may_have_number(text));
}

/* `refuse_ten_digits`: exactly ten digits in a row with no letter or digit beside them are found
 * as well, whatever date they begin with. The text need not be UTF-8 (a key). */
static inline bool cp_personal_data_find(struct cp_slice text, bool refuse_ten_digits)
{
    return cp_personal_data_may_be(text, refuse_ten_digits) &&
           cp_personal_data_search(text, refuse_ten_digits);
}

#endif
