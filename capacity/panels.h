/* The verb that fills each section, for the table of panel.c, and what such verbs share.
 *
 * Threads: any; pure. */
#ifndef CASEPULSE_CAPACITY_PANELS_H
#define CASEPULSE_CAPACITY_PANELS_H

#include "casepulse/capacity/panel.h"

#define PANEL(id, title, kind, line_head, meaning)                                                 \
    void cp_panel_fill_##id(const struct cp_capacity_result *result, const struct cp_zone *zone,   \
                            struct cp_panel *panel);
#include "panels.def"
#undef PANEL

/* A new line with a label. */
struct cp_panel_line *cp_panel_add(struct cp_panel *panel, const char *format, ...) CP_PRINTF(2, 3);

/* Cells of a line. A quotient without a value leaves its cell unknown. */
void cp_panel_set(struct cp_panel_line *line, size_t column, double value);
void cp_panel_set_quotient(struct cp_panel_line *line, size_t column, struct cp_quotient quotient,
                           double scale);
void cp_panel_set_text(struct cp_panel_line *line, size_t column, const char *format, ...)
    CP_PRINTF(3, 4);

void cp_panel_note(struct cp_panel *panel, const char *format, ...) CP_PRINTF(2, 3);

/* "2013-05-21 13:00" in local time. */
void cp_panel_instant(const struct cp_zone *zone, int64_t utc_ms, char out_text[CP_PANEL_TEXT_MAX]);

#endif
