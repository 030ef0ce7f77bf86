/* What the reader of the screen has chosen, and what a key does to it.
 *
 * Threads: one; pure. */
#ifndef CASEPULSE_APP_TOP_CHOICE_H
#define CASEPULSE_APP_TOP_CHOICE_H

#include <stdbool.h>
#include <stddef.h>

#include "casepulse/aggregator/picture.h"
#include "casepulse/aggregator/windows.h"

#include "top_column.h"
#include "top_word.h"

enum cp_top_key {
    CP_TOP_KEY_NONE, /* nothing pressed in time */
    CP_TOP_KEY_RESIZED,
    CP_TOP_KEY_OTHER, /* one that means nothing, but for leaving the help */
    CP_TOP_KEY_QUIT,
    CP_TOP_KEY_HELP,
    CP_TOP_KEY_LANGUAGE,
    CP_TOP_KEY_WINDOW_NEXT,
    CP_TOP_KEY_WINDOW_BEFORE,
    CP_TOP_KEY_PERIOD, /* the window's current period, the one before, last year's */
    CP_TOP_KEY_AGAINST,
    CP_TOP_KEY_UP,
    CP_TOP_KEY_DOWN,
    CP_TOP_KEY_PAGE_UP,
    CP_TOP_KEY_PAGE_DOWN,
    CP_TOP_KEY_HOME,
    CP_TOP_KEY_END,
    CP_TOP_KEY_LEFT,
    CP_TOP_KEY_RIGHT,
    CP_TOP_KEY_PAGE_NEXT,
    CP_TOP_KEY_OPEN,                          /* the units of the administration */
    CP_TOP_KEY_CLOSE,                         /* back to all of them */
    CP_TOP_KEY_PAGE_1,                        /* and so on, */
    CP_TOP_KEY_PAGE_9 = CP_TOP_KEY_PAGE_1 + 8 /* to here */
};

/* Windows come as the current period, the one before, and like for like a year before; rolling ones
 * as the current alone. A current one can be compared with the other two. */
enum cp_top_period { CP_TOP_CURRENT, CP_TOP_PREV, CP_TOP_LASTYEAR, CP_TOP_PERIOD_COUNT };

struct cp_top_choice {
    enum cp_window base;        /* the window's current form */
    enum cp_top_period period;  /* which form is shown, where there is such a one */
    enum cp_top_period against; /* CP_TOP_CURRENT: nothing is compared */
    enum cp_top_page_name page;
    size_t part; /* of a page that is too wide for the screen */
    enum cp_top_language language;
    char code[CP_ROW_NAME_MAX]; /* the administration whose units are shown; "": all codes */
    size_t row;                 /* the selected one */
    size_t first_row;           /* the uppermost one shown */
    size_t code_row;            /* to be selected again when the units are left */
    bool is_help;
};

/* What the last picture of a choice looked like. */
struct cp_top_looks {
    size_t row_count;
    size_t room; /* rows shown at a time */
    size_t part_count;
    const char *row_name; /* of the selected row; NULL: there is none */
};

void cp_top_choice_turn(struct cp_top_choice *choice, enum cp_top_key key,
                        const struct cp_top_looks *looks);

/* Keeps row and part within what there is, and the selected row in sight. */
void cp_top_choice_settle(struct cp_top_choice *choice, const struct cp_top_looks *looks);

/* Chooses a window of any form. */
void cp_top_choice_set_window(struct cp_top_choice *choice, enum cp_window window);

/* The window shown. */
enum cp_window cp_top_choice_window(const struct cp_top_choice *choice);

/* The window to compare with, or −1: none chosen, or there is none to the window shown. */
int cp_top_choice_against(const struct cp_top_choice *choice);

/* "none", "prev", "lastyear" as on the command line; −1: no such word. */
int cp_top_against_find(const char *word);

/* False if another reading of Redis is needed. */
bool cp_top_choice_reads_same(const struct cp_top_choice *left, const struct cp_top_choice *right);

/* Takes back what another reading would be needed for: without Redis what is shown keeps its name.
 */
void cp_top_choice_keep(struct cp_top_choice *choice, const struct cp_top_choice *read);

#endif
