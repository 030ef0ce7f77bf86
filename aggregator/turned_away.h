/* Units that a partition has no place for any more (counting rule 8): what they are called, so that
 * the rows they have from other partitions can be marked incomplete.
 *
 * Threads: the shard's. Owns: the names. Bounded: CP_TURNED_AWAY_MAX; later ones are not named. */
#ifndef CASEPULSE_TURNED_AWAY_H
#define CASEPULSE_TURNED_AWAY_H

#include "casepulse/aggregator/increments.h"
#include "unit_set.h"

#define CP_TURNED_AWAY_MAX 8192

struct cp_turned_away {
    struct cp_unit_set known; /* named in a batch already, or in the open one */
    size_t pending_count;     /* in the open one */
    struct cp_short_text *pending;
};

void cp_turned_away_init(struct cp_turned_away *away);
void cp_turned_away_done(struct cp_turned_away *away);

/* Forgets everything. */
void cp_turned_away_clear(struct cp_turned_away *away);

/* Forgets what was named in sealed batches: it is named again when it is met again. */
void cp_turned_away_forget(struct cp_turned_away *away);

/* True if the open batch names the unit from now on, and did not before. */
bool cp_turned_away_add(struct cp_turned_away *away, const struct cp_short_text *unit);

/* Writes a key for each name of the open batch, returns how many, and begins the next. */
size_t cp_turned_away_seal(struct cp_turned_away *away, struct cp_row_key *out_keys);

#endif
