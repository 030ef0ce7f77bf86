/* An event is filed once more by hour and by minute while a rolling window can reach it: windows of
 * up to 90 days and 24 hours before the instant that a picture is asked for. That is after the
 * arrival, or the one instant that was settled beforehand. */
#include "fold_filing.h"

#include "backlog.h"
#include "casepulse/aggregator/resolution.h"
#include "columns.h"

/* The steps of time that a record is filed under, the date first. */
struct cp_steps {
    int count;
    struct cp_step list[CP_RESOLUTION_COUNT];
};

static int64_t cp_fold_reference_ms(const struct cp_fold_settings *settings, int64_t arrival_ms)
{
    if (settings->as_of_ms != INT64_MAX) {
        return settings->as_of_ms;
    }
    return arrival_ms > settings->as_of_from_ms ? arrival_ms : settings->as_of_from_ms;
}

static void cp_steps_add(struct cp_steps *steps, enum cp_resolution resolution, int32_t at)
{
    steps->list[steps->count++] = (struct cp_step){.resolution = resolution, .at = at};
}

static inline void cp_steps_find(const struct cp_fold_settings *settings,
                                 const struct cp_record *record, int32_t day,
                                 struct cp_steps *out_steps)
{
    const int64_t occurred_ms = record->event->fact.occurred_ms;
    const int64_t reference_ms = cp_fold_reference_ms(settings, record->arrival_ms);
    out_steps->count = 0;
    cp_steps_add(out_steps, CP_RESOLUTION_DAY, day);
    if (occurred_ms > reference_ms - CP_HOURS_KEPT_MS) {
        cp_steps_add(out_steps, CP_RESOLUTION_HOUR,
                     cp_resolution_at(CP_RESOLUTION_HOUR, settings->zone, occurred_ms));
    }
    if (occurred_ms > reference_ms - CP_MINUTES_KEPT_MS) {
        cp_steps_add(out_steps, CP_RESOLUTION_MINUTE,
                     cp_resolution_at(CP_RESOLUTION_MINUTE, settings->zone, occurred_ms));
    }
}

static inline void cp_file_touches(struct cp_cells *cells, uint32_t row,
                                   const struct cp_steps *steps, const struct cp_touches *touches)
{
    for (int step = 0; step < steps->count; step++) {
        cp_cells_add(cells, row, steps->list[step], touches->list, touches->count);
    }
}

/* A retraction takes back all that its event added. */
static void cp_touches_negate(struct cp_touches *touches)
{
    for (int i = 0; i < touches->count; i++) {
        touches->list[i].weight = -touches->list[i].weight;
    }
}

static void cp_file_sender(struct cp_cells *cells, const struct cp_fold_settings *settings,
                           const struct cp_record *record, uint32_t row,
                           const struct cp_steps *steps)
{
    struct cp_touches touches;
    cp_touches_clear(&touches);
    cp_touch_sender(settings, &record->event->fact, &touches);
    if (record->event->is_retraction) {
        cp_touches_negate(&touches);
    }
    cp_file_touches(cells, row, steps, &touches);
}

static void cp_file_backlog(struct cp_cells *cells, uint32_t row, const int32_t days[CP_BACKLOGS],
                            int32_t flow)
{
    for (int i = 0; i < CP_BACKLOGS; i++) {
        const struct cp_touch touch = {cp_backlogs[i].counter, flow};
        cp_cells_add(cells, row, (struct cp_step){CP_RESOLUTION_DAY, days[i]}, &touch, 1);
    }
}

/* An event that opens, closes or moves a case. */
static void cp_file_flow(struct cp_cells *cells, const struct cp_fold_settings *settings,
                         struct cp_dues *dues, const struct cp_record *record, int32_t day,
                         struct cp_fold_rows rows)
{
    const struct cp_fact *fact = &record->event->fact;
    const int32_t flow = record->event->is_retraction ? -cp_flow_of(fact) : cp_flow_of(fact);
    int32_t days[CP_BACKLOGS];
    if (!cp_backlog_days(settings, dues, fact, day, days)) {
        return;
    }
    cp_file_backlog(cells, rows.own, days, flow);
    if (fact->type == CP_EVENT_UNIT_CHANGED) {
        cp_file_backlog(cells, rows.sender, days, -flow);
    }
}

void cp_file_record(struct cp_cells *cells, const struct cp_fold_settings *settings,
                    struct cp_dues *dues, const struct cp_record *record,
                    const struct cp_dates *dates, struct cp_fold_rows rows)
{
    const struct cp_fact *fact = &record->event->fact;
    struct cp_steps steps;
    struct cp_touches touches;
    cp_steps_find(settings, record, dates->occurred, &steps);
    cp_touches_clear(&touches);
    cp_touch_fact(settings, fact, dates->occurred, &touches);
    if (record->event->is_retraction) {
        cp_touches_negate(&touches);
        cp_touch(&touches, CP_COUNTER_RETRACTIONS);
    }
    if (dates->occurred < dates->arrival) {
        cp_touch(&touches, CP_COUNTER_REV);
    }
    cp_file_touches(cells, rows.own, &steps, &touches);
    if (fact->type == CP_EVENT_UNIT_CHANGED) {
        cp_file_sender(cells, settings, record, rows.sender, &steps);
    }
    if (cp_flow_of(fact) != 0) {
        cp_file_flow(cells, settings, dues, record, dates->occurred, rows);
    }
}
