#include "top_column.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

const struct cp_top_kind_row cp_top_kinds[CP_TOP_KIND_COUNT] = {
    [CP_TOP_COUNT] = {.has_percent = true},
    [CP_TOP_SHARE] = {.scale = 100, .decimals = 1, .has_parts = true},
    [CP_TOP_PERCENT] = {.scale = 100, .decimals = 1},
    [CP_TOP_PER_1000] = {.scale = 1000, .decimals = 2},
    [CP_TOP_MEAN] = {.scale = 1, .decimals = 1},
    [CP_TOP_DAYS] = {.scale = 0},
};

/* In the order of the pages. */
static const struct cp_top_column cp_top_columns[] = {
#define COLUMN(page, figure, kind, en, da) {CP_TOP_PAGE_##page, figure, CP_TOP_##kind, {en, da}},
#include "top_columns.def"
};
#define CP_TOP_COLUMN_COUNT (sizeof(cp_top_columns) / sizeof(cp_top_columns[0]))

static_assert(CP_TOP_PAGE_COUNT <= 9, "a page is chosen by one digit");

static const char *const cp_top_titles[CP_TOP_PAGE_COUNT][CP_TOP_LANGUAGE_COUNT] = {
#define PAGE(name, en, da) {en, da},
#include "top_columns.def"
};

void cp_top_column_head(const struct cp_top_column *column, enum cp_top_language language, int line,
                        char out_text[CP_TOP_HEAD_MAX])
{
    const char *head = column->heads[language];
    const char *parting = strchr(head, '|');
    const int upper_size = parting == NULL ? 0 : (int)(parting - head);
    if (line == 0) {
        (void)snprintf(out_text, CP_TOP_HEAD_MAX, "%.*s", upper_size, head);
        return;
    }
    (void)snprintf(out_text, CP_TOP_HEAD_MAX, "%s", parting == NULL ? head : parting + 1);
}

const struct cp_top_column *cp_top_columns_of(enum cp_top_page_name page, size_t *out_count)
{
    size_t first = 0;
    while (first < CP_TOP_COLUMN_COUNT && cp_top_columns[first].page != page) {
        first++;
    }
    size_t end = first;
    while (end < CP_TOP_COLUMN_COUNT && cp_top_columns[end].page == page) {
        end++;
    }
    *out_count = end - first;
    return &cp_top_columns[first];
}

const char *cp_top_page_title(enum cp_top_page_name page, enum cp_top_language language)
{
    return cp_top_titles[page][language];
}

int cp_top_page_find(const char *title)
{
    for (int page = 0; page < CP_TOP_PAGE_COUNT; page++) {
        for (int language = 0; language < CP_TOP_LANGUAGE_COUNT; language++) {
            if (strcmp(cp_top_titles[page][language], title) == 0) {
                return page;
            }
        }
    }
    return -1;
}
