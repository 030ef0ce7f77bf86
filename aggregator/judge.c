/* One question after the other, in the order of CP_REASONS: the first that is answered with yes
 * gives the verdict. */
#include "judge.h"

#include <stddef.h>

static enum cp_reason cp_judge_copy(const struct cp_id_record *known, uint32_t hash)
{
    if (known == NULL) {
        return CP_REASON_NONE;
    }
    return known->hash == hash ? CP_REASON_DUPLICATE_SAME : CP_REASON_DUPLICATE_ALTERED;
}

/* A copy has a known id; a second retraction has one of its own, but takes back what is taken back
 * already. */
static enum cp_reason cp_judge_duplicate(const struct cp_event *event,
                                         const struct cp_ids_found *own,
                                         const struct cp_ids_found *original)
{
    const enum cp_reason reason = cp_judge_copy(own->judged, event->content_hash);
    if (reason != CP_REASON_NONE || !event->is_retraction) {
        return reason;
    }
    return cp_judge_copy(original->cancelled, event->fact_hash);
}

/* Of a retraction the time of the event that it takes back (rule 14). */
static enum cp_reason cp_judge_time(const struct cp_fold_settings *settings,
                                    const struct cp_record *record, const struct cp_dates *dates)
{
    if (record->event->fact.occurred_ms > record->arrival_ms + settings->skew_ms) {
        return CP_REASON_TOO_FAR_AHEAD_AHEAD;
    }
    if (dates->occurred < dates->arrival - settings->history_days) {
        return CP_REASON_TOO_LATE_DATE;
    }
    return CP_REASON_NONE;
}

/* What was never counted, or was something else, cannot be taken back. An original that is not
 * known at all may have been refused, forgotten, or is still to come. */
static enum cp_reason cp_judge_conflict(const struct cp_event *event,
                                        const struct cp_ids_found *original)
{
    if (original->judged != NULL) {
        const bool is_same = cp_id_record_kind(original->judged) == CP_ID_COUNTED &&
                             original->judged->hash == event->fact_hash;
        return is_same ? CP_REASON_NONE : CP_REASON_CONFLICT_CONTRADICTS;
    }
    return original->ahead != NULL ? CP_REASON_CONFLICT_SET_ASIDE : CP_REASON_NONE;
}

static enum cp_reason cp_judge_event(const struct cp_fold_settings *settings,
                                     const struct cp_record *record, const struct cp_dates *dates,
                                     const struct cp_ids_found *own,
                                     const struct cp_ids_found *original)
{
    enum cp_reason reason = cp_judge_duplicate(record->event, own, original);
    if (reason != CP_REASON_NONE) {
        return reason;
    }
    reason = cp_judge_time(settings, record, dates);
    if (reason != CP_REASON_NONE || !record->event->is_retraction) {
        return reason;
    }
    return cp_judge_conflict(record->event, original);
}

struct cp_judgement cp_judge(const struct cp_fold_settings *settings, const struct cp_ids *ids,
                             const struct cp_record *record, const struct cp_dates *dates,
                             int32_t latest_day)
{
    if (record->reason != CP_REASON_NONE) {
        return (struct cp_judgement){.reason = record->reason};
    }
    if (latest_day - dates->arrival_utc > settings->horizon_days) {
        return (struct cp_judgement){.reason = CP_REASON_TOO_LATE_ARRIVAL};
    }
    const struct cp_event *event = record->event;
    const struct cp_ids_found own = cp_ids_find(ids, event->id, dates->arrival_utc);
    struct cp_ids_found original = {.judged = NULL};
    if (event->is_retraction) {
        original = cp_ids_find(ids, event->cancelled_id, dates->arrival_utc);
    }
    const enum cp_reason reason = cp_judge_event(settings, record, dates, &own, &original);
    const bool differs = own.cancelled != NULL && own.cancelled->hash != event->content_hash;
    return (struct cp_judgement){.reason = reason,
                                 .is_contradicted = reason == CP_REASON_NONE && differs};
}
