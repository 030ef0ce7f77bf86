/* A run of a replay made by hand: a history of a municipality and meters that move, no Kafka. */
#ifndef CASEPULSE_TESTS_SAMPLE_RUN_H
#define CASEPULSE_TESTS_SAMPLE_RUN_H

#include "casepulse/capacity/recorder.h"

/* Of a group of tests: their state is the municipality's zone. */
int sample_run_set_up(void **state);
int sample_run_tear_down(void **state);

/* Two years of arrivals, most of them in office hours, at full speed or paced; the caller frees the
 * result. Constant. */
struct cp_capacity_result *sample_run_result(const struct cp_zone *zone, bool is_paced);

/* A run that found nothing: only the first and the last sample were taken, or not even these. */
struct cp_capacity_result *sample_run_empty(const struct cp_zone *zone, bool has_samples);

/* One event, over before the clock moved. */
struct cp_capacity_result *sample_run_instant(const struct cp_zone *zone);

#endif
