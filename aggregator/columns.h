/* Which counters one fact moves: the meaning of each event type, as columns of its block.
 *
 * Threads: any; pure. */
#ifndef CASEPULSE_COLUMNS_H
#define CASEPULSE_COLUMNS_H

#include <stdint.h>

#include "casepulse/proto/event.h"

/* A complaint of 32 points touches at most: itself, its kinds, body, themes and points, twice. */
#define CP_TOUCHES_MAX 160

/* Columns of the block of the fact's type, each with what is added; a column may come twice. */
struct cp_touches {
    int count;
    uint8_t columns[CP_TOUCHES_MAX];
    uint8_t weights[CP_TOUCHES_MAX];
};

/* The receiver's or only row of a fact: everything but moved_out. */
void cp_columns_of(const struct cp_fact *fact, struct cp_touches *out_touches);

/* The column of moved_out in the block of UNIT_CHANGED. */
uint8_t cp_column_moved_out(void);

#endif
