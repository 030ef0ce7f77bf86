/* What was counted, and its picture: batches come in, windows move on, the organisation changes.
 *
 * A batch only adds counts to the histories of its rows. Whoever asks for the picture lets
 * totals_sums.c add to the sums what came since, row by row; a move of the windows lets it sum anew
 * what it concerns. */
#include "totals_parts.h"

#include <stdlib.h>
#include <string.h>

#include "casepulse/base/assert.h"
#include "casepulse/base/memory.h"

struct cp_totals *cp_totals_create(struct cp_picture_settings settings)
{
    CP_ASSERT(settings.publish_days > 0);
    struct cp_totals *totals = cp_allocate(1, sizeof(*totals));
    totals->own_catalogue = settings.catalogue == NULL ? cp_catalogue_create(NULL) : NULL;
    totals->settings = settings;
    totals->batch_rows = cp_allocate(CP_BATCH_ROWS_MAX, sizeof(*totals->batch_rows));
    totals->heads = cp_allocate(CP_PARTITIONS_MAX, sizeof(*totals->heads));
    for (int window = 0; window < CP_WINDOW_COUNT; window++) {
        totals->windows_of[cp_windows[window].resolution] |= UINT32_C(1) << window;
    }
    totals->first_counted_day = CP_DAY_NONE;
    totals->picture.as_of_ms = INT64_MIN;
    totals->picture.catalogue =
        totals->own_catalogue != NULL ? totals->own_catalogue : settings.catalogue;
    for (int resolution = 0; resolution < CP_RESOLUTION_COUNT; resolution++) {
        cp_segments_init(&totals->segments[resolution]);
    }
    cp_stocks_init(&totals->stocks);
    cp_total_rows_init(&totals->sent);
    cp_totals_adopt(totals, settings.organisation != NULL ? settings.organisation
                                                          : cp_organisation_default());
    return totals;
}

void cp_totals_free(struct cp_totals *totals)
{
    if (totals == NULL) {
        return;
    }
    cp_news_done(&totals->news);
    cp_total_rows_done(&totals->sent);
    cp_picture_rows_done(&totals->rows);
    cp_unit_set_done(&totals->turned_away);
    for (int resolution = 0; resolution < CP_RESOLUTION_COUNT; resolution++) {
        cp_segments_done(&totals->segments[resolution]);
    }
    cp_stocks_done(&totals->stocks);
    cp_days_done(&totals->days);
    cp_catalogue_free(totals->own_catalogue);
    free(totals->batch_rows);
    free(totals->heads);
    free(totals->sources);
    free(totals);
}

void cp_totals_touch_all(struct cp_totals *totals)
{
    cp_picture_rows_touch_all(&totals->rows);
    cp_days_touch_all(&totals->days);
}

void cp_totals_reset(struct cp_totals *totals)
{
    cp_news_clear(&totals->news);
    cp_total_rows_done(&totals->sent);
    cp_total_rows_init(&totals->sent);
    totals->first_counted_day = CP_DAY_NONE;
    totals->head_count = 0;
    totals->source_count = 0;
    cp_unit_set_done(&totals->turned_away);
    cp_picture_rows_done(&totals->rows);
    cp_totals_adopt(totals, totals->picture.organisation);
    totals->picture.generation++;
}

uint32_t cp_totals_row(struct cp_totals *totals, const struct cp_row_key *key)
{
    const size_t before = totals->sent.count;
    const uint32_t place = cp_total_rows_find(&totals->sent, key);
    if (totals->sent.count > before) {
        cp_filing_init(&totals->sent.rows[place].filing, totals->picture.organisation, key,
                       &totals->rows);
    }
    return place;
}

void cp_totals_turn_away(struct cp_totals *totals, const struct cp_short_text *unit)
{
    if (cp_unit_set_add(&totals->turned_away, unit)) {
        totals->looked_at = totals->rows.wide_count;
    }
}

/* Rows that are new, or all if the set has grown. */
static void cp_totals_mark_incomplete(struct cp_totals *totals)
{
    for (; totals->looked_at < totals->rows.count; totals->looked_at++) {
        struct cp_picture_row *row = &totals->rows.rows[totals->looked_at];
        const bool is_incomplete =
            !row->is_wide && cp_unit_set_has(&totals->turned_away, cp_picture_row_unit(row));
        row->version += is_incomplete != row->is_incomplete ? 1 : 0;
        row->is_incomplete = is_incomplete;
    }
}

static void cp_totals_take_counts(struct cp_totals *totals, const struct cp_increments *increments)
{
    if (cp_news_is_full(&totals->news)) {
        cp_totals_drain(totals, CP_ALL_RESOLUTIONS);
    }
    cp_news_add(&totals->news, increments, totals->batch_rows);
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
        const struct cp_row_key *key = &increments->rows[i];
        if (key->is_turned_away) {
            cp_totals_turn_away(totals, &key->unit);
        } else {
            totals->batch_rows[i] = cp_totals_row(totals, key);
        }
    }
    cp_totals_take_counts(totals, increments);
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

/* True if the windows' sums or their gauges are no longer those of `next`. */
static bool cp_window_has_moved(const struct cp_window_bounds *bounds,
                                const struct cp_window_bounds *next)
{
    return bounds->from_at != next->from_at || bounds->to_at != next->to_at ||
           bounds->last_day != next->last_day;
}

/* Moves `as_of` and all bounds; returns the resolutions whose sums no longer fit them. */
static unsigned cp_totals_move(struct cp_totals *totals, int64_t as_of_ms)
{
    struct cp_picture *picture = &totals->picture;
    const int32_t today = cp_zone_day(totals->settings.zone, as_of_ms);
    unsigned moved = totals->has_windows ? 0 : CP_ALL_RESOLUTIONS;
    moved |= today != picture->today ? 1u << CP_RESOLUTION_DAY : 0;
    for (int window = 0; window < CP_WINDOW_COUNT; window++) {
        struct cp_window_bounds *bounds = &picture->windows[window];
        const struct cp_window_bounds next =
            cp_window_at(totals->settings.zone, (enum cp_window)window, as_of_ms);
        moved |= cp_window_has_moved(bounds, &next) ? 1u << next.resolution : 0;
        *bounds = next;
    }
    picture->as_of_ms = as_of_ms;
    picture->today = today;
    totals->has_windows = true;
    return moved;
}

/* Hours and minutes that no window will reach any more: `as_of` never goes back. */
static void cp_totals_forget_steps(struct cp_totals *totals)
{
    static const int64_t kept_ms[CP_RESOLUTION_COUNT] = {
        [CP_RESOLUTION_HOUR] = CP_HOURS_KEPT_MS, [CP_RESOLUTION_MINUTE] = CP_MINUTES_KEPT_MS};
    for (int resolution = CP_RESOLUTION_HOUR; resolution < CP_RESOLUTION_COUNT; resolution++) {
        const int32_t first =
            cp_resolution_at((enum cp_resolution)resolution, totals->settings.zone,
                             totals->picture.as_of_ms - kept_ms[resolution]);
        for (size_t row = 0; row < totals->sent.count; row++) {
            cp_history_forget_before(&totals->sent.rows[row].histories[resolution], first);
        }
    }
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

void cp_totals_rest(struct cp_totals *totals)
{
    totals->has_windows = false;
}

const struct cp_picture *cp_totals_picture(struct cp_totals *totals, int64_t as_of_ms)
{
    struct cp_picture *picture = &totals->picture;
    const int64_t later_ms = as_of_ms > picture->as_of_ms ? as_of_ms : picture->as_of_ms;
    const unsigned moved = cp_totals_move(totals, later_ms);
    if ((moved >> CP_RESOLUTION_HOUR & 1) != 0) {
        cp_totals_forget_steps(totals);
    }
    cp_totals_sum(totals, moved);
    cp_stocks_show(&totals->stocks, &totals->rows, &totals->days);
    cp_totals_mark_incomplete(totals);
    cp_totals_cover(totals);
    picture->wide_count = totals->rows.wide_count;
    picture->row_count = totals->rows.count;
    picture->rows = totals->rows.rows;
    picture->days_capacity = totals->days.capacity;
    picture->days = totals->days.values;
    picture->days_version = totals->days.versions;
    picture->head_count = totals->head_count;
    picture->heads = totals->heads;
    picture->source_count = totals->source_count;
    picture->sources = totals->sources;
    return picture;
}
