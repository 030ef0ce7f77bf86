/* One figure of one row as texts: value, parts, and what changed.
 *
 * The value is rounded anew from numerator and denominator (counting rule 18), the change computed
 * from the unrounded values (rule 21). What does not exist reads "–", never 0. Threads: any; pure.
 */
#ifndef CASEPULSE_APP_TOP_CELL_H
#define CASEPULSE_APP_TOP_CELL_H

#include "casepulse/store/reader.h"

#include "top_column.h"
#include "top_number.h"

#define CP_TOP_NONE "–"
#define CP_TOP_SMALL_MARK '*'

enum cp_top_cell_part {
    CP_TOP_CELL_VALUE,   /* "53.8" */
    CP_TOP_CELL_PARTS,   /* "505/939" */
    CP_TOP_CELL_CHANGE,  /* "+1.2" */
    CP_TOP_CELL_PERCENT, /* "-14.9%" */
    CP_TOP_CELL_PART_COUNT
};

#define CP_TOP_CELL_MAX (2 * CP_TOP_NUMBER_MAX + 4)

/* A part that the figure's kind does not have is "". */
struct cp_top_cell {
    char parts[CP_TOP_CELL_PART_COUNT][CP_TOP_CELL_MAX];
    bool is_small;
};

/* With `is_compared` the change against the row's other window is told. */
void cp_top_cell_fill(const struct cp_top_column *column, const struct cp_view_row *row,
                      enum cp_top_language language, bool is_compared,
                      struct cp_top_cell *out_cell);

#endif
