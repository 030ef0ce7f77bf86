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
    for (size_t i = 0; i < twin->cell_count; i++) {
        if (twin->cells[i].row == row && twin->cells[i].day == day) {
            return twin->cells[i].counts;
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

static void add(int64_t *counts, const char *id, int64_t weight)
{
    const int counter = cp_counter_find(id);
    assert_true(counter >= 0);
    counts[counter] += weight;
}

/* Rules 2, 5, 6, 14. */
static void file(struct twin *twin, const struct cp_record *record)
{
    const struct cp_fact *fact = &record->event->fact;
    const int sign = record->event->is_retraction ? -1 : 1;
    const int32_t day = cp_zone_day(twin->settings.zone, fact->occurred_ms);
    const size_t row = row_of(twin, record->partition, fact->unit.bytes, fact->administration);
    int64_t *counts = counts_of(twin, row, day);
    for (int counter = 0; counter < CP_COUNTER_COUNT; counter++) {
        if (!cp_counter_is_waiting((uint16_t)counter) && !cp_counters[counter].is_hidden) {
            counts[counter] += sign * twin_weight(fact, cp_counters[counter].id);
        }
    }
    if (sign < 0) {
        add(counts, "retractions", 1);
    }
    if (day < cp_zone_day(twin->settings.zone, record->arrival_ms)) {
        add(counts, "rev", 1);
    }
    if (fact->type == CP_EVENT_UNIT_CHANGED) {
        const size_t from =
            row_of(twin, record->partition, fact->from_unit.bytes, fact->from_administration);
        add(counts_of(twin, from, day), "moved_out", sign);
    }
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
