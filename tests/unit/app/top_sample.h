/* A view made by hand, as a reader would bring it, and the page that `top` makes of it. */
#ifndef CASEPULSE_TESTS_TOP_SAMPLE_H
#define CASEPULSE_TESTS_TOP_SAMPLE_H

#include "top_page.h"

#define VALUES(array)                                                                              \
    {                                                                                              \
        sizeof(array) / sizeof((array)[0]), array                                                  \
    }

/* Reading of 21 May 2013: ALL, OKF without anything to divide by, BIF incomplete; compared with a
 * window that is covered. Constant but for the copy. */
struct cp_view top_sample_view(void);

/* The reporting year on the page of the overview, in English. */
struct cp_top_choice top_sample_choice(void);

/* The lines of one page as text, to be freed. */
char *top_sample_text(const struct cp_view *view, const struct cp_top_choice *choice, size_t width,
                      const char *trouble);

/* Fails unless `part` stands in `text`. */
void top_sample_has(const char *text, const char *part);

#endif
