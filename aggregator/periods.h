/* The periods of the municipality's calendar: where one begins, the next, the same a year before,
 * and what it is called.
 *
 * Dates are local days (base/zone.h). Threads: any; pure. */
#ifndef CASEPULSE_PERIODS_H
#define CASEPULSE_PERIODS_H

#include <stdint.h>

#include "casepulse/aggregator/windows.h"

/* The first date of the period that `day` lies in. */
int32_t cp_period_start(enum cp_period period, int32_t day);

/* The first date of the period `steps` after (or before, if negative) the one beginning on `start`.
 */
int32_t cp_period_step(enum cp_period period, int32_t start, int32_t steps);

/* The same date a year before: 29 February becomes the 28th; of weeks the same number and weekday,
 * week 53 becomes 52 if the year before has none. */
int32_t cp_period_year_before(enum cp_period period, int32_t day);

/* "2013-05-21", "2013-W21", "2013-05", "2013-Q2", "2013-H1", "2013". */
void cp_period_label(enum cp_period period, int32_t start, char out_label[16]);

#endif
