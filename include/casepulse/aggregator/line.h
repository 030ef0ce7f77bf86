/* Many figures of a row in one go: what cp_picture_count and cp_picture_ratio (picture.h) say one
 * by one. Which cells each figure is made of is looked up once, in a plan.
 *
 * Threads: any; a plan is constant once made. Owns: itself. */
#ifndef CASEPULSE_AGGREGATOR_LINE_H
#define CASEPULSE_AGGREGATOR_LINE_H

#include "casepulse/aggregator/change.h"
#include "casepulse/aggregator/picture.h"

#define CP_LINE_NONE INT64_MIN /* the figure has no value */

struct cp_line_plan;

/* For these figures of wide rows, or of units. */
struct cp_line_plan *cp_line_plan_create(bool is_wide, const uint16_t *counters,
                                         size_t counter_count, const uint16_t *ratios,
                                         size_t ratio_count);
void cp_line_plan_free(struct cp_line_plan *plan);

/* The figures of a row of the plan's kind, in a window that such rows have: a count or CP_LINE_NONE
 * for each counter, numerator and denominator for each ratio. */
void cp_line_read(const struct cp_line_plan *plan, const struct cp_picture *picture,
                  const struct cp_picture_row *row, enum cp_window window, int64_t *out_counts,
                  struct cp_fraction *out_fractions);

#endif
