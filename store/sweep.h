/* Before the first tick: what an earlier writer left behind.
 *
 * Threads: one. Owns: nothing. Bounded: walks the whole database once, 1,000 keys a step. */
#ifndef CASEPULSE_STORE_SWEEP_H
#define CASEPULSE_STORE_SWEEP_H

#include <stdint.h>

#include "casepulse/base/status.h"

#include "connection.h"
#include "keys.h"
#include "transaction.h"

/* Adds to the transaction the removal of every key of the namespace, and tells the `seq` that its
 * `meta` shows (0: none). */
enum cp_status cp_sweep(struct cp_connection *connection, struct cp_transaction *transaction,
                        const struct cp_keys *keys, int64_t *out_seq,
                        struct cp_failure *out_failure) CP_MUST_USE;

#endif
