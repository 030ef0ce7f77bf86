/* The rows in Redis: `fig`, and what of it was published.
 *
 * A tick goes through the windows one by one: begin, look and write for each, end.
 * Threads: one. Owns: a line of numbers per row and window (5 KB wide, 1 KB for a unit), and a
 * fresh one per row. */
#ifndef CASEPULSE_STORE_PUBLISHED_ROWS_H
#define CASEPULSE_STORE_PUBLISHED_ROWS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "connection.h"
#include "keys.h"
#include "sheet.h"
#include "sweep.h"
#include "tick.h"
#include "transaction.h"

struct cp_published_rows;

/* Nothing published yet. Keys and catalogue are lent for life. */
struct cp_published_rows *cp_published_rows_create(const struct cp_keys *keys,
                                                   const struct cp_catalogue *catalogue,
                                                   int64_t min_denominator);
void cp_published_rows_free(struct cp_published_rows *rows);

/* False if a published row is gone or stands elsewhere: then all must be written anew. */
bool cp_published_rows_fit(const struct cp_published_rows *rows, const struct cp_picture *picture);

/* Before the first tick, of number `seq`: takes over the hashes that an earlier publisher left of
 * these rows, unless they say to be of a later one. */
enum cp_status cp_published_rows_adopt(struct cp_published_rows *rows,
                                       struct cp_connection *connection,
                                       const struct cp_picture *picture, int64_t seq,
                                       struct cp_sweep *sweep,
                                       struct cp_failure *out_failure) CP_MUST_USE;

/* Looks which rows moved since the last tick; those that came are among them. */
void cp_published_rows_begin(struct cp_published_rows *rows, const struct cp_tick *tick);

/* How many fields of a window will change. */
size_t cp_published_rows_look(struct cp_published_rows *rows, const struct cp_tick *tick,
                              enum cp_window window);

/* Names what the last look found. What `sweep` found of a key is removed with its own fields.
 * `*out_is_wide_changed`: a wide row's fields are among them. A window of more than 100,000 fields
 * (a thousand units at a start) is parted between rows; wide rows come first. */
enum cp_status cp_published_rows_write(struct cp_published_rows *rows,
                                       struct cp_transaction *transaction,
                                       const struct cp_tick *tick, enum cp_window window,
                                       struct cp_sweep *sweep, bool *out_is_wide_changed,
                                       struct cp_failure *out_failure) CP_MUST_USE;

/* All windows of the tick are named. */
void cp_published_rows_end(struct cp_published_rows *rows, const struct cp_tick *tick);

/* The columns of the wide rows, and the line of one as published. */
const struct cp_sheet *cp_published_rows_sheet(const struct cp_published_rows *rows);
const int64_t *cp_published_rows_line(const struct cp_published_rows *rows, size_t wide_row,
                                      enum cp_window window);

#endif
