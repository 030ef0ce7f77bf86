/* A picture as text: a line for each key, as it would stand in Redis: key, field, value, field,
 * value …, all between tabs; of a set its members.
 *
 * Threads: one. */
#ifndef CASEPULSE_LOOK_SHOW_H
#define CASEPULSE_LOOK_SHOW_H

#include <stdio.h>

#include "casepulse/aggregator/picture.h"

struct cp_look_sheets;

struct cp_look_sheets *cp_look_sheets_create(const struct cp_catalogue *catalogue,
                                             int64_t min_denominator);
void cp_look_sheets_free(struct cp_look_sheets *sheets);

/* index, win, fig and days. */
void cp_look_show(const struct cp_look_sheets *sheets, const struct cp_picture *picture, FILE *out);

/* "state" and the lines of the state digest. */
void cp_look_show_state(struct cp_totals *totals, FILE *out);

#endif
