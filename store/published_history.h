/* The last two days in Redis, minute by minute: `hist:<CODE>`, a stream of the headline figures of
 * `24h`.
 *
 * Unlike all other keys it is no picture of this instant, so it outlives the publisher: who begins
 * anew spares it and goes on behind its last entry. Threads: one. Owns: a time a wide row. */
#ifndef CASEPULSE_STORE_PUBLISHED_HISTORY_H
#define CASEPULSE_STORE_PUBLISHED_HISTORY_H

#include "casepulse/base/status.h"

#include "connection.h"
#include "keys.h"
#include "published_rows.h"
#include "sweep.h"
#include "tick.h"
#include "transaction.h"

struct cp_published_history;

/* Nothing is known of the streams. Keys and rows are lent for life. */
struct cp_published_history *cp_published_history_create(const struct cp_keys *keys,
                                                         const struct cp_published_rows *rows);
void cp_published_history_free(struct cp_published_history *history);

/* Before the first tick: finds where the streams of the picture's wide rows end. */
enum cp_status cp_published_history_find(struct cp_published_history *history,
                                         struct cp_connection *connection,
                                         const struct cp_picture *picture, struct cp_sweep *sweep,
                                         struct cp_failure *out_failure) CP_MUST_USE;

/* Names an entry a wide row if a minute has begun since the last. All windows must be named. */
void cp_published_history_write(struct cp_published_history *history,
                                struct cp_transaction *transaction, const struct cp_tick *tick);

#endif
