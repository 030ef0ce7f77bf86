/* The windows in Redis: `win:<window>`, and what of them was published.
 *
 * Threads: one. Owns: copies of the texts. */
#ifndef CASEPULSE_STORE_PUBLISHED_WINDOWS_H
#define CASEPULSE_STORE_PUBLISHED_WINDOWS_H

#include <stdbool.h>

#include "fields.h"
#include "keys.h"
#include "sweep.h"
#include "tick.h"
#include "transaction.h"

#define CP_WIN_TEXT_MAX 32

struct cp_published_windows;

/* Nothing published yet. The keys are lent for life. */
struct cp_published_windows *cp_published_windows_create(const struct cp_keys *keys);
void cp_published_windows_free(struct cp_published_windows *windows);

/* Names what a window has moved since the last call; true if it has. */
bool cp_published_windows_write(struct cp_published_windows *windows,
                                struct cp_transaction *transaction, const struct cp_tick *tick,
                                enum cp_window window, struct cp_sweep *sweep);

/* A field as published. */
const char *cp_published_windows_text(const struct cp_published_windows *windows,
                                      enum cp_window window, enum cp_win_field field);

#endif
