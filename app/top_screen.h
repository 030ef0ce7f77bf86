/* The screen of `top`: ncurses behind a door.
 *
 * Threads: one; only one screen at a time. Owns: the terminal's mode between open and close. */
#ifndef CASEPULSE_APP_TOP_SCREEN_H
#define CASEPULSE_APP_TOP_SCREEN_H

#include <stddef.h>

#include "casepulse/base/status.h"

#include "top_choice.h"
#include "top_sheet.h"

struct cp_top_screen;

/* CP_USAGE: stdin or stdout is no terminal, or one of an unknown kind. */
enum cp_status cp_top_screen_open(struct cp_top_screen **out_screen,
                                  struct cp_failure *out_failure) CP_MUST_USE;
void cp_top_screen_close(struct cp_top_screen *screen);

int cp_top_screen_width(const struct cp_top_screen *screen);

/* Lines for a sheet: all but the one for help. */
size_t cp_top_screen_height(const struct cp_top_screen *screen);

/* Shows a sheet, of its body the lines from `first_row` on, above one line of `help`. */
void cp_top_screen_show(struct cp_top_screen *screen, const struct cp_top_sheet *sheet,
                        size_t first_row, const char *help);

/* Waits at most `wait_ms`. */
enum cp_top_key cp_top_screen_key(struct cp_top_screen *screen, int wait_ms);

#endif
