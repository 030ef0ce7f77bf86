#include "capacity_picture.h"

#include <stdio.h>
#include <string.h>

#define CP_PICTURE_STEPS 8

/* Eighths of a letter, lying and upright; a terminal without UTF-8 has whole ones and heights. */
static const char *const cp_bar_eighths[] = {"", "▏", "▎", "▍", "▌", "▋", "▊", "▉", "█"};
static const char *const cp_curve_eighths[] = {"▁", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};
static const char *const cp_curve_ascii[] = {"_", "_", ".", ":", "-", "=", "+", "*", "#"};

static void cp_picture_add(char *text, const char *letter)
{
    const size_t used = strlen(text);
    (void)snprintf(text + used, CP_PICTURE_TEXT_MAX - used, "%s", letter);
}

void cp_picture_bar(double share, size_t columns, bool is_ascii, char out_text[CP_PICTURE_TEXT_MAX])
{
    const double clipped = share < 0 ? 0 : share > 1 ? 1 : share;
    const size_t eighths = (size_t)(clipped * (double)columns * CP_PICTURE_STEPS + 0.5);
    out_text[0] = '\0';
    for (size_t at = 0; at < columns; at++) {
        const size_t from = at * CP_PICTURE_STEPS;
        const size_t filled = eighths <= from ? 0 : eighths - from;
        const char *ascii = filled >= CP_PICTURE_STEPS / 2 ? "#" : " ";
        const char *letter =
            filled == 0 ? " "
                        : cp_bar_eighths[filled > CP_PICTURE_STEPS ? CP_PICTURE_STEPS : filled];
        cp_picture_add(out_text, is_ascii ? ascii : letter);
    }
}

/* The largest known value of some lines; false: none is known. */
static bool cp_picture_largest(const struct cp_panel *panel, size_t column, size_t first,
                               size_t end, double *out_value)
{
    bool is_known = false;
    for (size_t at = first; at < end; at++) {
        const struct cp_panel_cell *cell = &panel->lines[at].cells[column];
        if (cell->is_known && (!is_known || cell->value > *out_value)) {
            *out_value = cell->value;
            is_known = true;
        }
    }
    return is_known;
}

size_t cp_picture_curve(const struct cp_panel *panel, size_t column, double largest, size_t columns,
                        bool is_ascii, char out_text[CP_PICTURE_TEXT_MAX])
{
    const size_t lines = panel->line_count;
    const size_t width = lines < columns ? lines : columns;
    out_text[0] = '\0';
    for (size_t at = 0; at < width; at++) {
        double value = 0;
        const bool is_known =
            cp_picture_largest(panel, column, at * lines / width, (at + 1) * lines / width, &value);
        const double share = largest > 0 && value > 0 ? value / largest : 0;
        const size_t step = (size_t)(share * CP_PICTURE_STEPS + 0.5);
        cp_picture_add(out_text, !is_known  ? " "
                                 : is_ascii ? cp_curve_ascii[step]
                                            : cp_curve_eighths[step]);
    }
    return width;
}
