/* The senders in Redis: the set `sources`, a hash `source:<id>` each, and what of them was
 * published.
 *
 * A sender's lines of all partitions are one: sums, and the smallest and largest number it gave.
 * Threads: one. Owns: a merged line a sender. Bounded: 64 senders, `_other` for the rest, `_none`.
 */
#ifndef CASEPULSE_STORE_PUBLISHED_SOURCES_H
#define CASEPULSE_STORE_PUBLISHED_SOURCES_H

#include <stdbool.h>

#include "casepulse/aggregator/picture.h"

#include "keys.h"
#include "transaction.h"

struct cp_published_sources;

/* Nothing published yet. The keys are lent for life. */
struct cp_published_sources *cp_published_sources_create(const struct cp_keys *keys);
void cp_published_sources_free(struct cp_published_sources *sources);

/* False if a published sender is gone: then all must be written anew. */
bool cp_published_sources_fit(const struct cp_published_sources *sources,
                              const struct cp_picture *picture);

/* Names what changed since the last call. */
void cp_published_sources_write(struct cp_published_sources *sources,
                                struct cp_transaction *transaction,
                                const struct cp_picture *picture);

#endif
