/* Text as it comes onto a screen: how wide it is, and how it is cut.
 *
 * A terminal that knows no UTF-8 gets letters of its own ("ø" becomes "oe"); what is no text, or
 * would steer the terminal, becomes "?". Threads: any; pure.
 * Bounded: combining accents take no column, every other letter one; wide letters are not known. */
#ifndef CASEPULSE_APP_TOP_TEXT_H
#define CASEPULSE_APP_TOP_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

/* Columns that a text takes. */
size_t cp_top_text_width(const char *text, bool is_ascii);

/* Writes a text cut to `columns_max`, its last column then an ellipsis. Returns its columns. */
size_t cp_top_text_write(FILE *out, const char *text, size_t columns_max, bool is_ascii);

/* The same, filled up with blanks behind (or before) to exactly `columns`. */
void cp_top_text_write_left(FILE *out, const char *text, size_t columns, bool is_ascii);
void cp_top_text_write_right(FILE *out, const char *text, size_t columns, bool is_ascii);

#endif
