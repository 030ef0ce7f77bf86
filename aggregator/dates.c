#include "dates.h"

#include "ids.h"

void cp_dates_memo_take(const struct cp_zone *zone, int64_t utc_ms, struct cp_dates_memo *memo)
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
