#include "twin.h"

#include <stdarg.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "casepulse/base/memory.h"

struct twin *twin_create(struct cp_fold_settings settings)
{
    struct twin *twin = cp_allocate(1, sizeof(*twin));
    twin->settings = settings;
    twin->first_day = CP_DAY_NONE;
    return twin;
}

void twin_free(struct twin *twin)
{
    for (int i = 0; i < TWIN_PARTITIONS_MAX; i++) {
        free(twin->partitions[i].ids);
    }
    free(twin->rows);
    free(twin->cells);
    free(twin->moments);
    free(twin);
}

void twin_open(struct twin *twin, int32_t partition, int64_t offset)
{
    struct twin_partition *mine = &twin->partitions[partition];
    free(mine->ids);
    memset(mine, 0, sizeof(*mine));
    mine->is_open = true;
    mine->head.partition = partition;
    mine->head.start = offset;
    mine->head.offset = offset;
    mine->head.largest_arrival_ms = INT64_MIN;
    mine->head.last_arrival_ms = INT64_MIN;
    mine->head.anchor_offset = -1;
}

/* The unit's own name, or "_other" if the partition already has its most (rule 8). */
static const char *admitted(struct twin *twin, int32_t partition, const char *unit)
{
    struct twin_partition *mine = &twin->partitions[partition];
    if (unit[0] == '_') {
        return unit;
    }
    for (size_t i = 0; i < mine->known_count; i++) {
        if (strcmp(mine->known[i], unit) == 0) {
            return unit;
        }
    }
    if (mine->known_count >= (size_t)twin->settings.max_units) {
        return "_other";
    }
    assert_true(mine->known_count < TWIN_KNOWN_MAX);
    (void)strcpy(mine->known[mine->known_count++], unit);
    return unit;
}

static size_t row_of(struct twin *twin, int32_t partition, const char *unit, int administration)
{
    static const char *const codes[] = {"UNK", "OKF", "KFF", "BUF", "SUF", "SOF", "TMF", "BIF"};
    const int filed = administration >= 1 && administration <= 7 ? administration : 0;
    struct twin_row row = {.administration = filed};
    (void)snprintf(row.name, sizeof(row.name), "%s/%s", codes[filed],
                   admitted(twin, partition, unit));
    for (size_t i = 0; i < twin->row_count; i++) {
        if (strcmp(twin->rows[i].name, row.name) == 0) {
            return i;
        }
    }
    if (twin->row_count == twin->row_capacity) {
        twin->row_capacity = twin->row_capacity * 2 + 16;
        twin->rows = cp_reallocate(twin->rows, twin->row_capacity, sizeof(*twin->rows));
    }
    twin->rows[twin->row_count] = row;
    return twin->row_count++;
}

static int64_t *counts_of(struct twin *twin, size_t row, int32_t day)
{
    for (size_t i = 0; i <= twin->cell_count; i++) {
        const size_t at = i == 0 ? twin->last_cell : i - 1; /* mostly the one just found */
        if (at < twin->cell_count && twin->cells[at].row == row && twin->cells[at].day == day) {
            twin->last_cell = at;
            return twin->cells[at].counts;
        }
    }
    if (twin->cell_count == twin->cell_capacity) {
        twin->cell_capacity = twin->cell_capacity * 2 + 256;
        twin->cells = cp_reallocate(twin->cells, twin->cell_capacity, sizeof(*twin->cells));
    }
    struct twin_cell *cell = &twin->cells[twin->cell_count++];
    memset(cell, 0, sizeof(*cell));
    cell->row = row;
    cell->day = day;
    return cell->counts;
}

/* Adds to a counter of a row, on the date and in the minute of an instant. */
static void add(struct twin *twin, size_t row, int64_t utc_ms, uint16_t counter, int64_t delta)
{
    if (delta == 0) {
        return;
    }
    counts_of(twin, row, cp_zone_day(twin->settings.zone, utc_ms))[counter] += delta;
    if (twin->moment_count == twin->moment_capacity) {
        twin->moment_capacity = twin->moment_capacity * 2 + 1024;
        twin->moments = cp_reallocate(twin->moments, twin->moment_capacity, sizeof(*twin->moments));
    }
    int64_t minute = utc_ms / 60000;
    while (minute * 60000 > utc_ms) {
        minute--;
    }
    twin->moments[twin->moment_count++] =
        (struct twin_moment){.row = row, .minute = minute, .counter = counter, .delta = delta};
}

/* Rule 11. */
static void file_backlogs(struct twin *twin, size_t row, const struct cp_fact *fact, int sign)
{
    static const struct {
        uint16_t counter;
        int months;
    } backlogs[] = {{CP_COUNTER_BACKLOG_FLOW_3M, 3}, {CP_COUNTER_BACKLOG_FLOW_6M, 6}};
    for (size_t i = 0; i < sizeof(backlogs) / sizeof(backlogs[0]); i++) {
        const int32_t day = twin_backlog_day(&twin->settings, fact, backlogs[i].months);
        if (day != CP_DAY_NONE) {
            counts_of(twin, row, day)[backlogs[i].counter] += sign * twin_flow(fact);
        }
    }
}

/* Rules 2, 5, 6, 14. */
static void file(struct twin *twin, const struct cp_record *record)
{
    const struct cp_fact *fact = &record->event->fact;
    const int sign = record->event->is_retraction ? -1 : 1;
    const int32_t day = cp_zone_day(twin->settings.zone, fact->occurred_ms);
    const size_t row = row_of(twin, record->partition, fact->unit.bytes, fact->administration);
    const int64_t at_ms = fact->occurred_ms;
    for (uint16_t counter = 0; counter < CP_STORED_COUNT; counter++) {
        add(twin, row, at_ms, counter,
            sign * twin_weight(&twin->settings, fact, cp_counters[counter].id));
    }
    add(twin, row, at_ms, CP_COUNTER_RETRACTIONS, sign < 0);
    add(twin, row, at_ms, CP_COUNTER_REV,
        day < cp_zone_day(twin->settings.zone, record->arrival_ms));
    if (fact->type == CP_EVENT_UNIT_CHANGED) {
        const size_t from =
            row_of(twin, record->partition, fact->from_unit.bytes, fact->from_administration);
        const int group = twin->settings.subjects != NULL
                              ? cp_subjects_find(twin->settings.subjects, fact->subject)
                              : -1;
        add(twin, from, at_ms, CP_COUNTER_MOVED_OUT, sign);
        if (group >= 0) {
            add(twin, from, at_ms, (uint16_t)(CP_COUNTER_ACTIVE_FLOW_SUBJECT_0 + group), -sign);
        }
        file_backlogs(twin, from, fact, -sign);
    }
    file_backlogs(twin, row, fact, sign);
    if (sign > 0 && day < twin->first_day) {
        twin->first_day = day;
    }
}

enum cp_reason twin_record(struct twin *twin, const struct cp_record *record)
{
    struct cp_head *head = &twin->partitions[record->partition].head;
    assert_true(twin->partitions[record->partition].is_open);
    if (record->offset < head->offset) {
        return CP_REASON_NONE;
    }
    twin_skip_to(twin, record->partition, record->offset);
    head->offset++;
    head->last_arrival_ms = record->arrival_ms;
    head->largest_arrival_ms = record->arrival_ms > head->largest_arrival_ms
                                   ? record->arrival_ms
                                   : head->largest_arrival_ms;
    head->anchor_offset = record->offset;
    head->anchor_arrival_ms = record->arrival_ms;
    head->anchor_hash = record->value_hash;
    const enum cp_reason reason = twin_judge(twin, record);
    enum cp_verdict verdict = CP_VERDICT_COUNTED;
    if (reason != CP_REASON_NONE) {
        head->refused[reason]++;
        verdict = cp_reason_verdict(reason);
    } else {
        file(twin, record);
        verdict = record->event->is_retraction ? CP_VERDICT_RETRACTED : CP_VERDICT_COUNTED;
    }
    head->verdicts[verdict]++;
    twin_remember(twin, record, reason);
    twin_book_source(twin, record, reason, verdict);
    return reason;
}

void twin_skip_to(struct twin *twin, int32_t partition, int64_t offset)
{
    struct cp_head *head = &twin->partitions[partition].head;
    if (offset > head->offset) {
        head->gaps += offset - head->offset;
        head->offset = offset;
    }
}
