/* The inside of the publisher, for the files that make it: publisher.c drains, ticks and ends,
 * publisher_follow.c keeps lease, totals and checkpoint, publisher_reload.c the organisation.
 *
 * Threads: main. */
#ifndef CASEPULSE_PUBLISHER_PARTS_H
#define CASEPULSE_PUBLISHER_PARTS_H

#include "casepulse/aggregator/catalogue.h"
#include "casepulse/aggregator/picture.h"
#include "casepulse/store/ledger.h"
#include "casepulse/store/publication.h"
#include "loader.h"
#include "pace.h"
#include "publisher.h"

struct cp_publisher {
    const struct cp_settings *settings;
    struct cp_catalogue *catalogue;
    struct cp_organisation *organisation; /* owned; the totals look into it */
    struct cp_deliveries *deliveries;
    struct cp_totals *totals;
    struct cp_publication *publication;
    struct cp_ledger *ledger;
    struct cp_loader *loader;
    struct cp_token lease;          /* ours: random, of this process */
    bool has_lease;                 /* as of the last renewal */
    bool is_loaded;                 /* the totals are those of the ledger */
    int64_t lease_ms;               /* steady; next renewal */
    int64_t look_ms;                /* steady; next look into the log */
    int64_t checkpoint_ms;          /* steady; of the last checkpoint, or of the load */
    int64_t connection_count;       /* of the ledger, at the last look */
    bool was_assigned;              /* partitions were ours at least once */
    struct cp_source_report report; /* the last one */
    int64_t started_ms;             /* steady */
    int64_t next_reach_ms;          /* steady; while nothing may be published */
    int64_t next_tick_ms;           /* steady; not before */
    struct cp_pace pace;
    int64_t last_tick_ms; /* steady; of the last one that arrived */
    bool has_news;        /* a batch came since the last tick that arrived */
    bool was_caught_up;
};

/* Lease, log and checkpoint, each when it is its time. CP_DATA: the state cannot be trusted;
 * readers have been told. */
enum cp_status cp_publisher_follow(struct cp_publisher *publisher, int64_t now_ms,
                                   struct cp_failure *out_failure) CP_MUST_USE;

/* Steady time at which that has something to do again. */
int64_t cp_publisher_follow_ms(const struct cp_publisher *publisher);

/* Reads the organisation file again. One that cannot be right, or whose balances are of another
 * date, is told and left; the next picture is made with what is in force. */
void cp_publisher_reload(struct cp_publisher *publisher);

/* Who loses the lease forgets what it knew of Redis. */
void cp_publisher_lose_lease(struct cp_publisher *publisher, bool is_taken);

void cp_publisher_give_lease_back(struct cp_publisher *publisher);

#endif
