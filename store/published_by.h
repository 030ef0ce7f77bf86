/* The tables in Redis: `by:<figure>:<window>`, one figure of all wide rows, and what of them was
 * published.
 *
 * Threads: one. Owns: 8 bytes a figure, window and wide row. */
#ifndef CASEPULSE_STORE_PUBLISHED_BY_H
#define CASEPULSE_STORE_PUBLISHED_BY_H

#include "keys.h"
#include "published_rows.h"
#include "sweep.h"
#include "tick.h"
#include "transaction.h"

struct cp_published_by;

/* Nothing published yet. Keys and rows are lent for life. */
struct cp_published_by *cp_published_by_create(const struct cp_keys *keys,
                                               const struct cp_published_rows *rows,
                                               size_t wide_count);
void cp_published_by_free(struct cp_published_by *by);

/* Names what changed in a window whose rows were just named: `by` never differs from `fig`.
 * `is_changed`: a wide row's fields were among them. */
void cp_published_by_write(struct cp_published_by *by, struct cp_transaction *transaction,
                           const struct cp_tick *tick, enum cp_window window, bool is_changed,
                           struct cp_sweep *sweep);

#endif
