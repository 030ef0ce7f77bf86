#include "dates.h"

#include "ids.h"

static bool cp_dates_memo_holds(const struct cp_dates_memo *memo, int64_t utc_ms)
{
    return (uint64_t)utc_ms - (uint64_t)memo->from_ms < memo->length_ms;
}

static void cp_dates_memo_take(const struct cp_zone *zone, int64_t utc_ms,
                               struct cp_dates_memo *memo)
{
    const struct cp_zone_span span = cp_zone_day_span(zone, utc_ms);
    const int32_t day_utc = cp_arrival_day(utc_ms);
    const int64_t from_ms = day_utc * CP_MS_PER_DAY;
    const int64_t to_ms = from_ms + CP_MS_PER_DAY;
    *memo = (struct cp_dates_memo){
        .from_ms = span.from_ms > from_ms ? span.from_ms : from_ms,
        .day_utc = day_utc,
        .day = span.day,
    };
    const int64_t end_ms = span.to_ms < to_ms ? span.to_ms : to_ms;
    memo->length_ms = end_ms > memo->from_ms ? (uint64_t)(end_ms - memo->from_ms) : 0;
}

struct cp_dates cp_dates_of(const struct cp_zone *zone, const struct cp_record *record,
                            struct cp_dates_memo *memo)
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
