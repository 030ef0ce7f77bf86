/* Numbers as people read them in the terminal: "1,234.5", in Danish "1.234,5".
 *
 * Threads: any; pure. */
#ifndef CASEPULSE_APP_TOP_NUMBER_H
#define CASEPULSE_APP_TOP_NUMBER_H

#include <stdbool.h>
#include <stdint.h>

#include "top_word.h"

#define CP_TOP_NUMBER_MAX 40

/* A number in units of the last of `decimals` decimals (at most 4); with `is_signed` a positive one
 * has its sign too. */
void cp_top_number_text(enum cp_top_language language, int64_t number, int decimals, bool is_signed,
                        char out_text[CP_TOP_NUMBER_MAX]);

/* A whole number. */
void cp_top_count_text(enum cp_top_language language, int64_t count,
                       char out_text[CP_TOP_NUMBER_MAX]);

#endif
