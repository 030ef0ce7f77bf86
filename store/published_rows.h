/* The rows in Redis: `fig`, `by`, `index` and `units`, and what of them was published.
 *
 * Threads: one. Owns: a line of numbers per row and window (3 KB wide, 1 KB for a unit). */
#ifndef CASEPULSE_STORE_PUBLISHED_ROWS_H
#define CASEPULSE_STORE_PUBLISHED_ROWS_H

#include <stdbool.h>
#include <stdint.h>

#include "casepulse/aggregator/picture.h"

#include "keys.h"
#include "sweep.h"
#include "transaction.h"

struct cp_published_rows;

/* Nothing published yet. The keys are lent for life. */
struct cp_published_rows *cp_published_rows_create(const struct cp_keys *keys,
                                                   int64_t min_denominator);
void cp_published_rows_free(struct cp_published_rows *rows);

/* False if a published row is gone or stands elsewhere: then all must be written anew. */
bool cp_published_rows_fit(const struct cp_published_rows *rows, const struct cp_picture *picture);

/* Names what changed since the last call; `seq` is the tick's number. What `sweep` found of a row
 * is removed with the row's own fields. More than 200,000 fields are parted between rows: whoever
 * reads then sees rows of a `seq` above `meta.seq`, and reads again. */
enum cp_status cp_published_rows_write(struct cp_published_rows *rows,
                                       struct cp_transaction *transaction,
                                       const struct cp_picture *picture, int64_t seq,
                                       struct cp_sweep *sweep,
                                       struct cp_failure *out_failure) CP_MUST_USE;

#endif
