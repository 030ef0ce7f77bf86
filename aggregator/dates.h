/* The dates that a record is judged and filed by, found out once for everybody who asks.
 *
 * Threads: the shard's. Owns: nothing. */
#ifndef CASEPULSE_DATES_H
#define CASEPULSE_DATES_H

#include "casepulse/aggregator/fold.h"

struct cp_dates {
    int32_t arrival_utc; /* the UTC day of the arrival: ids are kept by it */
    int32_t arrival;     /* local, as those below */
    int32_t occurred;    /* of a retraction that of the event it takes back; 0 without an event */
};

/* A stretch of time within one UTC day and one local date: arrivals come in runs. All zero: none
 * is known yet. */
struct cp_dates_memo {
    int64_t from_ms;
    uint64_t length_ms;
    int32_t day_utc;
    int32_t day;
};

struct cp_dates cp_dates_of(const struct cp_zone *zone, const struct cp_record *record,
                            struct cp_dates_memo *memo);

#endif
