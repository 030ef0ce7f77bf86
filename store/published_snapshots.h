/* The wide rows of a window in one read: `snapshot:<window>`, a JSON text.
 *
 * It is made of what was just named for `fig`, `win` and `meta`, so it never differs from them, and
 * written when something of its window changed, at most once a second: the last change of a second
 * is shown by a later tick. Fields are named once, rows are lists in their order: a tenth of the
 * bytes that objects would take.
 *
 * Threads: one. Owns: one text. */
#ifndef CASEPULSE_STORE_PUBLISHED_SNAPSHOTS_H
#define CASEPULSE_STORE_PUBLISHED_SNAPSHOTS_H

#include <stdbool.h>

#include "keys.h"
#include "published_meta.h"
#include "published_rows.h"
#include "published_windows.h"
#include "sweep.h"
#include "tick.h"
#include "transaction.h"

struct cp_published_snapshots;

/* Nothing published yet. All is lent for life. */
struct cp_published_snapshots *
cp_published_snapshots_create(const struct cp_keys *keys, const struct cp_published_rows *rows,
                              const struct cp_published_windows *windows,
                              const struct cp_published_meta *meta);
void cp_published_snapshots_free(struct cp_published_snapshots *snapshots);

/* Names the snapshot of a window whose rows were just named if it is due. */
void cp_published_snapshots_write(struct cp_published_snapshots *snapshots,
                                  struct cp_transaction *transaction, const struct cp_tick *tick,
                                  enum cp_window window, bool is_changed, struct cp_sweep *sweep);

#endif
