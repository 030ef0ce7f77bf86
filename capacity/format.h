/* Numbers as people read them: "1,234,567", "97.4 %", "3 min 20 s", "64.0 MiB".
 *
 * A table of units; a value of a unit always reads the same, on the terminal and in a document.
 * Threads: any; pure. */
#ifndef CASEPULSE_CAPACITY_FORMAT_H
#define CASEPULSE_CAPACITY_FORMAT_H

#include <stdint.h>

#include "casepulse/capacity/panel.h"

/* A value with its unit: "1,234", "97.4 %". */
void cp_format_value(enum cp_panel_unit unit, double value, char out_text[CP_PANEL_TEXT_MAX]);

/* One on an axis, without unit and short: "1.2 M". */
void cp_format_tick(enum cp_panel_unit unit, double value, char out_text[CP_PANEL_TEXT_MAX]);

/* What stands above an axis: "events a second", "MiB". */
const char *cp_format_axis(enum cp_panel_unit unit);

/* The step of an axis with about `count` ticks up to `largest`: 1, 2 or 5 times a power of ten, in
 * the unit as it is shown. */
double cp_format_step(enum cp_panel_unit unit, double largest, int count);

#endif
