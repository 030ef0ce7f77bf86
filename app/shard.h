/* One member of the consumer group that runs to completion on its own thread: poll, decode, fold,
 * seal.
 *
 * Threads: start and join from main; everything else inside. Owns: consumer, decoder and fold. */
#ifndef CASEPULSE_SHARD_H
#define CASEPULSE_SHARD_H

#include <stdbool.h>

#include "casepulse/base/status.h"
#include "delivery.h"
#include "settings.h"

struct cp_shard;

/* Starts the thread; settings and deliveries are lent until the join. `balance_day` is the date of
 * the opening balances, CP_DAY_NONE without. CP_CONFIGURATION: librdkafka refuses a property, or
 * the system the core of `run.core`. */
enum cp_status cp_shard_start(const struct cp_settings *settings, int32_t balance_day,
                              struct cp_deliveries *deliveries, struct cp_shard **out_shard,
                              struct cp_failure *out_failure) CP_MUST_USE;

/* True once the thread has sealed its last batch. */
bool cp_shard_is_finished(const struct cp_shard *shard);

/* Waits for the thread, frees the shard, and returns how it ended: CP_OK after a wish to end. */
enum cp_status cp_shard_join(struct cp_shard *shard, struct cp_failure *out_failure) CP_MUST_USE;

#endif
