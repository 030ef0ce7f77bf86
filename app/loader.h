/* The totals as the ledger has them: loaded from checkpoint and log, then kept up entry by entry.
 *
 * Every entry is compared before it is added: its number follows the last one, and each of its
 * partitions goes on where the totals stand. What does not fit means that Redis stepped back (it
 * lost its last writes, or a copy was restored), and everything is loaded again.
 *
 * Threads: the publisher's. Owns: scratch memory; totals and ledger are lent. */
#ifndef CASEPULSE_LOADER_H
#define CASEPULSE_LOADER_H

#include <stdbool.h>
#include <stdint.h>

#include "casepulse/aggregator/picture.h"
#include "casepulse/base/status.h"
#include "casepulse/store/ledger.h"
#include "delivery.h"

struct cp_loader;

struct cp_loader *cp_loader_create(struct cp_ledger *ledger, struct cp_totals *totals);
void cp_loader_free(struct cp_loader *loader);

/* The totals are not to be trusted any more: the next catch-up loads them. */
void cp_loader_forget(struct cp_loader *loader);

/* Loads if need be, then reads what the log has beyond. `*out_has_news` is true if the totals
 * moved. CP_UNREACHABLE: Redis does not answer; CP_DATA: the state is damaged or foreign. */
enum cp_status cp_loader_catch_up(struct cp_loader *loader, bool *out_has_news,
                                  struct cp_failure *out_failure) CP_MUST_USE;

/* True while the connection lives over which the totals were loaded: only then a checkpoint may be
 * made of them (docs/decisions/0004-memory-lives-as-long-as-its-connection.md). */
bool cp_loader_is_current(const struct cp_loader *loader);

/* True once after each time that Redis was found to have stepped back. */
bool cp_loader_take_step_back(struct cp_loader *loader);

/* Adds a batch of our own shard if it is the very next one; false: it is not, catch up by the log.
 */
bool cp_loader_take_own(struct cp_loader *loader, const struct cp_delivery *delivery);

/* Number and nonce of the last entry in the totals; 0: none, or not loaded. */
int64_t cp_loader_n(const struct cp_loader *loader, struct cp_token *out_nonce);

/* Bytes and entries since the last checkpoint, for whoever decides on the next. */
void cp_loader_since_checkpoint(const struct cp_loader *loader, size_t *out_bytes,
                                int64_t *out_entries);
void cp_loader_note_checkpoint(struct cp_loader *loader);

#endif
