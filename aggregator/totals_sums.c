/* The sums of the picture from the counts of the rows as sent.
 *
 * A count stands in the sums of each window that its step of time lies in: in the unit's row, its
 * administration's and the city's. Which windows those are is told by the segment of time alone
 * (segments.h). Counts of whole days stand in the headline figures of their day as well, and flow
 * into the gauges. When windows move, the sums of their resolution begin at zero and its counts are
 * read once. */
#include "totals_parts.h"

struct cp_spot cp_totals_spot(struct cp_totals *totals, struct cp_filing *filing,
                              enum cp_resolution resolution, int32_t at)
{
    const struct cp_zone *zone = totals->settings.zone;
    const struct cp_segments *segments = &totals->segments[resolution];
    const bool is_day = resolution == CP_RESOLUTION_DAY;
    const int32_t day = is_day ? at : cp_zone_day(zone, cp_resolution_ms(resolution, zone, at));
    struct cp_spot spot = {.day = day,
                           .segment = cp_segments_find(segments, at),
                           .day_place = CP_DAY_NOT_KEPT,
                           .place = cp_filing_at(filing, &totals->rows, day)};
    spot.is_whole_day = is_day && totals->has_windows;
    if (spot.is_whole_day) {
        spot.day_place = cp_days_place(&totals->days, day);
        spot.wide_station = cp_stations_find(&totals->stocks.wide, day);
        spot.unit_station = cp_stations_find(&totals->stocks.units, day);
    }
    return spot;
}

static void cp_totals_transfer(struct cp_totals *totals, const struct cp_place *place, int gauge,
                               int32_t day, int64_t delta)
{
    struct cp_stocks *stocks = &totals->stocks;
    cp_stocks_note(stocks, place->wide_row, true, gauge, cp_stations_find(&stocks->wide, day),
                   delta);
    cp_stocks_note(stocks, place->unit_row, false, gauge, cp_stations_find(&stocks->units, day),
                   delta);
}

/* A flow on a date, which then goes where its unit goes. */
static void cp_totals_flow(struct cp_totals *totals, struct cp_filing *filing,
                           const struct cp_spot *spot, int gauge, int64_t delta)
{
    if (spot->day < totals->picture.gauges_from) {
        return;
    }
    struct cp_stocks *stocks = &totals->stocks;
    cp_stocks_note(stocks, CP_WIDE_ALL, true, gauge, spot->wide_station, delta);
    cp_stocks_note(stocks, spot->place.wide_row, true, gauge, spot->wide_station, delta);
    cp_stocks_note(stocks, spot->place.unit_row, false, gauge, spot->unit_station, delta);
    struct cp_transfer transfer = {.day = spot->day, .to = spot->place};
    while (cp_filing_next_transfer(filing, &totals->rows, &transfer)) {
        cp_totals_transfer(totals, &transfer.from, gauge, transfer.day, -delta);
        cp_totals_transfer(totals, &transfer.to, gauge, transfer.day, delta);
    }
}

/* Into the headline figures of its day, and the gauges. */
static void cp_totals_add_day(struct cp_totals *totals, struct cp_filing *filing,
                              const struct cp_spot *spot, uint16_t counter, int64_t value)
{
    const int headline = totals->days.headline_of[counter];
    if (headline >= 0 && spot->day_place != CP_DAY_NOT_KEPT) {
        struct cp_days *days = &totals->days;
        *cp_days_cell(days, CP_WIDE_ALL, headline, spot->day_place) += value;
        *cp_days_cell(days, spot->place.wide_row, headline, spot->day_place) += value;
    }
    const int gauge = totals->stocks.gauge_of[counter];
    if (gauge >= 0) {
        cp_totals_flow(totals, filing, spot, gauge, totals->stocks.signs[counter] * value);
    }
}

/* What was summed by segment goes into the rows it belongs to. */
static void cp_totals_flush(struct cp_totals *totals, enum cp_resolution resolution,
                            const struct cp_spot *spot)
{
    cp_segments_flush(&totals->segments[resolution], &totals->rows, &spot->place);
    if (spot->is_whole_day) {
        cp_days_touch(&totals->days, CP_WIDE_ALL);
        cp_days_touch(&totals->days, spot->place.wide_row);
    }
}

/* Sums the counts of one row at one resolution, which come by step, by segment. */
struct cp_summing {
    struct cp_totals *totals;
    struct cp_total_row *total;
    enum cp_resolution resolution;
    int32_t at; /* the step, CP_DAY_NONE before the first */
    struct cp_spot spot;
};

static struct cp_summing cp_summing_begin(struct cp_totals *totals, struct cp_total_row *total,
                                          enum cp_resolution resolution)
{
    return (struct cp_summing){
        .totals = totals, .total = total, .resolution = resolution, .at = CP_DAY_NONE};
}

static void cp_summing_end(struct cp_summing *summing)
{
    if (summing->at != CP_DAY_NONE) {
        cp_totals_flush(summing->totals, summing->resolution, &summing->spot);
    }
}

static void cp_summing_move(struct cp_summing *summing, int32_t at)
{
    const struct cp_spot spot =
        cp_totals_spot(summing->totals, &summing->total->filing, summing->resolution, at);
    if (spot.place.unit_row != summing->spot.place.unit_row) {
        cp_summing_end(summing);
    }
    summing->spot = spot;
    summing->at = at;
}

static inline void cp_summing_add(struct cp_summing *summing, int32_t at, uint16_t counter,
                                  int64_t value)
{
    if (at != summing->at) {
        cp_summing_move(summing, at);
    }
    cp_segments_add(&summing->totals->segments[summing->resolution], summing->spot.segment, counter,
                    value);
    if (summing->spot.is_whole_day) {
        cp_totals_add_day(summing->totals, &summing->total->filing, &summing->spot, counter, value);
    }
}

void cp_totals_sum_counts(struct cp_totals *totals, struct cp_total_row *total,
                          enum cp_resolution resolution, const struct cp_pair *counts, size_t count)
{
    struct cp_summing summing = cp_summing_begin(totals, total, resolution);
    for (size_t i = 0; i < count; i++) {
        const uint64_t place = counts[i].key;
        const int counter = cp_block_first(cp_place_block(place)) + cp_place_column(place);
        cp_summing_add(&summing, cp_place_step(place), (uint16_t)counter, counts[i].value);
    }
    cp_summing_end(&summing);
}

static void cp_totals_sum_row(struct cp_totals *totals, struct cp_total_row *total,
                              enum cp_resolution resolution)
{
    struct cp_summing summing = cp_summing_begin(totals, total, resolution);
    struct cp_history_reader reader = cp_history_read(&total->histories[resolution]);
    struct cp_history_count count;
    while (cp_history_next(&reader, &count)) {
        const int counter = cp_block_first(count.block) + count.column;
        cp_summing_add(&summing, count.at, (uint16_t)counter, count.value);
    }
    cp_summing_end(&summing);
}

/* Where what stood in `place` at the end of the balance date stands on a later one. */
static struct cp_place cp_totals_stands(struct cp_totals *totals, struct cp_filing *filing,
                                        struct cp_place place, int32_t day)
{
    struct cp_transfer transfer = {.day = totals->picture.gauges_from, .to = place};
    while (cp_filing_next_transfer(filing, &totals->rows, &transfer) && transfer.day <= day) {
        place = transfer.to;
    }
    return place;
}

/* An opening balance joins its gauges; the backlogs as if opened on the day before (rule 11). */
static void cp_totals_open(struct cp_totals *totals, struct cp_filing *filing,
                           const struct cp_balance *balance)
{
    const int32_t from = totals->picture.gauges_from;
    const int group = balance->group;
    const struct {
        int counter; /* −1: none */
        int32_t day;
    } joined[] = {
        {CP_COUNTER_OPENED, from},
        {group < 0 ? -1 : CP_COUNTER_ACTIVE_FLOW_SUBJECT_0 + group, from},
        {CP_COUNTER_BACKLOG_FLOW_3M, cp_day_add_months(from - 1, 3) + 1},
        {CP_COUNTER_BACKLOG_FLOW_6M, cp_day_add_months(from - 1, 6) + 1},
    };
    const struct cp_place opened = cp_filing_at(filing, &totals->rows, from);
    for (size_t i = 0; i < sizeof(joined) / sizeof(joined[0]); i++) {
        const int gauge = joined[i].counter < 0 ? -1 : totals->stocks.gauge_of[joined[i].counter];
        if (gauge >= 0) {
            struct cp_spot spot = cp_totals_spot(totals, filing, CP_RESOLUTION_DAY, joined[i].day);
            spot.place = cp_totals_stands(totals, filing, opened, joined[i].day);
            cp_totals_flow(totals, filing, &spot, gauge, balance->amount);
        }
    }
}

static void cp_totals_sum_balances(struct cp_totals *totals)
{
    static const struct cp_short_text none = {.size = 5, .bytes = "_none"};
    const struct cp_balance *balances = NULL;
    const size_t count = cp_organisation_balances(totals->picture.organisation, &balances);
    for (size_t i = 0; i < count; i++) {
        const struct cp_row_key key = {.unit = balances[i].unit.size > 0 ? balances[i].unit : none,
                                       .administration = balances[i].administration};
        struct cp_filing filing;
        cp_filing_init(&filing, totals->picture.organisation, &key, &totals->rows);
        cp_totals_open(totals, &filing, &balances[i]);
        cp_filing_done(&filing);
    }
}

void cp_totals_sum(struct cp_totals *totals, unsigned resolutions)
{
    cp_totals_drain(totals, CP_ALL_RESOLUTIONS & ~resolutions);
    if ((resolutions & 1u << CP_RESOLUTION_DAY) != 0) {
        const int32_t today = totals->picture.today;
        cp_days_begin(&totals->days, today);
        cp_stocks_begin(&totals->stocks, &totals->picture, today - totals->days.capacity + 1);
        cp_totals_sum_balances(totals);
    }
    for (unsigned left = resolutions; left != 0; left &= left - 1) {
        const enum cp_resolution resolution = (enum cp_resolution)__builtin_ctz(left);
        cp_picture_rows_zero(&totals->rows, totals->windows_of[resolution]);
        cp_segments_begin(&totals->segments[resolution], totals->picture.windows,
                          totals->windows_of[resolution]);
        for (size_t i = 0; i < totals->sent.count; i++) {
            cp_totals_sum_row(totals, &totals->sent.rows[i], resolution);
        }
    }
}

void cp_totals_rebuild(struct cp_totals *totals)
{
    cp_totals_sum(totals, CP_ALL_RESOLUTIONS);
}
