/* Pictures of one line: a bar, a curve.
 *
 * Threads: any; pure. */
#ifndef CASEPULSE_APP_CAPACITY_PICTURE_H
#define CASEPULSE_APP_CAPACITY_PICTURE_H

#include <stdbool.h>
#include <stddef.h>

#include "casepulse/capacity/panel.h"

#define CP_PICTURE_COLUMNS_MAX CP_PANEL_LINES_MAX
#define CP_PICTURE_TEXT_MAX (3 * CP_PICTURE_COLUMNS_MAX + 1)

/* A bar of `share` (0 to 1) of `columns`, filled up with blanks. */
void cp_picture_bar(double share, size_t columns, bool is_ascii,
                    char out_text[CP_PICTURE_TEXT_MAX]);

/* A column of a panel over its lines, from 0 to `largest`; a missing value is a blank. Returns the
 * columns that it takes: at most `columns`, of what falls together the largest is shown. */
size_t cp_picture_curve(const struct cp_panel *panel, size_t column, double largest, size_t columns,
                        bool is_ascii, char out_text[CP_PICTURE_TEXT_MAX]);

#endif
