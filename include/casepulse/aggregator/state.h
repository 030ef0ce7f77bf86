/* The counted state, value by value: for the digest by which live, replay and oracle are compared.
 *
 * Threads: the publisher's. */
#ifndef CASEPULSE_AGGREGATOR_STATE_H
#define CASEPULSE_AGGREGATOR_STATE_H

#include <stddef.h>
#include <stdint.h>

#include "casepulse/aggregator/picture.h"

/* One line of the state, NUL-terminated, without a line end:
 * "unit,administration,date,counter,value" with the unit and administration as sent, or
 * "verdict,sum" over all partitions. */
#define CP_STATE_LINE_MAX 160

/* All lines in ascending order of their bytes, without zero values and without `rev`, which tells
 * of arrivals and not of counts. `*out_lines` holds `*out_count` lines of CP_STATE_LINE_MAX bytes
 * each and is the caller's to free. */
void cp_totals_state_lines(struct cp_totals *totals, char (**out_lines)[CP_STATE_LINE_MAX],
                           size_t *out_count);

#endif
