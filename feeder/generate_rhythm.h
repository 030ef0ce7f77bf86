/* The rhythm of a municipality's week: how much of a day's and an hour's work falls where, in civil
 * time. Evenings and weekends are for self-service; fixed holidays are as quiet as Sundays.
 *
 * Threads: any, once made. Owns: nothing. */
#ifndef CASEPULSE_FEEDER_GENERATE_RHYTHM_H
#define CASEPULSE_FEEDER_GENERATE_RHYTHM_H

#include <stdbool.h>
#include <stdint.h>

#include "casepulse/base/zone.h"
#include "generate_random.h"

/* Sums of the weights below, of a week without holidays and of a day. */
#define CP_RHYTHM_WEEK 531
#define CP_RHYTHM_DAY 1034

struct cp_rhythm {
    const struct cp_zone *zone;
    uint8_t hour_of_weight[CP_RHYTHM_DAY]; /* each hour as often as its weight */
};

void cp_rhythm_init(struct cp_rhythm *rhythm, const struct cp_zone *zone);

/* The weight of a local date, and of an hour of the day, 0 to 23. */
uint32_t cp_rhythm_day_weight(int32_t day);
uint32_t cp_rhythm_hour_weight(int64_t hour);

bool cp_rhythm_is_work_day(int32_t day);

/* A moment when somebody works, on the date of `at_ms` or the next work day; after `after_ms`. */
int64_t cp_rhythm_work_ms(const struct cp_rhythm *rhythm, struct cp_random *random, int64_t at_ms,
                          int64_t after_ms);

#endif
