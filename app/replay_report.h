/* What a replay measures of itself and writes in the end: the capacity report.
 *
 * Threads: the replay's. Owns: meters and what they showed; plan and organisation's path are lent
 * for life. */
#ifndef CASEPULSE_REPLAY_REPORT_H
#define CASEPULSE_REPLAY_REPORT_H

#include "replay_count.h"
#include "replay_order.h"
#include "replay_plan.h"

struct cp_replay_report;

struct cp_replay_report *cp_replay_report_create(const struct cp_replay_plan *plan);
void cp_replay_report_free(struct cp_replay_report *report);

/* Just before the first read. */
void cp_replay_report_begin(struct cp_replay_report *report, const struct cp_range *range);

/* After each take, of whatever was counted last; `left`: offsets still to be read. */
void cp_replay_report_took(struct cp_replay_report *report, const struct cp_replay_order *order,
                           const struct cp_replay_count *count, int64_t left);

/* A picture is out. */
void cp_replay_report_ticked(struct cp_replay_report *report);

/* True if stdout is for the report alone. */
bool cp_replay_report_takes_stdout(const struct cp_replay_plan *plan);

/* Writes the report wherever the plan wants it. Outcomes as of cp_capacity_put. */
enum cp_status cp_replay_report_put(struct cp_replay_report *report, bool is_complete,
                                    struct cp_failure *out_failure) CP_MUST_USE;

#endif
