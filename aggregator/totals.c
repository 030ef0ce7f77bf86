/* Day counts by row as sent, and the current sums of the picture made from them.
 *
 * A batch moves a count in one history and the same count in the sums of each window that its day
 * lies in: in the unit's row, its administration's and the city's. Which windows those are is a bit
 * mask that depends on the day alone. When a window's bounds move, all sums begin at zero and the
 * histories are read once. */
#include "totals_parts.h"

#include <stdlib.h>
#include <string.h>

#include "casepulse/base/assert.h"
#include "casepulse/base/memory.h"

struct cp_totals *cp_totals_create(struct cp_picture_settings settings)
{
    CP_ASSERT(settings.publish_days > 0);
    struct cp_totals *totals = cp_allocate(1, sizeof(*totals));
    totals->settings = settings;
    totals->batch_rows = cp_allocate(CP_BATCH_ROWS_MAX, sizeof(*totals->batch_rows));
    totals->heads = cp_allocate(CP_PARTITIONS_MAX, sizeof(*totals->heads));
    totals->days =
        cp_allocate((size_t)CP_WIDE_COUNT * CP_HEADLINE_MAX * (size_t)settings.publish_days,
                    sizeof(*totals->days));
    memset(totals->headline_of, -1, sizeof(totals->headline_of));
    for (int place = 0; place < cp_headline_count(); place++) {
        totals->headline_of[cp_headline_counter(place)] = (int8_t)place;
    }
    for (int window = 0; window < CP_WINDOW_COUNT; window++) {
        totals->unit_windows |= cp_windows[window].is_unit ? UINT32_C(1) << window : 0;
    }
    totals->first_counted_day = CP_DAY_NONE;
    totals->picture.as_of_ms = INT64_MIN;
    cp_total_rows_init(&totals->sent);
    cp_picture_rows_init(&totals->rows);
    return totals;
}

void cp_totals_free(struct cp_totals *totals)
{
    if (totals == NULL) {
        return;
    }
    cp_total_rows_done(&totals->sent);
    cp_picture_rows_done(&totals->rows);
    free(totals->batch_rows);
    free(totals->heads);
    free(totals->sources);
    free(totals->days);
    free(totals);
}

static size_t cp_totals_days_size(const struct cp_totals *totals)
{
    return (size_t)CP_WIDE_COUNT * CP_HEADLINE_MAX * (size_t)totals->settings.publish_days *
           sizeof(*totals->days);
}

static void cp_totals_touch_all(struct cp_totals *totals)
{
    for (size_t row = 0; row < totals->rows.count; row++) {
        totals->rows.rows[row].version++;
    }
    for (int row = 0; row < CP_WIDE_COUNT; row++) {
        totals->days_version[row]++;
    }
}

void cp_totals_reset(struct cp_totals *totals)
{
    cp_total_rows_done(&totals->sent);
    cp_total_rows_init(&totals->sent);
    cp_picture_rows_done(&totals->rows);
    cp_picture_rows_init(&totals->rows);
    memset(totals->days, 0, cp_totals_days_size(totals));
    totals->first_counted_day = CP_DAY_NONE;
    totals->head_count = 0;
    totals->source_count = 0;
    totals->picture.generation++;
    cp_totals_touch_all(totals);
}

/* Rule 7 without an organisation file: the sender's own administration if it is one of the seven.
 */
static uint8_t cp_administration_of(const struct cp_row_key *key)
{
    return key->administration < CP_ADMINISTRATION_COUNT ? key->administration
                                                         : CP_ADMINISTRATION_UNKNOWN;
}

uint32_t cp_totals_row(struct cp_totals *totals, const struct cp_row_key *key)
{
    const size_t before = totals->sent.count;
    const uint32_t place = cp_total_rows_find(&totals->sent, key);
    if (totals->sent.count > before) {
        struct cp_total_row *row = &totals->sent.rows[place];
        const uint8_t administration = cp_administration_of(key);
        row->unit_row = cp_picture_rows_unit(&totals->rows, administration, &key->unit);
        row->wide_row = cp_picture_rows_wide(administration);
    }
    return place;
}

/* The windows that a day lies in. */
static uint32_t cp_totals_windows_of(const struct cp_totals *totals, int32_t day)
{
    uint32_t mask = 0;
    for (int window = 0; window < CP_WINDOW_COUNT && totals->has_windows; window++) {
        const struct cp_window_bounds *bounds = &totals->picture.windows[window];
        const bool is_inside = bounds->resolution == CP_RESOLUTION_DAY && day >= bounds->from_at &&
                               day < bounds->to_at;
        mask |= is_inside ? UINT32_C(1) << window : 0;
    }
    return mask;
}

static void cp_picture_row_add(struct cp_picture_row *row, uint32_t windows, uint16_t counter,
                               int64_t delta)
{
    for (uint32_t left = windows; left != 0; left &= left - 1) {
        row->counts[__builtin_ctz(left)][counter] += delta;
    }
    row->version++;
}

static int64_t *cp_totals_day_cell(const struct cp_totals *totals, size_t wide_row, int headline,
                                   int32_t day)
{
    const int32_t capacity = totals->settings.publish_days;
    const int32_t place = (day + CP_DAY_SHIFT) % capacity;
    return &totals->days[(wide_row * CP_HEADLINE_MAX + (size_t)headline) * (size_t)capacity +
                         (size_t)place];
}

static void cp_totals_add_day(struct cp_totals *totals, size_t wide_row, int headline, int32_t day,
                              int64_t delta)
{
    const int32_t today = totals->picture.today;
    if (!totals->has_windows || day > today || day <= today - totals->settings.publish_days) {
        return;
    }
    *cp_totals_day_cell(totals, wide_row, headline, day) += delta;
    totals->days_version[wide_row]++;
}

/* One count of a row as sent into every sum it belongs to. */
static void cp_totals_add(struct cp_totals *totals, const struct cp_total_row *total,
                          const struct cp_day_count *count, uint32_t windows)
{
    const uint16_t counter = (uint16_t)(cp_block_first(count->block) + count->column);
    struct cp_picture_row *rows = totals->rows.rows;
    cp_picture_row_add(&rows[CP_WIDE_ALL], windows, counter, count->value);
    cp_picture_row_add(&rows[total->wide_row], windows, counter, count->value);
    cp_picture_row_add(&rows[total->unit_row], windows & totals->unit_windows, counter,
                       count->value);
    const int headline = totals->headline_of[counter];
    if (headline >= 0) {
        cp_totals_add_day(totals, CP_WIDE_ALL, headline, count->day, count->value);
        cp_totals_add_day(totals, total->wide_row, headline, count->day, count->value);
    }
}

static void cp_totals_apply_group(struct cp_totals *totals, const struct cp_cell_group *group)
{
    struct cp_total_row *total = &totals->sent.rows[totals->batch_rows[group->row]];
    const uint32_t windows = cp_totals_windows_of(totals, group->day);
    for (int i = 0; i < group->count; i++) {
        const struct cp_day_count count = {.day = group->day,
                                           .block = group->block,
                                           .column = group->columns[i],
                                           .value = group->deltas[i]};
        cp_history_add(&total->history, count);
        cp_totals_add(totals, total, &count, windows);
    }
}

/* Heads stand in the order of their partitions. */
void cp_totals_take_head(struct cp_totals *totals, const struct cp_head *head)
{
    size_t at = totals->head_count;
    while (at > 0 && totals->heads[at - 1].partition >= head->partition) {
        at--;
    }
    const bool is_known = at < totals->head_count && totals->heads[at].partition == head->partition;
    if (!is_known) {
        CP_ASSERT(totals->head_count < CP_PARTITIONS_MAX);
        memmove(&totals->heads[at + 1], &totals->heads[at],
                (totals->head_count - at) * sizeof(*totals->heads));
        totals->head_count++;
    }
    totals->heads[at] = *head;
}

void cp_totals_take_source(struct cp_totals *totals, const struct cp_source_line *line)
{
    size_t at = 0;
    while (at < totals->source_count && (totals->sources[at].partition != line->partition ||
                                         strcmp(totals->sources[at].source, line->source) != 0)) {
        at++;
    }
    if (at == totals->source_capacity) {
        totals->source_capacity = totals->source_capacity > 0 ? totals->source_capacity * 2 : 16;
        totals->sources =
            cp_reallocate(totals->sources, totals->source_capacity, sizeof(*totals->sources));
    }
    totals->source_count += at == totals->source_count ? 1 : 0;
    totals->sources[at] = *line;
    totals->picture.sources_version++;
}

void cp_totals_apply(struct cp_totals *totals, const struct cp_increments *increments)
{
    for (size_t i = 0; i < increments->row_count; i++) {
        totals->batch_rows[i] = cp_totals_row(totals, &increments->rows[i]);
    }
    struct cp_cells_reader reader = cp_cells_read(increments);
    struct cp_cell_group group;
    while (cp_cells_next(&reader, &group)) {
        cp_totals_apply_group(totals, &group);
    }
    for (size_t i = 0; i < increments->head_count; i++) {
        cp_totals_take_head(totals, &increments->heads[i]);
    }
    for (size_t i = 0; i < increments->source_count; i++) {
        cp_totals_take_source(totals, &increments->sources[i]);
    }
    if (increments->first_day < totals->first_counted_day) {
        totals->first_counted_day = increments->first_day;
        cp_totals_touch_all(totals);
    }
}

void cp_totals_rebuild(struct cp_totals *totals)
{
    cp_picture_rows_zero(&totals->rows);
    memset(totals->days, 0, cp_totals_days_size(totals));
    for (size_t i = 0; i < totals->sent.count; i++) {
        const struct cp_total_row *total = &totals->sent.rows[i];
        struct cp_history_reader reader = cp_history_read(&total->history);
        struct cp_day_count count;
        int32_t day = CP_DAY_NONE;
        uint32_t windows = 0;
        while (cp_history_next(&reader, &count)) {
            if (count.day != day) {
                day = count.day;
                windows = cp_totals_windows_of(totals, day);
            }
            cp_totals_add(totals, total, &count, windows);
        }
    }
    cp_totals_touch_all(totals);
}

/* Moves `as_of` and all bounds; true if sums no longer fit them. */
static bool cp_totals_move(struct cp_totals *totals, int64_t as_of_ms)
{
    struct cp_picture *picture = &totals->picture;
    const int32_t today = cp_zone_day(totals->settings.zone, as_of_ms);
    const bool has_moved = !totals->has_windows || today != picture->today;
    picture->as_of_ms = as_of_ms;
    picture->today = today;
    for (int window = 0; window < CP_WINDOW_COUNT; window++) {
        picture->windows[window] =
            cp_window_at(totals->settings.zone, (enum cp_window)window, as_of_ms);
    }
    totals->has_windows = true;
    return has_moved;
}

bool cp_totals_offset(const struct cp_totals *totals, int32_t partition, int64_t *out_offset)
{
    for (size_t i = 0; i < totals->head_count; i++) {
        if (totals->heads[i].partition == partition) {
            *out_offset = totals->heads[i].offset;
            return true;
        }
    }
    return false;
}

static void cp_totals_cover(struct cp_totals *totals)
{
    struct cp_picture *picture = &totals->picture;
    const int32_t setting = totals->settings.data_from;
    picture->first_day = setting != CP_DAY_NONE ? setting : totals->first_counted_day;
    for (int window = 0; window < CP_WINDOW_COUNT; window++) {
        const int32_t from_day =
            cp_zone_day(totals->settings.zone, picture->windows[window].from_ms);
        picture->is_covered[window] =
            picture->first_day != CP_DAY_NONE && from_day >= picture->first_day;
    }
    const int32_t oldest = picture->today - totals->settings.publish_days + 1;
    picture->days_first = picture->first_day > oldest ? picture->first_day : oldest;
    if (picture->first_day == CP_DAY_NONE || picture->days_first > picture->today) {
        picture->days_first = CP_DAY_NONE;
    }
}

const struct cp_picture *cp_totals_picture(struct cp_totals *totals, int64_t as_of_ms)
{
    struct cp_picture *picture = &totals->picture;
    const int64_t later_ms = as_of_ms > picture->as_of_ms ? as_of_ms : picture->as_of_ms;
    if (cp_totals_move(totals, later_ms)) {
        cp_totals_rebuild(totals);
    }
    cp_totals_cover(totals);
    picture->row_count = totals->rows.count;
    picture->rows = totals->rows.rows;
    picture->days_capacity = totals->settings.publish_days;
    picture->days = totals->days;
    picture->days_version = totals->days_version;
    picture->head_count = totals->head_count;
    picture->heads = totals->heads;
    picture->source_count = totals->source_count;
    picture->sources = totals->sources;
    return picture;
}
