/* The twin's memory: every record that was counted, retracted or set aside stands in one long list
 * and is never forgotten; the rules 12 to 14 and 25 of the dictionary as they are written. */
#include "twin.h"

#include <stdarg.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "casepulse/base/memory.h"

static int64_t utc_day(int64_t ms)
{
    const int64_t day_ms = 24 * 60 * 60 * 1000;
    return ms >= 0 ? ms / day_ms : -((-ms + day_ms - 1) / day_ms);
}

/* The last remembered record of that kind and id near the day; NULL: none. */
static const struct twin_id *find(const struct twin *twin, const struct cp_record *record,
                                  const uint8_t *id, enum twin_kind kind)
{
    const struct twin_partition *mine = &twin->partitions[record->partition];
    const int64_t day = utc_day(record->arrival_ms);
    for (size_t i = mine->id_count; i-- > 0;) {
        const struct twin_id *known = &mine->ids[i];
        if (known->kind == kind && memcmp(known->id, id, CP_EVENT_ID_SIZE) == 0 &&
            llabs(known->day - day) <= twin->settings.horizon_days) {
            return known;
        }
    }
    return NULL;
}

static enum cp_reason judge_duplicate(const struct twin *twin, const struct cp_record *record)
{
    const struct cp_event *event = record->event;
    const struct twin_id *same = find(twin, record, event->id, TWIN_JUDGED);
    uint32_t hash = event->content_hash;
    if (same == NULL && event->is_retraction) {
        same = find(twin, record, event->cancelled_id, TWIN_CANCELLED);
        hash = event->fact_hash;
    }
    if (same == NULL) {
        return CP_REASON_NONE;
    }
    return same->hash == hash ? CP_REASON_DUPLICATE_SAME : CP_REASON_DUPLICATE_ALTERED;
}

static enum cp_reason judge_conflict(const struct twin *twin, const struct cp_record *record)
{
    const struct cp_event *event = record->event;
    const struct twin_id *original = find(twin, record, event->cancelled_id, TWIN_JUDGED);
    if (original != NULL) {
        const bool is_same = !original->is_retraction && original->hash == event->fact_hash;
        return is_same ? CP_REASON_NONE : CP_REASON_CONFLICT_CONTRADICTS;
    }
    return find(twin, record, event->cancelled_id, TWIN_AHEAD) != NULL
               ? CP_REASON_CONFLICT_SET_ASIDE
               : CP_REASON_NONE;
}

enum cp_reason twin_judge(const struct twin *twin, const struct cp_record *record)
{
    const struct cp_fold_settings *settings = &twin->settings;
    if (record->reason != CP_REASON_NONE) {
        return record->reason;
    }
    const struct cp_head *head = &twin->partitions[record->partition].head;
    if (utc_day(record->arrival_ms) < utc_day(head->largest_arrival_ms) - settings->horizon_days) {
        return CP_REASON_TOO_LATE_ARRIVAL;
    }
    const enum cp_reason duplicate = judge_duplicate(twin, record);
    if (duplicate != CP_REASON_NONE) {
        return duplicate;
    }
    const int64_t occurred_ms = record->event->fact.occurred_ms;
    if (occurred_ms - record->arrival_ms > settings->skew_ms) {
        return CP_REASON_TOO_FAR_AHEAD_AHEAD;
    }
    const int32_t age =
        cp_zone_day(settings->zone, record->arrival_ms) - cp_zone_day(settings->zone, occurred_ms);
    if (age > settings->history_days) {
        return CP_REASON_TOO_LATE_DATE;
    }
    return record->event->is_retraction ? judge_conflict(twin, record) : CP_REASON_NONE;
}

static void remember(struct twin *twin, const struct cp_record *record, const uint8_t *id,
                     enum twin_kind kind, uint32_t hash)
{
    struct twin_partition *mine = &twin->partitions[record->partition];
    if (mine->id_count == mine->id_capacity) {
        mine->id_capacity = mine->id_capacity * 2 + 64;
        mine->ids = cp_reallocate(mine->ids, mine->id_capacity, sizeof(*mine->ids));
    }
    struct twin_id *known = &mine->ids[mine->id_count++];
    *known = (struct twin_id){.kind = kind,
                              .is_retraction = record->event->is_retraction,
                              .hash = hash,
                              .day = utc_day(record->arrival_ms)};
    memcpy(known->id, id, CP_EVENT_ID_SIZE);
}

void twin_remember(struct twin *twin, const struct cp_record *record, enum cp_reason reason)
{
    const struct cp_event *event = record->event;
    struct cp_head *head = &twin->partitions[record->partition].head;
    if (reason == CP_REASON_TOO_FAR_AHEAD_AHEAD) {
        remember(twin, record, event->id, TWIN_AHEAD, event->content_hash);
        return;
    }
    if (reason == CP_REASON_DUPLICATE_ALTERED) {
        head->altered++;
    }
    if (reason != CP_REASON_NONE) {
        return;
    }
    const struct twin_id *retraction = find(twin, record, event->id, TWIN_CANCELLED);
    if (retraction != NULL && retraction->hash != event->content_hash) {
        head->contradicted++;
    }
    remember(twin, record, event->id, TWIN_JUDGED, event->content_hash);
    if (event->is_retraction) {
        remember(twin, record, event->cancelled_id, TWIN_CANCELLED, event->fact_hash);
    }
}

static struct cp_source_line *line_of(struct twin_partition *mine, const char *source)
{
    size_t named = 0;
    for (size_t i = 0; i < mine->source_count; i++) {
        if (strcmp(mine->sources[i].source, source) == 0) {
            return &mine->sources[i];
        }
        named += mine->sources[i].source[0] != '_';
    }
    if (source[0] != '_' && named == 64) {
        return line_of(mine, "_other");
    }
    assert_true(mine->source_count < CP_SOURCES_PER_PARTITION);
    struct cp_source_line *line = &mine->sources[mine->source_count++];
    memset(line, 0, sizeof(*line));
    line->partition = mine->head.partition;
    (void)strcpy(line->source, source);
    return line;
}

void twin_book_source(struct twin *twin, const struct cp_record *record, enum cp_reason reason,
                      enum cp_verdict verdict)
{
    const struct cp_event *event = record->event;
    struct cp_source_line *line =
        line_of(&twin->partitions[record->partition], event != NULL ? event->source : "_none");
    line->verdicts[verdict]++;
    line->last_arrival_ms = record->arrival_ms;
    if (reason != CP_REASON_NONE) {
        line->refused[reason]++;
    }
    if (line->source[0] == '_' || verdict == CP_VERDICT_MALFORMED || event->source_seq == 0) {
        return;
    }
    if (line->first == 0 || event->source_seq < line->first) {
        line->first = event->source_seq;
    }
    if (event->source_seq > line->last) {
        line->last = event->source_seq;
    }
    line->sequenced += verdict == CP_VERDICT_COUNTED || verdict == CP_VERDICT_RETRACTED;
}
