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

#define CP_ESCAPE 27
#define CP_ESCAPE_WAIT_MS 25 /* for the rest of an arrow's code */
#define CP_DELETE 127
#define CP_ALARM_PAIR 1

static const struct {
    int letter;
    enum cp_top_key key;
} cp_top_keys[] = {
    {'q', CP_TOP_KEY_QUIT},
    {'Q', CP_TOP_KEY_QUIT},
    {'?', CP_TOP_KEY_HELP},
    {'h', CP_TOP_KEY_HELP},
    {'l', CP_TOP_KEY_LANGUAGE},
    {'w', CP_TOP_KEY_WINDOW_NEXT},
    {'W', CP_TOP_KEY_WINDOW_BEFORE},
    {'p', CP_TOP_KEY_PERIOD},
    {'a', CP_TOP_KEY_AGAINST},
    {KEY_UP, CP_TOP_KEY_UP},
    {'k', CP_TOP_KEY_UP},
    {KEY_DOWN, CP_TOP_KEY_DOWN},
    {'j', CP_TOP_KEY_DOWN},
    {KEY_PPAGE, CP_TOP_KEY_PAGE_UP},
    {KEY_NPAGE, CP_TOP_KEY_PAGE_DOWN},
    {KEY_HOME, CP_TOP_KEY_HOME},
    {KEY_END, CP_TOP_KEY_END},
    {KEY_LEFT, CP_TOP_KEY_LEFT},
    {KEY_RIGHT, CP_TOP_KEY_RIGHT},
    {'\t', CP_TOP_KEY_PAGE_NEXT},
    {'\n', CP_TOP_KEY_OPEN},
    {'\r', CP_TOP_KEY_OPEN},
    {KEY_ENTER, CP_TOP_KEY_OPEN},
    {KEY_BACKSPACE, CP_TOP_KEY_CLOSE},
    {'\b', CP_TOP_KEY_CLOSE},
    {CP_DELETE, CP_TOP_KEY_CLOSE},
    {CP_ESCAPE, CP_TOP_KEY_CLOSE},
    {KEY_RESIZE, CP_TOP_KEY_RESIZED},
};

/* Colours only where the terminal has them; the words say the same. */
static attr_t cp_style_attributes(enum cp_top_style style)
{
    const attr_t attributes[CP_TOP_STYLE_COUNT] = {
        [CP_TOP_PLAIN] = A_NORMAL,
        [CP_TOP_TITLE] = A_BOLD,
        [CP_TOP_ALARM] = A_BOLD | (attr_t)COLOR_PAIR(CP_ALARM_PAIR),
        [CP_TOP_HEAD] = A_BOLD,
        [CP_TOP_SELECTED] = A_REVERSE,
        [CP_TOP_FAINT] = A_DIM,
        [CP_TOP_SPACER] = A_NORMAL,
    };
    return attributes[style];
}

static void cp_top_screen_set_up(void)
{
    (void)cbreak();
    (void)noecho();
    (void)keypad(stdscr, TRUE);
    (void)set_escdelay(CP_ESCAPE_WAIT_MS);
    (void)curs_set(0);
    if (has_colors()) {
        (void)start_color();
        (void)use_default_colors();
        (void)init_pair(CP_ALARM_PAIR, COLOR_RED, -1);
    }
}

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
    cp_top_screen_set_up();
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

size_t cp_top_screen_height(const struct cp_top_screen *screen)
{
    (void)screen;
    return LINES > 1 ? (size_t)LINES - 1 : 1;
}

static void cp_screen_write(int line, enum cp_top_style style, const char *text)
{
    (void)attrset((int)cp_style_attributes(style));
    if (style == CP_TOP_SELECTED) {
        (void)mvhline(line, 0, ' ', COLS);
    }
    (void)mvaddnstr(line, 0, text, -1);
}

void cp_top_screen_show(struct cp_top_screen *screen, const struct cp_top_sheet *sheet,
                        size_t first_row, const char *help)
{
    const size_t height = cp_top_screen_height(screen);
    const size_t room = cp_top_sheet_body_room(sheet, height);
    const size_t body_end = sheet->body_first + sheet->body_count;
    size_t line = 0;
    (void)erase();
    for (size_t at = 0; at < sheet->line_count && line < height; at++) {
        const bool is_body = at >= sheet->body_first && at < body_end;
        const size_t row = at - sheet->body_first;
        if (!is_body || (row >= first_row && row < first_row + room)) {
            cp_screen_write((int)line++, sheet->lines[at].style, sheet->lines[at].text);
        }
    }
    cp_screen_write(LINES - 1, CP_TOP_SELECTED, help);
    (void)refresh();
}

enum cp_top_key cp_top_screen_key(struct cp_top_screen *screen, int wait_ms)
{
    (void)screen;
    timeout(wait_ms);
    const int letter = getch();
    if (letter >= '1' && letter <= '9') {
        return (enum cp_top_key)(CP_TOP_KEY_PAGE_1 + (letter - '1'));
    }
    for (size_t at = 0; at < sizeof(cp_top_keys) / sizeof(cp_top_keys[0]); at++) {
        if (cp_top_keys[at].letter == letter) {
            return cp_top_keys[at].key;
        }
    }
    return letter == ERR ? CP_TOP_KEY_NONE : CP_TOP_KEY_OTHER;
}
