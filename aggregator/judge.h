/* The verdicts that need the arrival and what came before (counting rule 12 to 14).
 *
 * Threads: the shard's; looks only. */
#ifndef CASEPULSE_JUDGE_H
#define CASEPULSE_JUDGE_H

#include <stdbool.h>

#include "casepulse/aggregator/fold.h"
#include "dates.h"
#include "ids.h"

struct cp_judgement {
    enum cp_reason reason;
    bool is_contradicted; /* counted, but its retraction came before and says otherwise */
};

/* The reason that refuses the record, or NONE. `latest_day` is the UTC day of the latest arrival of
 * the partition so far, this record's included; `ids` is what the partition remembers. */
struct cp_judgement cp_judge(const struct cp_fold_settings *settings, const struct cp_ids *ids,
                             const struct cp_record *record, const struct cp_dates *dates,
                             int32_t latest_day);

#endif
