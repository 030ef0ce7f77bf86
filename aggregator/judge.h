/* The verdicts that need the arrival but no memory of ids (DOMAIN rule 12).
 *
 * Threads: any; pure. */
#ifndef CASEPULSE_JUDGE_H
#define CASEPULSE_JUDGE_H

#include "casepulse/aggregator/fold.h"

/* The reason that refuses the record, or NONE. `largest_arrival_ms` is that of all records of the
 * partition read so far, this one included. */
enum cp_reason cp_judge(const struct cp_fold_settings *settings, const struct cp_record *record,
                        int64_t largest_arrival_ms);

#endif
