/* A page as lines of text, each with a style: what stands above the rows, the rows, what stands
 * below them.
 *
 * Threads: one. Owns: its lines. Bounded: no line is wider than `width`. */
#ifndef CASEPULSE_APP_TOP_SHEET_H
#define CASEPULSE_APP_TOP_SHEET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "casepulse/base/status.h"

enum cp_top_style {
    CP_TOP_PLAIN,
    CP_TOP_TITLE,
    CP_TOP_ALARM,
    CP_TOP_HEAD, /* the columns' */
    CP_TOP_SELECTED,
    CP_TOP_FAINT,
    CP_TOP_SPACER, /* an empty line that may be missing */
    CP_TOP_STYLE_COUNT
};

struct cp_top_line {
    enum cp_top_style style;
    char *text;
};

/* Begins as {.width = …, .is_ascii = …}. */
struct cp_top_sheet {
    size_t width;
    bool is_ascii; /* the terminal knows no UTF-8 */
    size_t line_count, line_capacity;
    struct cp_top_line *lines;
    size_t body_first, body_count; /* the lines that scroll */
};

void cp_top_sheet_done(struct cp_top_sheet *sheet);

/* One line more, cut to the width. */
void cp_top_sheet_add(struct cp_top_sheet *sheet, enum cp_top_style style, const char *format, ...)
    CP_PRINTF(3, 4);

/* Drops the spacers if there are more lines than `height`. */
void cp_top_sheet_squeeze(struct cp_top_sheet *sheet, size_t height);

/* How many rows fit into a screen of `height` lines; at least 1. */
size_t cp_top_sheet_body_room(const struct cp_top_sheet *sheet, size_t height);

/* All lines as plain text. */
void cp_top_sheet_write(const struct cp_top_sheet *sheet, FILE *out);

#endif
