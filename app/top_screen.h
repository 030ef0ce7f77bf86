/* The screen of `top`: ncurses behind a door.
 *
 * Threads: one; only one screen at a time. Owns: the terminal's mode between open and close. */
#ifndef CASEPULSE_APP_TOP_SCREEN_H
#define CASEPULSE_APP_TOP_SCREEN_H

#include "casepulse/base/status.h"

enum cp_top_key {
    CP_TOP_KEY_NONE, /* nothing pressed in time */
    CP_TOP_KEY_QUIT,
    CP_TOP_KEY_NEXT_WINDOW,
    CP_TOP_KEY_PREVIOUS_WINDOW,
    CP_TOP_KEY_RESIZED,
    CP_TOP_KEY_DOWN,
    CP_TOP_KEY_UP
};

struct cp_top_screen;

/* CP_USAGE: stdin or stdout is no terminal, or one of an unknown kind. */
enum cp_status cp_top_screen_open(struct cp_top_screen **out_screen,
                                  struct cp_failure *out_failure) CP_MUST_USE;
void cp_top_screen_close(struct cp_top_screen *screen);

int cp_top_screen_width(const struct cp_top_screen *screen);

/* Shows the lines of `text` from line `first` on, above one line of `help`. */
void cp_top_screen_show(struct cp_top_screen *screen, const char *text, int first,
                        const char *help);

/* Waits at most `wait_ms`. */
enum cp_top_key cp_top_screen_key(struct cp_top_screen *screen, int wait_ms);

#endif
