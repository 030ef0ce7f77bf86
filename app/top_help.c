#include <string.h>

#include "casepulse/aggregator/durations.h"
#include "casepulse/aggregator/figures.h"

#include "top_page.h"

static const enum cp_top_word cp_help_words[] = {
    CP_TOP_WORD_HELP_WINDOW, CP_TOP_WORD_HELP_PERIOD,   CP_TOP_WORD_HELP_AGAINST,
    CP_TOP_WORD_HELP_ROWS,   CP_TOP_WORD_HELP_OPEN,     CP_TOP_WORD_HELP_COLUMNS,
    CP_TOP_WORD_HELP_PAGES,  CP_TOP_WORD_HELP_LANGUAGE,
};

static const char *cp_label_in(enum cp_top_language language, const char *en, const char *da)
{
    return language == CP_TOP_DANISH ? da : en;
}

/* The label in the tables of figures, or "". */
static const char *cp_figure_label(const char *figure, enum cp_top_language language)
{
    const int counter = cp_counter_find(figure);
    const int ratio = cp_ratio_find(figure);
    if (counter >= 0) {
        return cp_label_in(language, cp_counters[counter].label_en, cp_counters[counter].label_da);
    }
    if (ratio >= 0) {
        return cp_label_in(language, cp_ratios[ratio].label_en, cp_ratios[ratio].label_da);
    }
    for (int at = 0; at < CP_PERCENTILE_COUNT; at++) {
        if (strcmp(cp_percentiles[at].id, figure) == 0) {
            return cp_label_in(language, cp_percentiles[at].label_en, cp_percentiles[at].label_da);
        }
    }
    return "";
}

void cp_top_help_compose(const struct cp_top_page *page, struct cp_top_sheet *sheet)
{
    const enum cp_top_language language = page->choice->language;
    cp_top_sheet_add(sheet, CP_TOP_TITLE, "%s", cp_top_word(language, CP_TOP_WORD_HELP_KEYS));
    for (size_t at = 0; at < sizeof(cp_help_words) / sizeof(cp_help_words[0]); at++) {
        cp_top_sheet_add(sheet, CP_TOP_PLAIN, "  %s", cp_top_word(language, cp_help_words[at]));
    }
    cp_top_sheet_add(sheet, CP_TOP_TITLE, "%s", cp_top_word(language, CP_TOP_WORD_HELP_FIGURES));
    size_t count = 0;
    const struct cp_top_column *columns = cp_top_columns_of(page->choice->page, &count);
    for (size_t at = 0; at < count; at++) {
        cp_top_sheet_add(sheet, CP_TOP_PLAIN, "  %-30s %s", columns[at].figure,
                         cp_figure_label(columns[at].figure, language));
    }
}
