#include "top_choice.h"

#include <stdio.h>
#include <string.h>

#include "casepulse/base/assert.h"

/* How the forms of a window are named: "month", "month-prev", "month-lastyear". */
static const char *const cp_suffixes[CP_TOP_PERIOD_COUNT] = {
    [CP_TOP_CURRENT] = "",
    [CP_TOP_PREV] = "-prev",
    [CP_TOP_LASTYEAR] = "-lastyear",
};

#define CP_WINDOW_TEXT_MAX 40

/* A window in another form, or −1. */
static int cp_window_form(enum cp_window window, enum cp_top_period period)
{
    const char *name = cp_windows[window].name;
    char form[CP_WINDOW_TEXT_MAX];
    (void)snprintf(form, sizeof(form), "%.*s%s", (int)strcspn(name, "-"), name,
                   cp_suffixes[period]);
    return cp_window_find(form);
}

static bool cp_window_is_base(enum cp_window window)
{
    return strchr(cp_windows[window].name, '-') == NULL;
}

static enum cp_window cp_window_step(enum cp_window base, int step)
{
    int at = (int)base;
    do {
        at = (at + step + (int)CP_WINDOW_COUNT) % (int)CP_WINDOW_COUNT;
    } while (!cp_window_is_base((enum cp_window)at));
    return (enum cp_window)at;
}

void cp_top_choice_set_window(struct cp_top_choice *choice, enum cp_window window)
{
    const int base = cp_window_form(window, CP_TOP_CURRENT);
    CP_ASSERT(base >= 0);
    choice->base = (enum cp_window)base;
    for (int period = 0; period < CP_TOP_PERIOD_COUNT; period++) {
        if (cp_window_form(window, (enum cp_top_period)period) == (int)window) {
            choice->period = (enum cp_top_period)period;
        }
    }
}

enum cp_window cp_top_choice_window(const struct cp_top_choice *choice)
{
    const int window = cp_window_form(choice->base, choice->period);
    return window < 0 ? choice->base : (enum cp_window)window;
}

int cp_top_choice_against(const struct cp_top_choice *choice)
{
    const bool is_current = cp_top_choice_window(choice) == choice->base;
    return is_current && choice->against != CP_TOP_CURRENT
               ? cp_window_form(choice->base, choice->against)
               : -1;
}

static void cp_choice_set_page(struct cp_top_choice *choice, int page)
{
    if (page < CP_TOP_PAGE_COUNT) {
        choice->page = (enum cp_top_page_name)page;
        choice->part = 0;
    }
}

/* To the right and left through the parts of a page, then on to the neighbouring page. */
static void cp_choice_move(struct cp_top_choice *choice, bool is_right, size_t part_count)
{
    if (is_right && choice->part + 1 < part_count) {
        choice->part++;
        return;
    }
    if (!is_right && choice->part > 0) {
        choice->part--;
        return;
    }
    const int step = is_right ? 1 : CP_TOP_PAGE_COUNT - 1;
    cp_choice_set_page(choice, ((int)choice->page + step) % CP_TOP_PAGE_COUNT);
}

static void cp_choice_open(struct cp_top_choice *choice, const char *row_name)
{
    if (choice->code[0] == '\0' && row_name != NULL && strcmp(row_name, "ALL") != 0) {
        (void)snprintf(choice->code, sizeof(choice->code), "%s", row_name);
        choice->code_row = choice->row;
        choice->row = choice->first_row = 0;
    }
}

static void cp_choice_close(struct cp_top_choice *choice)
{
    if (choice->code[0] != '\0') {
        choice->code[0] = '\0';
        choice->row = choice->code_row;
        choice->first_row = 0;
    }
}

static size_t cp_choice_row(const struct cp_top_choice *choice, enum cp_top_key key,
                            const struct cp_top_looks *looks)
{
    const size_t page = looks->room > 1 ? looks->room - 1 : 1;
    switch ((int)key) {
    case CP_TOP_KEY_UP:
        return choice->row - (choice->row > 0 ? 1 : 0);
    case CP_TOP_KEY_DOWN:
        return choice->row + 1;
    case CP_TOP_KEY_PAGE_UP:
        return choice->row > page ? choice->row - page : 0;
    case CP_TOP_KEY_PAGE_DOWN:
        return choice->row + page;
    case CP_TOP_KEY_HOME:
        return 0;
    case CP_TOP_KEY_END:
        return looks->row_count;
    default:
        return choice->row;
    }
}

static void cp_choice_turn_on(struct cp_top_choice *choice, enum cp_top_key key,
                              const struct cp_top_looks *looks)
{
    switch ((int)key) {
    case CP_TOP_KEY_LANGUAGE:
        choice->language = (enum cp_top_language)((choice->language + 1) % CP_TOP_LANGUAGE_COUNT);
        return;
    case CP_TOP_KEY_WINDOW_NEXT:
        choice->base = cp_window_step(choice->base, 1);
        return;
    case CP_TOP_KEY_WINDOW_BEFORE:
        choice->base = cp_window_step(choice->base, -1);
        return;
    case CP_TOP_KEY_PERIOD:
        choice->period = (enum cp_top_period)((choice->period + 1) % CP_TOP_PERIOD_COUNT);
        return;
    case CP_TOP_KEY_AGAINST:
        choice->against = (enum cp_top_period)((choice->against + 1) % CP_TOP_PERIOD_COUNT);
        return;
    case CP_TOP_KEY_LEFT:
    case CP_TOP_KEY_RIGHT:
        cp_choice_move(choice, key == CP_TOP_KEY_RIGHT, looks->part_count);
        return;
    case CP_TOP_KEY_PAGE_NEXT:
        cp_choice_set_page(choice, ((int)choice->page + 1) % CP_TOP_PAGE_COUNT);
        return;
    case CP_TOP_KEY_OPEN:
        cp_choice_open(choice, looks->row_name);
        return;
    case CP_TOP_KEY_CLOSE:
        cp_choice_close(choice);
        return;
    default:
        choice->row = cp_choice_row(choice, key, looks);
        return;
    }
}

void cp_top_choice_turn(struct cp_top_choice *choice, enum cp_top_key key,
                        const struct cp_top_looks *looks)
{
    if (key == CP_TOP_KEY_NONE || key == CP_TOP_KEY_RESIZED) {
        return;
    }
    if (choice->is_help || key == CP_TOP_KEY_HELP) {
        choice->is_help = !choice->is_help; /* any key leaves the help */
        return;
    }
    if (key >= CP_TOP_KEY_PAGE_1 && key <= CP_TOP_KEY_PAGE_9) {
        cp_choice_set_page(choice, (int)key - CP_TOP_KEY_PAGE_1);
        return;
    }
    cp_choice_turn_on(choice, key, looks);
}

void cp_top_choice_settle(struct cp_top_choice *choice, const struct cp_top_looks *looks)
{
    if (choice->row >= looks->row_count) {
        choice->row = looks->row_count > 0 ? looks->row_count - 1 : 0;
    }
    if (choice->part >= looks->part_count) {
        choice->part = looks->part_count > 0 ? looks->part_count - 1 : 0;
    }
    if (choice->first_row > choice->row) {
        choice->first_row = choice->row;
    }
    if (choice->row >= choice->first_row + looks->room) {
        choice->first_row = choice->row + 1 - looks->room;
    }
    /* A screen that grew is filled. */
    const size_t last_first = looks->row_count > looks->room ? looks->row_count - looks->room : 0;
    if (choice->first_row > last_first) {
        choice->first_row = last_first;
    }
}

int cp_top_against_find(const char *word)
{
    static const char *const words[CP_TOP_PERIOD_COUNT] = {"none", "prev", "lastyear"};
    for (int at = 0; at < CP_TOP_PERIOD_COUNT; at++) {
        if (strcmp(words[at], word) == 0) {
            return at;
        }
    }
    return -1;
}

bool cp_top_choice_reads_same(const struct cp_top_choice *left, const struct cp_top_choice *right)
{
    return cp_top_choice_window(left) == cp_top_choice_window(right) &&
           cp_top_choice_against(left) == cp_top_choice_against(right) &&
           left->language == right->language && strcmp(left->code, right->code) == 0;
}

void cp_top_choice_keep(struct cp_top_choice *choice, const struct cp_top_choice *read)
{
    if (cp_top_choice_reads_same(choice, read)) {
        return;
    }
    struct cp_top_choice kept = *read;
    kept.page = choice->page;
    kept.part = choice->part;
    kept.is_help = choice->is_help;
    *choice = kept;
}
