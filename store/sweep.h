/* Before the first tick: what an earlier writer left behind.
 *
 * Threads: one. Owns: the names it found. Bounded: walks the whole database once, 1,000 keys a
 * step. */
#ifndef CASEPULSE_STORE_SWEEP_H
#define CASEPULSE_STORE_SWEEP_H

#include <stdbool.h>
#include <stdint.h>

#include "casepulse/base/status.h"

#include "connection.h"
#include "keys.h"
#include "transaction.h"

struct cp_sweep;

/* Finds every key of the namespace, and the `seq` that its `meta` shows (0: none). */
enum cp_status cp_sweep_find(struct cp_connection *connection, const struct cp_keys *keys,
                             struct cp_sweep **out_sweep, int64_t *out_seq,
                             struct cp_failure *out_failure) CP_MUST_USE;
void cp_sweep_free(struct cp_sweep *sweep);

/* True if a key was found and neither spared nor removed yet. */
bool cp_sweep_holds(const struct cp_sweep *sweep, const char *key);

/* Spares a key: true if it was found, and it will not be removed. */
bool cp_sweep_spare(struct cp_sweep *sweep, const char *key);

/* Adds to the transaction the removal of a found key, of the found keys that begin with `prefix`,
 * of all that are left: each once. Without a sweep (NULL) there is nothing to remove. */
void cp_sweep_remove(struct cp_sweep *sweep, struct cp_transaction *transaction, const char *key);
void cp_sweep_remove_prefix(struct cp_sweep *sweep, struct cp_transaction *transaction,
                            const char *prefix);
void cp_sweep_remove_rest(struct cp_sweep *sweep, struct cp_transaction *transaction);

#endif
