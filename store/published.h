/* What stands in Redis as far as we know, key by key, and the differences to it that a tick names.
 *
 * Threads: one. Owns: a copy of all that was published. */
#ifndef CASEPULSE_STORE_PUBLISHED_H
#define CASEPULSE_STORE_PUBLISHED_H

#include <stdbool.h>
#include <stdint.h>

#include "casepulse/base/status.h"

#include "connection.h"
#include "keys.h"
#include "sweep.h"
#include "tick.h"
#include "transaction.h"

struct cp_published;

/* Nothing published yet of pictures like this one. Keys and catalogue are lent for life, the
 * version is copied. */
struct cp_published *cp_published_create(const struct cp_keys *keys, const char *version,
                                         int64_t min_denominator, const struct cp_picture *picture);
void cp_published_free(struct cp_published *published);

/* Before the first tick: learns what outlives the publisher, and spares it. */
enum cp_status cp_published_find(struct cp_published *published, struct cp_connection *connection,
                                 const struct cp_picture *picture, struct cp_sweep *sweep,
                                 struct cp_failure *out_failure) CP_MUST_USE;

/* The same for what need not be written again by tick `seq`: the rows and days that an earlier
 * publisher left. Only if nothing that it sent can still come after this. */
enum cp_status cp_published_adopt(struct cp_published *published, struct cp_connection *connection,
                                  const struct cp_picture *picture, int64_t seq,
                                  struct cp_sweep *sweep,
                                  struct cp_failure *out_failure) CP_MUST_USE;

/* False if something published is gone: then all must be written anew. */
bool cp_published_fits(const struct cp_published *published, const struct cp_picture *picture);

/* Names what changed, all but `meta`. More than 20,000 fields are parted, and committed on the way:
 * first days in portions of that size, then windows, of which several share a portion while they
 * fit one. The offsets go with the last. What `sweep` found of a key is removed with the key's own
 * fields, the rest with the last portion. */
enum cp_status cp_published_write(struct cp_published *published,
                                  struct cp_transaction *transaction, const struct cp_tick *tick,
                                  struct cp_sweep *sweep,
                                  struct cp_failure *out_failure) CP_MUST_USE;

/* True if `meta` would say something new to a reader, its clocks apart. */
bool cp_published_is_news(const struct cp_published *published, const struct cp_tick *tick);

/* Names the changed fields of `meta` and renews the heartbeat. */
void cp_published_close(struct cp_published *published, struct cp_transaction *transaction,
                        const struct cp_tick *tick);

/* What cannot wait for the end of a long tick. */
void cp_published_pulse(struct cp_published *published, struct cp_transaction *transaction,
                        int64_t wall_ms);

#endif
