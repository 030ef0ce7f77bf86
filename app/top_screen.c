#include "top_screen.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <ncurses.h>

#include "casepulse/base/memory.h"

struct cp_top_screen {
    SCREEN *terminal;
};

static const struct {
    int letter;
    enum cp_top_key key;
} cp_top_keys[] = {
    {'q', CP_TOP_KEY_QUIT},           {'Q', CP_TOP_KEY_QUIT},
    {'w', CP_TOP_KEY_NEXT_WINDOW},    {'W', CP_TOP_KEY_PREVIOUS_WINDOW},
    {KEY_RESIZE, CP_TOP_KEY_RESIZED}, {KEY_DOWN, CP_TOP_KEY_DOWN},
    {KEY_UP, CP_TOP_KEY_UP},
};

enum cp_status cp_top_screen_open(struct cp_top_screen **out_screen, struct cp_failure *out_failure)
{
    if (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO)) {
        return cp_fail(out_failure, CP_USAGE,
                       "top needs a terminal to draw on; `top --once` writes one picture without");
    }
    /* initscr() would end the program where it fails. */
    SCREEN *terminal = newterm(NULL, stdout, stdin);
    if (terminal == NULL) {
        return cp_fail(out_failure, CP_USAGE,
                       "this kind of terminal (TERM) is unknown here; use `top --once`");
    }
    (void)set_term(terminal);
    (void)cbreak();
    (void)noecho();
    (void)keypad(stdscr, TRUE);
    (void)curs_set(0);
    struct cp_top_screen *screen = cp_allocate(1, sizeof(*screen));
    screen->terminal = terminal;
    *out_screen = screen;
    return CP_OK;
}

void cp_top_screen_close(struct cp_top_screen *screen)
{
    if (screen == NULL) {
        return;
    }
    (void)endwin();
    delscreen(screen->terminal);
    free(screen);
}

int cp_top_screen_width(const struct cp_top_screen *screen)
{
    (void)screen;
    return COLS;
}

void cp_top_screen_show(struct cp_top_screen *screen, const char *text, int first, const char *help)
{
    (void)screen;
    (void)erase();
    int line = -first;
    while (*text != '\0' && line < LINES - 1) {
        const size_t size = strcspn(text, "\n");
        if (line >= 0) {
            (void)attrset(line == 0 && first == 0 ? A_BOLD : A_NORMAL);
            (void)mvaddnstr(line, 0, text, (int)size);
        }
        text += size + (text[size] == '\n' ? 1 : 0);
        line++;
    }
    (void)attrset(A_REVERSE);
    (void)mvaddnstr(LINES - 1, 0, help, COLS);
    (void)attrset(A_NORMAL);
    (void)refresh();
}

enum cp_top_key cp_top_screen_key(struct cp_top_screen *screen, int wait_ms)
{
    (void)screen;
    timeout(wait_ms);
    const int letter = getch();
    for (size_t at = 0; at < sizeof(cp_top_keys) / sizeof(cp_top_keys[0]); at++) {
        if (cp_top_keys[at].letter == letter) {
            return cp_top_keys[at].key;
        }
    }
    return CP_TOP_KEY_NONE;
}
