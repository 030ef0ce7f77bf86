/* A sheet: the columns of `fig`, from the table of figures, and a hash as a line of numbers in
 * them. What was published is kept as such a line, so the changed fields are those that differ.
 *
 * Threads: any; constant once created. Owns: its texts. */
#ifndef CASEPULSE_STORE_SHEET_H
#define CASEPULSE_STORE_SHEET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "casepulse/aggregator/catalogue.h"
#include "casepulse/aggregator/line.h"

#include "transaction.h"

#define CP_CELL_NONE CP_LINE_NONE /* the field is absent */

enum cp_cell_format {
    CP_CELL_INTEGER,
    CP_CELL_RATIO /* ten-thousandths, written with four decimals */
};

/* What stands in the columns of a percentile of durations, in their order. */
enum cp_duration_part { CP_DURATION_PART_VALUE, CP_DURATION_PART_SMALL, CP_DURATION_PART_COUNT };

/* What stands in a ratio's four columns, in their order. */
enum cp_ratio_part {
    CP_RATIO_PART_VALUE,
    CP_RATIO_PART_NUMERATOR,
    CP_RATIO_PART_DENOMINATOR,
    CP_RATIO_PART_SMALL,
    CP_RATIO_PART_COUNT
};

struct cp_column {
    char *name;  /* the field */
    char *ready; /* the same as resp.h writes it */
    size_t ready_size;
    enum cp_cell_format format;
};

struct cp_column_name {
    const char *name;
    size_t column;
};

struct cp_sheet {
    bool is_city; /* a ratio looks at the row ALL */
    struct cp_line_plan *plan;
    size_t counter_count, ratio_count, column_count;
    uint16_t counters[CP_COUNTER_COUNT];
    uint16_t ratios[CP_RATIO_COUNT];
    bool has_durations;  /* of wide rows only */
    bool has_incomplete; /* of units only */
    size_t headline_count;
    size_t headlines[CP_HEADLINE_MAX]; /* columns of the headline counters, in table order */
    struct cp_column_name *names;      /* in the order of their bytes */
    struct cp_column *columns;         /* counters, ratios in their parts, what is marked above */
};

/* All figures that the catalogue names, or those published for units. */
struct cp_sheet *cp_sheet_create(const struct cp_catalogue *catalogue, bool is_unit);
void cp_sheet_free(struct cp_sheet *sheet);

/* The column of a part of a ratio that the sheet has. */
size_t cp_sheet_ratio_column(const struct cp_sheet *sheet, uint16_t ratio, enum cp_ratio_part part);

/* The line of a row and window. A ratio is `small` if 0 < denominator < min_denominator, a
 * duration if that holds of the decisions that are timed. */
void cp_sheet_fill(const struct cp_sheet *sheet, const struct cp_picture *picture,
                   const struct cp_picture_row *row, enum cp_window window, int64_t min_denominator,
                   int64_t *out_cells);

/* Sets and removes the fields of the open hash in which `cells` differs from `published`, and
 * makes them equal. */
void cp_sheet_publish(const struct cp_sheet *sheet, struct cp_transaction *transaction,
                      const int64_t *cells, int64_t *published);

/* One cell under any field name; true if it changed. */
bool cp_cell_publish(struct cp_transaction *transaction, const char *field,
                     enum cp_cell_format format, int64_t cell, int64_t *published);

/* A number as its field's text; returns its length. */
#define CP_CELL_TEXT_MAX 32
size_t cp_cell_text(enum cp_cell_format format, int64_t cell, char out_text[CP_CELL_TEXT_MAX]);

/* The number that such a text stands for; false: no tick writes that text. */
bool cp_cell_parse(enum cp_cell_format format, const char *text, int64_t *out_cell);

/* The column of a field; false: the sheet has none. */
bool cp_sheet_find(const struct cp_sheet *sheet, const char *name, size_t *out_column);

/* `count` cells, all absent. */
int64_t *cp_sheet_cells_create(size_t count);
void cp_sheet_cells_clear(int64_t *cells, size_t count);

#endif
