/* The names in Redis: the sets `index` and `units:<CODE>`, the hashes `names:da` and `names:en`.
 *
 * Rows only come, until everything is written anew; what they are called may change with every day
 * and organisation. Threads: one. Owns: a copy of the names. */
#ifndef CASEPULSE_STORE_PUBLISHED_NAMES_H
#define CASEPULSE_STORE_PUBLISHED_NAMES_H

#include "keys.h"
#include "tick.h"
#include "transaction.h"

struct cp_published_names;

/* Nothing published yet. The keys are lent for life. */
struct cp_published_names *cp_published_names_create(const struct cp_keys *keys);
void cp_published_names_free(struct cp_published_names *names);

/* Names the rows that came since the last call, and what rows are called now if that is another
 * name. A row without one has no field. */
void cp_published_names_write(struct cp_published_names *names, struct cp_transaction *transaction,
                              const struct cp_tick *tick);

#endif
