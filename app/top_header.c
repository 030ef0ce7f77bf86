#include "top_page.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "casepulse/proto/verdict.h"

#include "top_number.h"

#define CP_TOP_LINE_MAX 512

/* Verdicts that set a record aside for good; the rest are counted or already known. */
static const enum cp_verdict cp_top_refusals[] = {
    CP_VERDICT_CONFLICT, CP_VERDICT_MALFORMED,     CP_VERDICT_UNSUPPORTED,
    CP_VERDICT_TOO_LATE, CP_VERDICT_TOO_FAR_AHEAD,
};

void cp_top_line_write(FILE *out, const struct cp_top_page *page, const char *text)
{
    int column = 0;
    for (; *text != '\0'; text++) {
        const bool is_first_byte = ((unsigned char)*text & 0xC0) != 0x80;
        column += is_first_byte ? 1 : 0;
        if (column > page->width) {
            break;
        }
        (void)fputc(*text, out);
    }
    (void)fputc('\n', out);
}

static void cp_top_line_format(FILE *out, const struct cp_top_page *page, const char *format, ...)
    CP_PRINTF(3, 4);

static void cp_top_line_format(FILE *out, const struct cp_top_page *page, const char *format, ...)
{
    char line[CP_TOP_LINE_MAX];
    va_list arguments;
    va_start(arguments, format);
    (void)vsnprintf(line, sizeof(line), format, arguments);
    va_end(arguments);
    cp_top_line_write(out, page, line);
}

static int64_t cp_top_number(const struct cp_values *values, const char *field)
{
    int64_t value = 0;
    (void)cp_values_integer(values, field, &value);
    return value;
}

static const char *cp_top_text(const struct cp_values *values, const char *field)
{
    const char *text = cp_values_text(values, field);
    return text == NULL ? "" : text;
}

/* "2026-11-22 14:05:09", local. */
static void cp_top_local_text(const struct cp_zone *zone, int64_t utc_ms, char out_text[32])
{
    const int64_t local_ms = utc_ms + cp_zone_offset_ms(zone, utc_ms);
    const int32_t day = cp_zone_day(zone, utc_ms);
    const int64_t second = (local_ms - (int64_t)day * CP_MS_PER_DAY) / CP_MS_PER_SECOND;
    char date[11];
    cp_day_format(day, date);
    (void)snprintf(out_text, 32, "%s %02d:%02d:%02d", date, (int)(second / 3600),
                   (int)(second / 60 % 60), (int)(second % 60));
}

static void cp_top_state_write(FILE *out, const struct cp_top_page *page)
{
    const struct cp_values *meta = &page->view->meta;
    if (meta->count == 0) {
        cp_top_line_format(out, page, "casepulse %s: no figures yet at %s", page->namespace_name,
                           page->place);
        return;
    }
    char as_of[32];
    char lag[CP_TOP_NUMBER_MAX];
    cp_top_local_text(page->zone, cp_top_number(meta, "as_of_ms"), as_of);
    cp_top_count_text(cp_top_number(meta, "lag_records"), lag);
    cp_top_line_format(out, page, "casepulse %s: %s, as of %s, lag %s, seq %lld",
                       page->namespace_name, cp_top_text(meta, "state"), as_of, lag,
                       (long long)cp_top_number(meta, "seq"));
    const char *reason = cp_top_text(meta, "reason");
    if (reason[0] != '\0') {
        cp_top_line_format(out, page, "reason: %s", reason);
    }
}

static void cp_top_trouble_write(FILE *out, const struct cp_top_page *page)
{
    if (page->trouble != NULL) {
        cp_top_line_format(out, page, "WAITING: %s", page->trouble);
        return;
    }
    if (!page->view->has_writer) {
        char since[32] = "never";
        if (page->view->meta.count > 0) {
            cp_top_local_text(page->zone, cp_top_number(&page->view->meta, "published_at_ms"),
                              since);
        }
        cp_top_line_format(out, page, "NO WRITER: the heartbeat is missing, last published %s",
                           since);
    }
    if (page->view->is_torn) {
        cp_top_line_format(out, page,
                           "the figures change faster than they can be read; rows may "
                           "be of different ticks");
    }
}

static int64_t cp_top_books(const struct cp_top_page *page, const char *what)
{
    char field[64];
    (void)snprintf(field, sizeof(field), "all.%s", what);
    return cp_top_number(&page->view->books, field);
}

static void cp_top_books_write(FILE *out, const struct cp_top_page *page)
{
    int64_t refused = 0;
    for (size_t at = 0; at < sizeof(cp_top_refusals) / sizeof(cp_top_refusals[0]); at++) {
        refused += cp_top_books(page, cp_verdict_text(cp_top_refusals[at]));
    }
    char counted_text[CP_TOP_NUMBER_MAX];
    char retracted_text[CP_TOP_NUMBER_MAX];
    char duplicate_text[CP_TOP_NUMBER_MAX];
    char refused_text[CP_TOP_NUMBER_MAX];
    cp_top_count_text(cp_top_books(page, "counted"), counted_text);
    cp_top_count_text(cp_top_books(page, "retracted"), retracted_text);
    cp_top_count_text(cp_top_books(page, "duplicate"), duplicate_text);
    cp_top_count_text(refused, refused_text);
    const char *balanced = cp_top_number(&page->view->meta, "balanced") == 1
                               ? "books balance"
                               : "BOOKS DO NOT BALANCE";
    cp_top_line_format(out, page, "events: %s counted, %s retracted, %s duplicate, %s refused  %s",
                       counted_text, retracted_text, duplicate_text, refused_text, balanced);
}

static void cp_top_window_write(FILE *out, const struct cp_top_page *page)
{
    const struct cp_values *window = &page->view->window;
    const char *name = cp_windows[page->window].name;
    if (window->count == 0) {
        cp_top_line_format(out, page, "window %s: not published yet", name);
        return;
    }
    char first[11];
    char last[11];
    cp_day_format(cp_zone_day(page->zone, cp_top_number(window, "from_ms")), first);
    cp_day_format(cp_zone_day(page->zone, cp_top_number(window, "to_ms") - 1), last);
    cp_top_line_format(
        out, page, "window %s: %s, %s through %s, %s%s", name, cp_top_text(window, "label"), first,
        last, cp_top_number(window, "complete") == 1 ? "complete" : "running",
        cp_top_number(window, "covered") == 1 ? "" : ", begins before the data does");
}

void cp_top_header_write(FILE *out, const struct cp_top_page *page)
{
    cp_top_state_write(out, page);
    cp_top_trouble_write(out, page);
    if (page->view->meta.count > 0) {
        cp_top_books_write(out, page);
        cp_top_window_write(out, page);
    }
}
