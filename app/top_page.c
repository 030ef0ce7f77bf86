#include "top_page.h"

#include <stdlib.h>
#include <string.h>

#include "casepulse/base/assert.h"

#include "top_table.h"
#include "top_text.h"

static const char *cp_page_word(const struct cp_top_page *page, enum cp_top_word word)
{
    return cp_top_word(page->choice->language, word);
}

bool cp_top_page_is_compared(const struct cp_top_page *page)
{
    int64_t covered = 0;
    return cp_top_choice_against(page->choice) >= 0 &&
           cp_values_integer(&page->view->against, "covered", &covered) && covered == 1;
}

/* "[overview] volume cases …", numbered where there is room. */
static void cp_page_compose_titles(const struct cp_top_page *page, bool is_numbered, char *out_text,
                                   size_t size)
{
    size_t used = 0;
    for (int at = 0; at < CP_TOP_PAGE_COUNT; at++) {
        const char *title = cp_top_page_title((enum cp_top_page_name)at, page->choice->language);
        const bool is_chosen = at == (int)page->choice->page;
        char number[8] = "";
        (void)snprintf(number, sizeof(number), "%d ", at + 1);
        used += (size_t)snprintf(out_text + used, size - used, "%s%s%s%s%s", at == 0 ? "" : " ",
                                 is_chosen ? "[" : "", is_numbered ? number : "", title,
                                 is_chosen ? "]" : "");
        CP_ASSERT(used < size);
    }
}

static void cp_page_add_titles(const struct cp_top_page *page, struct cp_top_sheet *sheet)
{
    char titles[512];
    cp_page_compose_titles(page, true, titles, sizeof(titles));
    if (cp_top_text_width(titles, sheet->is_ascii) > sheet->width) {
        cp_page_compose_titles(page, false, titles, sizeof(titles));
    }
    cp_top_sheet_add(sheet, CP_TOP_PLAIN, "%s", titles);
}

/* The selected row's full name, and how much of the page is not shown. */
static void cp_page_add_selection(const struct cp_top_page *page, const struct cp_top_table *table,
                                  size_t part, struct cp_top_sheet *sheet)
{
    const char *row = page->view->rows[page->choice->row].name;
    char columns[96] = "";
    if (table->part_count > 1) {
        (void)snprintf(columns, sizeof(columns), "   %s %zu–%zu %s %zu",
                       cp_page_word(page, CP_TOP_WORD_COLUMNS), table->part_first[part] + 1,
                       table->part_first[part + 1], cp_page_word(page, CP_TOP_WORD_OF),
                       table->column_count);
    }
    cp_top_sheet_add(sheet, CP_TOP_PLAIN, "%s  %s   %s %zu/%zu%s", row, cp_top_row_name(page, row),
                     cp_page_word(page, CP_TOP_WORD_ROW), page->choice->row + 1,
                     page->view->row_count, columns);
}

static void cp_page_add_legend(const struct cp_top_page *page, const struct cp_top_table *table,
                               struct cp_top_sheet *sheet)
{
    cp_top_sheet_add(sheet, CP_TOP_FAINT, "%s %s%s%s%s%s", CP_TOP_NONE,
                     cp_page_word(page, CP_TOP_WORD_NO_VALUE), table->has_small ? "   * " : "",
                     table->has_small ? cp_page_word(page, CP_TOP_WORD_FEW_CASES) : "",
                     table->has_incomplete ? "   ! " : "",
                     table->has_incomplete ? cp_page_word(page, CP_TOP_WORD_INCOMPLETE) : "");
}

static size_t cp_page_compose_table(const struct cp_top_page *page, struct cp_top_sheet *sheet)
{
    struct cp_top_table table;
    cp_top_table_fill(page, sheet, &table);
    const size_t part_count = table.part_count;
    const size_t chosen = page->choice->part < part_count ? page->choice->part : 0;
    for (size_t part = 0; part < part_count; part++) {
        if (!page->is_screen || part == chosen) {
            cp_top_sheet_add(sheet, CP_TOP_SPACER, "%s", "");
            cp_top_table_compose(&table, part, sheet);
        }
    }
    cp_top_sheet_add(sheet, CP_TOP_SPACER, "%s", "");
    if (page->is_screen) {
        cp_page_add_selection(page, &table, chosen, sheet);
    }
    cp_page_add_legend(page, &table, sheet);
    cp_top_table_done(&table);
    return part_count;
}

size_t cp_top_page_compose(const struct cp_top_page *page, struct cp_top_sheet *sheet)
{
    cp_top_header_compose(page, sheet);
    if (page->view->row_count == 0) {
        return 1;
    }
    if (page->choice->code[0] != '\0' && !cp_windows[cp_top_choice_window(page->choice)].is_unit) {
        cp_top_sheet_add(sheet, CP_TOP_PLAIN, "%s", cp_page_word(page, CP_TOP_WORD_NO_UNITS));
    }
    if (page->is_screen) {
        cp_top_sheet_add(sheet, CP_TOP_SPACER, "%s", "");
        cp_page_add_titles(page, sheet);
    }
    return cp_page_compose_table(page, sheet);
}
