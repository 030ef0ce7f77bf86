/* The rows of the picture: ALL, the administrations, then units in the order of their appearance.
 *
 * Threads: one. Owns: rows and their counts. */
#ifndef CASEPULSE_PICTURE_ROWS_H
#define CASEPULSE_PICTURE_ROWS_H

#include <stddef.h>
#include <stdint.h>

#include "casepulse/aggregator/picture.h"

struct cp_picture_rows {
    size_t count, capacity;
    struct cp_picture_row *rows;
};

/* With the wide rows in place, all counts zero. */
void cp_picture_rows_init(struct cp_picture_rows *rows);
void cp_picture_rows_done(struct cp_picture_rows *rows);

/* All counts to zero. */
void cp_picture_rows_zero(struct cp_picture_rows *rows);

/* Index of an administration's row. */
uint32_t cp_picture_rows_wide(uint8_t administration);

/* Index of a unit's row, which is added if it is new. */
uint32_t cp_picture_rows_unit(struct cp_picture_rows *rows, uint8_t administration,
                              const struct cp_short_text *unit);

#endif
