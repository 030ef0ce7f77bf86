/* The rows of the picture: ALL, the administrations, then units in the order of their appearance.
 *
 * Threads: one. Owns: rows and their counts. */
#ifndef CASEPULSE_PICTURE_ROWS_H
#define CASEPULSE_PICTURE_ROWS_H

#include <stddef.h>
#include <stdint.h>

#include "casepulse/aggregator/picture.h"

/* How the counts of a kind of rows are laid out: a window's stand together, stored ones first. */
struct cp_row_shape {
    uint32_t windows;                /* mask of those it has */
    size_t offsets[CP_WINDOW_COUNT]; /* where a window's counts begin */
    int16_t places[CP_STORED_COUNT]; /* where a counter stands among them, or −1 */
    size_t stored_count;             /* how many of a window's are stored counters */
};

struct cp_picture_rows {
    struct cp_row_shape wide, unit;
    size_t wide_count;
    size_t count, capacity;
    struct cp_picture_row *rows;
    struct cp_administration_key administrations[CP_WIDE_MAX]; /* of the wide rows */
    uint16_t wide_of[UINT8_MAX + 1];                           /* administration → its row */
    size_t table_size;
    uint32_t *table; /* hash of a unit's row → its place in rows */
};

/* With the wide rows in place, all counts zero. */
void cp_picture_rows_init(struct cp_picture_rows *rows, const struct cp_organisation *organisation);
void cp_picture_rows_done(struct cp_picture_rows *rows);

/* Index of the row of an administration of the organisation. */
uint32_t cp_picture_rows_wide(const struct cp_picture_rows *rows, uint8_t administration);

/* Index of a unit's row, which is added if it is new. */
uint32_t cp_picture_rows_unit(struct cp_picture_rows *rows, uint8_t administration,
                              const struct cp_short_text *unit);

/* Adds to a stored counter in all of `windows` (a mask) that the row has. */
void cp_picture_rows_add(struct cp_picture_rows *rows, uint32_t row, uint32_t windows,
                         uint16_t counter, int64_t delta);

/* All stored counters of some windows to zero. */
void cp_picture_rows_zero(struct cp_picture_rows *rows, uint32_t windows);

void cp_picture_rows_touch_all(struct cp_picture_rows *rows);

/* True if every row of `rows` is one of `others` as well, the wide ones in their places. */
bool cp_picture_rows_are_within(const struct cp_picture_rows *rows, struct cp_picture_rows *others);

/* The unit in the name of a unit's row. */
const char *cp_picture_row_unit(const struct cp_picture_row *row);

#endif
