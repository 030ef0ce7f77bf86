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

static inline bool cp_dates_memo_holds(const struct cp_dates_memo *memo, int64_t utc_ms)
{
    return (uint64_t)utc_ms - (uint64_t)memo->from_ms < memo->length_ms;
}

/* The stretch around an instant from now on. */
void cp_dates_memo_take(const struct cp_zone *zone, int64_t utc_ms, struct cp_dates_memo *memo);

static inline struct cp_dates
cp_dates_of(const struct cp_zone *zone, const struct cp_record *record, struct cp_dates_memo *memo)
{
    if (!cp_dates_memo_holds(memo, record->arrival_ms)) {
        cp_dates_memo_take(zone, record->arrival_ms, memo);
    }
    struct cp_dates dates = {.arrival_utc = memo->day_utc, .arrival = memo->day};
    if (record->reason == CP_REASON_NONE) {
        const int64_t occurred_ms = record->event->fact.occurred_ms;
        dates.occurred =
            cp_dates_memo_holds(memo, occurred_ms) ? memo->day : cp_zone_day(zone, occurred_ms);
    }
    return dates;
}

#endif
