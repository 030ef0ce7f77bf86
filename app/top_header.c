#include <string.h>

#include "casepulse/proto/verdict.h"

#include "top_number.h"
#include "top_page.h"

/* Verdicts that set a record aside for good; the rest are counted or already known. */
static const enum cp_verdict cp_top_refusals[] = {
    CP_VERDICT_CONFLICT, CP_VERDICT_MALFORMED,     CP_VERDICT_UNSUPPORTED,
    CP_VERDICT_TOO_LATE, CP_VERDICT_TOO_FAR_AHEAD,
};

#define CP_INSTANT_MAX 32
#define CP_STRETCH_MAX 96

/* What the calendar knows; nobody publishes an instant beyond. */
#define CP_INSTANT_MS_MIN INT64_C(-2208988800000) /* 1900-01-01T00:00Z */
#define CP_INSTANT_MS_MAX INT64_C(7258118399999)  /* the end of 2199 */

static const char *cp_header_word(const struct cp_top_page *page, enum cp_top_word word)
{
    return cp_top_word(page->choice->language, word);
}

static int64_t cp_top_integer(const struct cp_values *values, const char *field)
{
    int64_t value = 0;
    (void)cp_values_integer(values, field, &value);
    return value;
}

static int64_t cp_top_instant(const struct cp_values *values, const char *field)
{
    const int64_t instant_ms = cp_top_integer(values, field);
    if (instant_ms < CP_INSTANT_MS_MIN) {
        return CP_INSTANT_MS_MIN;
    }
    return instant_ms > CP_INSTANT_MS_MAX ? CP_INSTANT_MS_MAX : instant_ms;
}

static const char *cp_top_field(const struct cp_values *values, const char *field)
{
    const char *text = cp_values_text(values, field);
    return text == NULL ? "" : text;
}

/* "2026-11-22 14:05:09", local; without the seconds if they are not asked for. */
static void cp_top_local_text(const struct cp_zone *zone, int64_t utc_ms, bool has_seconds,
                              char out_text[CP_INSTANT_MAX])
{
    const int64_t local_ms = utc_ms + cp_zone_offset_ms(zone, utc_ms);
    const int32_t day = cp_zone_day(zone, utc_ms);
    const int second = (int)((local_ms - (int64_t)day * CP_MS_PER_DAY) / CP_MS_PER_SECOND);
    char date[11];
    char seconds[8] = "";
    cp_day_format(day, date);
    if (has_seconds) {
        (void)snprintf(seconds, sizeof(seconds), ":%02d", second % 60);
    }
    (void)snprintf(out_text, CP_INSTANT_MAX, "%s %02d:%02d%s", date, second / 3600,
                   second / 60 % 60, seconds);
}

static void cp_header_add_state(const struct cp_top_page *page, struct cp_top_sheet *sheet)
{
    const struct cp_values *meta = &page->view->meta;
    if (meta->count == 0) {
        cp_top_sheet_add(sheet, CP_TOP_TITLE, "casepulse %s: %s %s", page->namespace_name,
                         cp_header_word(page, CP_TOP_WORD_NO_FIGURES), page->place);
        return;
    }
    char as_of[CP_INSTANT_MAX];
    char lag[CP_TOP_NUMBER_MAX];
    char lag_s[CP_TOP_NUMBER_MAX];
    cp_top_local_text(page->zone, cp_top_instant(meta, "as_of_ms"), true, as_of);
    cp_top_count_text(page->choice->language, cp_top_integer(meta, "lag_records"), lag);
    cp_top_count_text(page->choice->language, cp_top_integer(meta, "lag_ms") / CP_MS_PER_SECOND,
                      lag_s);
    cp_top_sheet_add(sheet, CP_TOP_TITLE, "casepulse %s: %s, %s %s, %s %s (%s s)",
                     page->namespace_name, cp_top_field(meta, "state"),
                     cp_header_word(page, CP_TOP_WORD_AS_OF), as_of,
                     cp_header_word(page, CP_TOP_WORD_LAG), lag, lag_s);
    const char *reason = cp_top_field(meta, "reason");
    if (reason[0] != '\0') {
        cp_top_sheet_add(sheet, CP_TOP_ALARM, "%s: %s", cp_header_word(page, CP_TOP_WORD_REASON),
                         reason);
    }
}

static void cp_header_add_trouble(const struct cp_top_page *page, struct cp_top_sheet *sheet)
{
    if (page->trouble != NULL) {
        cp_top_sheet_add(sheet, CP_TOP_ALARM, "%s: %s", cp_header_word(page, CP_TOP_WORD_WAITING),
                         page->trouble);
        return;
    }
    if (!page->view->has_writer) {
        char since[CP_INSTANT_MAX];
        cp_top_local_text(page->zone, cp_top_instant(&page->view->meta, "published_at_ms"), true,
                          since);
        cp_top_sheet_add(sheet, CP_TOP_ALARM, "%s %s", cp_header_word(page, CP_TOP_WORD_NO_WRITER),
                         page->view->meta.count > 0 ? since
                                                    : cp_header_word(page, CP_TOP_WORD_NEVER));
    }
    if (page->view->is_torn) {
        cp_top_sheet_add(sheet, CP_TOP_ALARM, "%s", cp_header_word(page, CP_TOP_WORD_TORN));
    }
}

/* "published 1 s ago, partitions 12/12, seq 4,711, books balance" */
static void cp_header_add_freshness(const struct cp_top_page *page, struct cp_top_sheet *sheet)
{
    const struct cp_values *meta = &page->view->meta;
    const bool is_balanced = cp_top_integer(meta, "balanced") == 1;
    char seq[CP_TOP_NUMBER_MAX];
    char age[CP_TOP_NUMBER_MAX];
    char published[128] = "";
    if (page->now_ms > 0) {
        const int64_t age_ms = page->now_ms - cp_top_instant(meta, "published_at_ms");
        cp_top_count_text(page->choice->language, age_ms < 0 ? 0 : age_ms / CP_MS_PER_SECOND, age);
        (void)snprintf(published, sizeof(published), "%s %s s %s, ",
                       cp_header_word(page, CP_TOP_WORD_PUBLISHED), age,
                       cp_header_word(page, CP_TOP_WORD_AGO));
    }
    cp_top_count_text(page->choice->language, cp_top_integer(meta, "seq"), seq);
    cp_top_sheet_add(
        sheet, is_balanced ? CP_TOP_PLAIN : CP_TOP_ALARM, "%sseq %s, %s %lld/%lld, %s", published,
        seq, cp_header_word(page, CP_TOP_WORD_PARTITIONS),
        (long long)cp_top_integer(meta, "partitions_seen"),
        (long long)cp_top_integer(meta, "partitions_total"),
        cp_header_word(page, is_balanced ? CP_TOP_WORD_BALANCED : CP_TOP_WORD_UNBALANCED));
}

static int64_t cp_top_books(const struct cp_top_page *page, enum cp_verdict verdict)
{
    char field[64];
    (void)snprintf(field, sizeof(field), "all.%s", cp_verdict_text(verdict));
    return cp_top_integer(&page->view->books, field);
}

static void cp_header_add_books(const struct cp_top_page *page, struct cp_top_sheet *sheet)
{
    uint64_t refused = 0;
    for (size_t at = 0; at < sizeof(cp_top_refusals) / sizeof(cp_top_refusals[0]); at++) {
        refused += (uint64_t)cp_top_books(page, cp_top_refusals[at]);
    }
    const struct {
        int64_t count;
        enum cp_top_word word;
    } parts[] = {
        {cp_top_books(page, CP_VERDICT_COUNTED), CP_TOP_WORD_COUNTED},
        {cp_top_books(page, CP_VERDICT_RETRACTED), CP_TOP_WORD_RETRACTED},
        {cp_top_books(page, CP_VERDICT_DUPLICATE), CP_TOP_WORD_DUPLICATE},
        {(int64_t)refused, CP_TOP_WORD_REFUSED},
    };
    char line[512];
    size_t used = 0;
    for (size_t at = 0; at < sizeof(parts) / sizeof(parts[0]); at++) {
        char count[CP_TOP_NUMBER_MAX];
        cp_top_count_text(page->choice->language, parts[at].count, count);
        used += (size_t)snprintf(line + used, sizeof(line) - used, "%s%s %s", at == 0 ? "" : ", ",
                                 count, cp_header_word(page, parts[at].word));
    }
    cp_top_sheet_add(sheet, CP_TOP_PLAIN, "%s: %s", cp_header_word(page, CP_TOP_WORD_EVENTS), line);
}

/* Whole days by their dates, anything else by its instants. */
static void cp_top_stretch_text(const struct cp_top_page *page, int64_t from_ms, int64_t to_ms,
                                char out_text[CP_STRETCH_MAX])
{
    const int32_t first = cp_zone_day(page->zone, from_ms);
    const int32_t last = cp_zone_day(page->zone, to_ms - 1);
    char from[CP_INSTANT_MAX];
    char to[CP_INSTANT_MAX];
    if (from_ms != cp_zone_day_start_ms(page->zone, first) ||
        to_ms != cp_zone_day_start_ms(page->zone, last + 1)) {
        cp_top_local_text(page->zone, from_ms, false, from);
        cp_top_local_text(page->zone, to_ms, false, to);
        (void)snprintf(out_text, CP_STRETCH_MAX, "%s %s %s", from,
                       cp_header_word(page, CP_TOP_WORD_TO), to);
        return;
    }
    cp_day_format(first, from);
    cp_day_format(last, to);
    if (first == last) {
        (void)snprintf(out_text, CP_STRETCH_MAX, "%s", from);
        return;
    }
    (void)snprintf(out_text, CP_STRETCH_MAX, "%s %s %s", from,
                   cp_header_word(page, CP_TOP_WORD_THROUGH), to);
}

/* "complete", "running, not covered"; of the other window what keeps changes from being told. */
static void cp_top_window_state(const struct cp_top_page *page, enum cp_top_word word,
                                const struct cp_values *window, char out_text[CP_STRETCH_MAX])
{
    const bool is_covered = cp_top_integer(window, "covered") == 1;
    const bool is_complete = cp_top_integer(window, "complete") == 1;
    const char *state =
        cp_header_word(page, is_complete ? CP_TOP_WORD_COMPLETE : CP_TOP_WORD_RUNNING);
    if (is_covered) {
        (void)snprintf(out_text, CP_STRETCH_MAX, "%s", state);
        return;
    }
    if (word == CP_TOP_WORD_AGAINST) {
        (void)snprintf(out_text, CP_STRETCH_MAX, "%s", cp_header_word(page, CP_TOP_WORD_NO_CHANGE));
        return;
    }
    (void)snprintf(out_text, CP_STRETCH_MAX, "%s, %s", state,
                   cp_header_word(page, CP_TOP_WORD_NOT_COVERED));
}

/* "window reportyear: 2012, 2012-04-01 through 2013-03-31, complete" */
static void cp_header_add_window(const struct cp_top_page *page, enum cp_top_word word,
                                 const char *name, const struct cp_values *window,
                                 struct cp_top_sheet *sheet)
{
    if (window->count == 0) {
        cp_top_sheet_add(sheet, CP_TOP_PLAIN, "%s %s: %s", cp_header_word(page, word), name,
                         cp_header_word(page, CP_TOP_WORD_NOT_PUBLISHED));
        return;
    }
    char stretch[CP_STRETCH_MAX];
    char state[CP_STRETCH_MAX];
    const char *label = cp_top_field(window, "label");
    cp_top_stretch_text(page, cp_top_instant(window, "from_ms"), cp_top_instant(window, "to_ms"),
                        stretch);
    cp_top_window_state(page, word, window, state);
    /* A rolling window's label is its name, a day's its date: said once. */
    const bool is_labelled = strcmp(label, name) != 0 && strcmp(label, stretch) != 0;
    cp_top_sheet_add(sheet, CP_TOP_PLAIN, "%s %s: %s%s%s, %s", cp_header_word(page, word), name,
                     is_labelled ? label : "", is_labelled ? ", " : "", stretch, state);
}

void cp_top_header_compose(const struct cp_top_page *page, struct cp_top_sheet *sheet)
{
    cp_header_add_state(page, sheet);
    cp_header_add_trouble(page, sheet);
    if (page->view->meta.count == 0) {
        return;
    }
    cp_header_add_freshness(page, sheet);
    cp_header_add_books(page, sheet);
    cp_header_add_window(page, CP_TOP_WORD_WINDOW,
                         cp_windows[cp_top_choice_window(page->choice)].name, &page->view->window,
                         sheet);
    const int against = cp_top_choice_against(page->choice);
    if (against >= 0) {
        cp_header_add_window(page, CP_TOP_WORD_AGAINST, cp_windows[against].name,
                             &page->view->against, sheet);
    }
}
