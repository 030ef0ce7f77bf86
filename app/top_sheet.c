#include "top_sheet.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "casepulse/base/assert.h"
#include "casepulse/base/memory.h"

#include "top_text.h"

#define CP_TOP_LINE_MAX 2048

void cp_top_sheet_done(struct cp_top_sheet *sheet)
{
    for (size_t at = 0; at < sheet->line_count; at++) {
        free(sheet->lines[at].text);
    }
    free(sheet->lines);
    sheet->lines = NULL;
    sheet->line_count = sheet->line_capacity = 0;
    sheet->body_first = sheet->body_count = 0;
}

/* What cannot be shown becomes visible here once, cut and without blanks behind. */
static char *cp_top_line_make(const struct cp_top_sheet *sheet, const char *text)
{
    char *line = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&line, &size);
    CP_ASSERT(out != NULL);
    (void)cp_top_text_write(out, text, sheet->width, sheet->is_ascii);
    (void)fclose(out);
    while (size > 0 && line[size - 1] == ' ') {
        line[--size] = '\0';
    }
    return line;
}

void cp_top_sheet_add(struct cp_top_sheet *sheet, enum cp_top_style style, const char *format, ...)
{
    char text[CP_TOP_LINE_MAX];
    va_list arguments;
    va_start(arguments, format);
    (void)vsnprintf(text, sizeof(text), format, arguments);
    va_end(arguments);
    if (sheet->line_count == sheet->line_capacity) {
        sheet->line_capacity = 2 * sheet->line_capacity + 32;
        sheet->lines = cp_reallocate(sheet->lines, sheet->line_capacity, sizeof(*sheet->lines));
    }
    sheet->lines[sheet->line_count++] = (struct cp_top_line){style, cp_top_line_make(sheet, text)};
}

void cp_top_sheet_squeeze(struct cp_top_sheet *sheet, size_t height)
{
    size_t kept = 0;
    size_t dropped_above = 0;
    if (sheet->line_count <= height) {
        return;
    }
    for (size_t at = 0; at < sheet->line_count; at++) {
        if (sheet->lines[at].style != CP_TOP_SPACER) {
            sheet->lines[kept++] = sheet->lines[at];
            continue;
        }
        dropped_above += at < sheet->body_first ? 1 : 0;
        free(sheet->lines[at].text);
    }
    sheet->line_count = kept;
    sheet->body_first -= dropped_above;
}

size_t cp_top_sheet_body_room(const struct cp_top_sheet *sheet, size_t height)
{
    const size_t fixed = sheet->line_count - sheet->body_count;
    return height > fixed ? height - fixed : 1;
}

void cp_top_sheet_write(const struct cp_top_sheet *sheet, FILE *out)
{
    for (size_t at = 0; at < sheet->line_count; at++) {
        (void)fprintf(out, "%s\n", sheet->lines[at].text);
    }
}
