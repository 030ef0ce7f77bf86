/* What passes from the shard to the publisher: a committed batch and how its source stands.
 *
 * Two rings: sealed deliveries go one way, emptied ones come back, so that nothing is allocated
 * after the start. A publisher that falls behind leaves the shard without an empty delivery: it
 * then goes on folding into the open batch, and stops reading only when that is full.
 *
 * Threads: shard and publisher, each at its end of the rings. */
#ifndef CASEPULSE_DELIVERY_H
#define CASEPULSE_DELIVERY_H

#include <stdbool.h>
#include <stdint.h>

#include "casepulse/aggregator/increments.h"
#include "casepulse/base/bell.h"
#include "casepulse/base/flag.h"
#include "casepulse/base/ring.h"
#include "casepulse/base/status.h"
#include "casepulse/store/ledger.h"

/* A power of two: a tick that writes everything waits for Redis for some 0.3 s, in which a shard
 * that catches up seals a dozen. */
#define CP_DELIVERIES 16

/* How the shard's source stood when the batch was sealed. */
struct cp_source_report {
    int partitions_total;
    int partitions_seen;
    bool is_caught_up; /* the end of every assigned partition was reached at least once */
    int64_t lag_records;
    int64_t lag_ms;
    int64_t answered_ms; /* steady time of Kafka's last answer; 0: never */
    int64_t fenced; /* commits refused because somebody else had claimed, or Redis stepped back */
    int64_t record_count; /* records read since the last assignment */
    int64_t begun_ms;     /* steady time of that assignment */
    int64_t read_ms;      /* steady time of the last record */
    char failure[256];    /* why a partition stands still; "" if none does */
};

struct cp_delivery {
    struct cp_increments *increments;
    int64_t n;             /* number of the batch's log entry; 0: nothing was committed */
    struct cp_token nonce; /* of that entry */
    struct cp_source_report report;
};

struct cp_deliveries {
    struct cp_ring *sealed;      /* shard → publisher */
    struct cp_ring *empty;       /* publisher → shard */
    struct cp_bell news;         /* shard → publisher: something is sealed, or it has ended */
    struct cp_flag stepped_back; /* publisher → shard: Redis lost its last writes, claim anew */
    struct cp_delivery all[CP_DELIVERIES];
};

void cp_deliveries_init(struct cp_deliveries *deliveries);
void cp_deliveries_done(struct cp_deliveries *deliveries);

#endif
