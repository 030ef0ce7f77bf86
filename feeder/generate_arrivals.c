/* A minute's arrivals are spread over it in order, one to each of its equal parts, so that nothing
 * has to be sorted or kept.
 *
 * How many there are follows from what a year is to hold: of 4,000,000 events 450,000 are inquiries
 * and 80 mean days (876,168) are those of the batch; the stories see to the rest. */
#include "generate_arrivals.h"

#include <string.h>

#define CP_ARRIVALS_STREAM 1
#define CP_ONE (UINT64_C(1) << 20)
#define CP_DAYS_PER_YEAR_10000 3652425
#define CP_INQUIRIES 457 /* of 4,000 events; holidays take 7 of them away */
#define CP_BLOCK_DAYS 365
#define CP_BATCH_FACTOR 80
#define CP_BATCH_CASE_EVENTS 8 /* the mean of 6 to 10 */
#define CP_BATCH_FROM_MINUTE (2 * 60)
#define CP_BATCH_MINUTES (4 * 60)
#define CP_DAY_FACTOR_LEAST 75 /* no two days are equally busy: 75 to 125 percent */
#define CP_DAY_FACTORS 51

void cp_arrivals_init(struct cp_arrivals *arrivals, const struct cp_rhythm *rhythm,
                      const struct cp_arrivals_plan *plan)
{
    memset(arrivals, 0, sizeof(*arrivals));
    cp_random_start(&arrivals->random, plan->seed, CP_ARRIVALS_STREAM);
    arrivals->rhythm = rhythm;
    arrivals->day = plan->from_day - 1; /* the first step leads to the first day */
    arrivals->to_day = plan->to_day;
    arrivals->block_end = plan->from_day;
    arrivals->batch_day = INT32_MIN;
    const uint64_t per_year = (uint64_t)plan->per_year;
    const uint64_t inquiries = per_year * CP_INQUIRIES / 4000;
    arrivals->inquiries_per_week =
        inquiries * 7 * 10000 * (CP_ONE / 1024) / CP_DAYS_PER_YEAR_10000 * 1024;
    if (plan->has_batches) {
        arrivals->batch_cases =
            per_year * CP_BATCH_FACTOR * 10000 / CP_DAYS_PER_YEAR_10000 / CP_BATCH_CASE_EVENTS;
    }
}

/* One work day of each 365. */
static void cp_arrivals_plan_batch(struct cp_arrivals *arrivals)
{
    arrivals->batch_day =
        arrivals->block_end + (int32_t)cp_random_below(&arrivals->random, CP_BLOCK_DAYS - 14);
    while (!cp_rhythm_is_work_day(arrivals->batch_day)) {
        arrivals->batch_day++;
    }
    arrivals->block_end += CP_BLOCK_DAYS;
}

static bool cp_arrivals_begin_day(struct cp_arrivals *arrivals)
{
    if (arrivals->day + 1 >= arrivals->to_day) {
        return false;
    }
    arrivals->day++;
    const struct cp_zone *zone = arrivals->rhythm->zone;
    arrivals->minute_ms = cp_zone_day_start_ms(zone, arrivals->day);
    arrivals->day_end_ms = cp_zone_day_start_ms(zone, arrivals->day + 1);
    arrivals->minute = 0;
    if (arrivals->day == arrivals->block_end) {
        cp_arrivals_plan_batch(arrivals);
    }
    const uint64_t percent =
        CP_DAY_FACTOR_LEAST + cp_random_below(&arrivals->random, CP_DAY_FACTORS);
    arrivals->inquiries_today = arrivals->inquiries_per_week / CP_RHYTHM_WEEK *
                                cp_rhythm_day_weight(arrivals->day) / CP_RHYTHM_DAY * percent / 100;
    return true;
}

static uint64_t cp_arrivals_of_batch(const struct cp_arrivals *arrivals)
{
    const int32_t at = arrivals->minute - CP_BATCH_FROM_MINUTE;
    if (arrivals->day != arrivals->batch_day || at < 0 || at >= CP_BATCH_MINUTES) {
        return 0;
    }
    const uint64_t minute = (uint64_t)at;
    return arrivals->batch_cases * (minute + 1) / CP_BATCH_MINUTES -
           arrivals->batch_cases * minute / CP_BATCH_MINUTES;
}

/* On the two odd days the hours after the change bear the weights of their neighbours. */
static void cp_arrivals_count(struct cp_arrivals *arrivals)
{
    const int32_t hour = arrivals->minute / 60 < 24 ? arrivals->minute / 60 : 23;
    const uint64_t expected = arrivals->inquiries_today * cp_rhythm_hour_weight(hour) / 60;
    const uint64_t count = expected / CP_ONE +
                           (cp_random_below(&arrivals->random, CP_ONE) < expected % CP_ONE ? 1 : 0);
    const uint64_t batch = cp_arrivals_of_batch(arrivals);
    arrivals->count = (uint32_t)(count + batch);
    arrivals->batch_left = (uint32_t)batch;
    arrivals->at = 0;
}

static bool cp_arrivals_begin_minute(struct cp_arrivals *arrivals)
{
    if (arrivals->day_end_ms != 0) {
        arrivals->minute_ms += CP_MS_PER_MINUTE;
        arrivals->minute++;
    }
    if (arrivals->minute_ms >= arrivals->day_end_ms && !cp_arrivals_begin_day(arrivals)) {
        return false;
    }
    cp_arrivals_count(arrivals);
    return true;
}

bool cp_arrivals_next(struct cp_arrivals *arrivals, struct cp_arrival *out_arrival)
{
    while (arrivals->at == arrivals->count) {
        if (!cp_arrivals_begin_minute(arrivals)) {
            return false;
        }
    }
    struct cp_random *random = &arrivals->random;
    const uint64_t in_part_ms = cp_random_below(random, CP_MS_PER_MINUTE);
    const uint64_t offset_ms =
        ((uint64_t)arrivals->at * CP_MS_PER_MINUTE + in_part_ms) / arrivals->count;
    const uint32_t left = arrivals->count - arrivals->at++;
    out_arrival->due_ms = arrivals->minute_ms + (int64_t)offset_ms;
    out_arrival->is_batch =
        arrivals->batch_left > 0 && cp_random_below(random, left) < arrivals->batch_left;
    arrivals->batch_left -= out_arrival->is_batch;
    return true;
}
