/* The days in Redis: `days:<CODE>:<headline>:<year>`, and what of them was published.
 *
 * Threads: one. Owns: 8 bytes a day, headline and wide row of the published stretch. */
#ifndef CASEPULSE_STORE_PUBLISHED_DAYS_H
#define CASEPULSE_STORE_PUBLISHED_DAYS_H

#include "casepulse/aggregator/catalogue.h"
#include "casepulse/aggregator/picture.h"

#include "connection.h"
#include "keys.h"
#include "sweep.h"
#include "transaction.h"

struct cp_published_days;

/* Nothing published yet. Keys and catalogue are lent for life. */
struct cp_published_days *cp_published_days_create(const struct cp_keys *keys,
                                                   const struct cp_catalogue *catalogue);
void cp_published_days_free(struct cp_published_days *days);

/* Before the first tick: takes over the hashes that an earlier publisher left of these days. */
enum cp_status cp_published_days_adopt(struct cp_published_days *days,
                                       struct cp_connection *connection,
                                       const struct cp_picture *picture, struct cp_sweep *sweep,
                                       struct cp_failure *out_failure) CP_MUST_USE;

/* Names what changed since the last call, and commits on the way what is more than `fields_max`.
 * What `sweep` found of a row's headline is removed with its own fields. To be called first in a
 * tick: at a start (half a million fields) days are new before the figures are. */
enum cp_status cp_published_days_write(struct cp_published_days *days,
                                       struct cp_transaction *transaction,
                                       const struct cp_picture *picture, size_t fields_max,
                                       struct cp_sweep *sweep,
                                       struct cp_failure *out_failure) CP_MUST_USE;

#endif
