/* What becomes of a record: its date, its verdict, its counters, its id, its line in the books. */
#include "casepulse/aggregator/fold.h"
#include "fold_filing.h"
#include "fold_parts.h"
#include "judge.h"

/* Names a unit that has just been counted in "_other" for want of a place. */
static void cp_fold_turn_away(struct cp_fold *fold, const struct cp_short_text *unit)
{
    if (cp_turned_away_add(&fold->away, unit)) {
        fold->batch_row_bytes += unit->size + (size_t)CP_ROW_BYTES_MORE;
    }
}

static void cp_fold_name_row(struct cp_fold *fold, uint32_t row)
{
    fold->row_in_batch[row] = (uint32_t)fold->batch_row_count;
    fold->batch_rows[fold->batch_row_count++] = row;
    fold->batch_row_bytes +=
        cp_sent_rows_key(fold->rows, row)->unit.size + (size_t)CP_ROW_BYTES_MORE;
}

/* The number that the row of a unit as sent has in the open batch, which names it from now on. */
static uint32_t cp_fold_row(struct cp_fold *fold, struct cp_fold_partition *partition,
                            const struct cp_short_text *unit, uint8_t administration)
{
    const struct cp_row_found found =
        cp_sent_rows_find(fold->rows, partition->head.partition, unit, administration);
    if (found.is_learnt) {
        cp_fold_batch_learn(&fold->batch, partition, unit);
    }
    if (found.is_turned_away) {
        cp_fold_turn_away(fold, unit);
    }
    if (fold->row_in_batch[found.row] == CP_NOT_IN_BATCH) {
        cp_fold_name_row(fold, found.row);
    }
    return fold->row_in_batch[found.row];
}

/* Files a counted or retracted record: in its own row, a move in the sender's too (rule 6). */
static void cp_fold_file(struct cp_fold *fold, struct cp_fold_partition *partition,
                         const struct cp_record *record, const struct cp_dates *dates)
{
    const struct cp_event *event = record->event;
    const struct cp_fact *fact = &event->fact;
    struct cp_fold_rows rows = {0};
    rows.own = cp_fold_row(fold, partition, &fact->unit, fact->administration);
    if (fact->type == CP_EVENT_UNIT_CHANGED) {
        rows.sender = cp_fold_row(fold, partition, &fact->from_unit, fact->from_administration);
    }
    cp_file_record(fold->cells, &fold->settings, &fold->dues, record, dates, rows);
    if (!event->is_retraction && dates->occurred < fold->first_day) {
        fold->first_day = dates->occurred;
    }
}

/* What the partition remembers of the record, so that later ones can be judged by it. */
static void cp_fold_remember(struct cp_fold *fold, struct cp_fold_partition *partition,
                             const struct cp_record *record, int32_t day, enum cp_reason reason)
{
    const struct cp_event *event = record->event;
    struct cp_fold_batch *batch = &fold->batch;
    if (reason == CP_REASON_TOO_FAR_AHEAD_AHEAD) {
        cp_fold_batch_remember(batch, partition, event->id, CP_ID_AHEAD, event->content_hash, day);
    } else if (reason == CP_REASON_NONE && event->is_retraction) {
        cp_fold_batch_remember(batch, partition, event->id, CP_ID_RETRACTION, event->content_hash,
                               day);
        cp_fold_batch_remember(batch, partition, event->cancelled_id, CP_ID_CANCELLED,
                               event->fact_hash, day);
    } else if (reason == CP_REASON_NONE) {
        cp_fold_batch_remember(batch, partition, event->id, CP_ID_COUNTED, event->content_hash,
                               day);
    }
}

/* Moves the head behind the record: offset, arrival clock, anchor. */
static void cp_fold_advance(struct cp_fold *fold, struct cp_fold_partition *partition,
                            const struct cp_record *record, int32_t day)
{
    struct cp_head *head = &partition->head;
    cp_fold_touch(fold, partition);
    head->gaps += record->offset - head->offset;
    head->offset = record->offset + 1;
    head->last_arrival_ms = record->arrival_ms;
    if (record->arrival_ms > head->largest_arrival_ms) {
        head->largest_arrival_ms = record->arrival_ms;
    }
    head->anchor_offset = record->offset;
    head->anchor_arrival_ms = record->arrival_ms;
    head->anchor_hash = record->value_hash;
    if (day > partition->days.last_day) {
        cp_fold_batch_advance(&fold->batch, partition, day);
    }
}

static void cp_fold_touch_line(struct cp_fold *fold, struct cp_fold_partition *partition,
                               size_t line)
{
    CP_ASSERT(fold->touched_line_count < CP_SOURCE_LINES_MAX);
    partition->is_line_touched[line] = true;
    fold->touched_lines[fold->touched_line_count++] =
        (struct cp_touched_line){.partition = partition->head.partition, .line = (uint32_t)line};
}

static enum cp_verdict cp_fold_verdict(struct cp_head *head, const struct cp_record *record,
                                       struct cp_judgement judgement)
{
    if (judgement.reason == CP_REASON_NONE) {
        head->contradicted += judgement.is_contradicted;
        return record->event->is_retraction ? CP_VERDICT_RETRACTED : CP_VERDICT_COUNTED;
    }
    head->refused[judgement.reason]++;
    head->altered += judgement.reason == CP_REASON_DUPLICATE_ALTERED;
    return cp_reason_verdict(judgement.reason);
}

static void cp_fold_book(struct cp_fold *fold, struct cp_fold_partition *partition,
                         const struct cp_record *record, struct cp_judgement judgement)
{
    struct cp_head *head = &partition->head;
    const enum cp_verdict verdict = cp_fold_verdict(head, record, judgement);
    head->verdicts[verdict]++;
    const size_t line = cp_sources_find(&partition->sources, head->partition, record->event);
    if (!partition->is_line_touched[line]) {
        cp_fold_touch_line(fold, partition, line);
    }
    cp_source_line_book(&partition->sources.lines[line], verdict, judgement.reason, record->event,
                        record->arrival_ms);
}

enum cp_reason cp_fold_record(struct cp_fold *fold, const struct cp_record *record)
{
    struct cp_fold_partition *partition = cp_fold_partition(fold, record->partition);
    if (record->offset < partition->head.offset) {
        return CP_REASON_NONE;
    }
    const struct cp_dates dates = cp_dates_of(fold->settings.zone, record, &fold->dates);
    cp_fold_advance(fold, partition, record, dates.arrival_utc);
    const struct cp_judgement judgement =
        cp_judge(&fold->settings, partition->ids, record, &dates, partition->days.last_day);
    if (judgement.reason == CP_REASON_NONE) {
        cp_fold_file(fold, partition, record, &dates);
    }
    cp_fold_remember(fold, partition, record, dates.arrival_utc, judgement.reason);
    cp_fold_book(fold, partition, record, judgement);
    if (fold->room <= 1) {
        cp_fold_measure_room(fold);
    } else {
        fold->room--;
    }
    return judgement.reason;
}

void cp_fold_expect(const struct cp_fold *fold, int32_t partition,
                    const uint8_t id[CP_EVENT_ID_SIZE])
{
    const struct cp_fold_partition *open = &fold->partitions[partition];
    if (open->is_open) {
        cp_ids_prefetch(open->ids, id);
    }
}
