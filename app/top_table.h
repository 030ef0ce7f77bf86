/* The rows of a page as a table: cells filled, columns measured and parted by the sheet's width.
 *
 * Threads: any. Owns: its cells. Bounded: CP_TOP_COLUMNS_MAX columns. */
#ifndef CASEPULSE_APP_TOP_TABLE_H
#define CASEPULSE_APP_TOP_TABLE_H

#include "top_cell.h"
#include "top_page.h"

struct cp_top_table {
    const struct cp_top_page *page;
    bool is_compared;
    bool is_ascii;
    size_t width; /* of the sheet */
    const struct cp_top_column *columns;
    size_t column_count;
    struct cp_top_cell (*cells)[CP_TOP_COLUMNS_MAX]; /* by row */
    size_t widths[CP_TOP_COLUMNS_MAX][CP_TOP_CELL_PART_COUNT];
    size_t id_width, label_width; /* a row's id; with its name behind */
    size_t part_count;
    size_t part_first[CP_TOP_COLUMNS_MAX + 1]; /* the first column of each part, then the end */
    bool has_small, has_incomplete;
};

void cp_top_table_fill(const struct cp_top_page *page, const struct cp_top_sheet *sheet,
                       struct cp_top_table *out_table);
void cp_top_table_done(struct cp_top_table *table);

/* Adds head and rows of one part; the rows are the sheet's body. */
void cp_top_table_compose(const struct cp_top_table *table, size_t part,
                          struct cp_top_sheet *sheet);

/* What people call a row: from Redis, or a word of ours for ALL, _none and _other; "" else. */
const char *cp_top_row_name(const struct cp_top_page *page, const char *row);

#endif
