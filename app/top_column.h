/* The pages of `top` and their columns (top_columns.def).
 *
 * Threads: any; constant. */
#ifndef CASEPULSE_APP_TOP_COLUMN_H
#define CASEPULSE_APP_TOP_COLUMN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "top_word.h"

enum cp_top_page_name {
#define PAGE(name, en, da) CP_TOP_PAGE_##name,
#include "top_columns.def"
    CP_TOP_PAGE_COUNT
};

enum cp_top_kind {
    CP_TOP_COUNT,
    CP_TOP_SHARE,    /* percent, with its numerator and denominator */
    CP_TOP_PERCENT,  /* percent alone */
    CP_TOP_PER_1000, /* per thousand */
    CP_TOP_MEAN,     /* days for each */
    CP_TOP_DAYS,     /* whole days, as published */
    CP_TOP_KIND_COUNT
};

struct cp_top_kind_row {
    int32_t scale; /* of a ratio; 0: the figure is a whole number */
    int decimals;
    bool has_parts;   /* "505/939" beside the value */
    bool has_percent; /* a change is told in percent too (counting rule 21) */
};

extern const struct cp_top_kind_row cp_top_kinds[CP_TOP_KIND_COUNT];

struct cp_top_column {
    enum cp_top_page_name page;
    const char *figure; /* its id: the field in Redis */
    enum cp_top_kind kind;
    const char *heads[CP_TOP_LANGUAGE_COUNT];
};

/* One of the two lines (0, 1) of a column's head; "" or a text in `out_text`. */
#define CP_TOP_HEAD_MAX 40
void cp_top_column_head(const struct cp_top_column *column, enum cp_top_language language, int line,
                        char out_text[CP_TOP_HEAD_MAX]);

/* The columns of a page. */
#define CP_TOP_COLUMNS_MAX 16 /* of one page */
const struct cp_top_column *cp_top_columns_of(enum cp_top_page_name page, size_t *out_count);

const char *cp_top_page_title(enum cp_top_page_name page, enum cp_top_language language);

/* The page of a title in any language, or −1. */
int cp_top_page_find(const char *title);

#endif
