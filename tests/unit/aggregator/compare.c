/* Twin against picture, figure by figure. */
#include "twin.h"

#include <stdarg.h>
#include <setjmp.h>
#include <cmocka.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "casepulse/base/memory.h"

typedef int64_t window_counts[CP_WINDOW_COUNT][CP_STORED_COUNT];

/* ALL, UNK and the seven: the twin knows no organisation file. */
#define WIDE_COUNT 9

static const char *const wide_names[WIDE_COUNT] = {"ALL", "UNK", "OKF", "KFF", "BUF",
                                                   "SUF", "SOF", "TMF", "BIF"};

static void sum_up_moments(const struct twin *twin, const struct cp_picture *picture,
                           window_counts *sums)
{
    for (size_t i = 0; i < twin->moment_count; i++) {
        const struct twin_moment *moment = &twin->moments[i];
        const size_t administration = (size_t)twin->rows[moment->row].administration;
        for (int window = 0; window < CP_WINDOW_COUNT; window++) {
            const struct cp_window_bounds *bounds = &picture->windows[window];
            if (bounds->resolution != CP_RESOLUTION_DAY &&
                moment->minute * CP_MS_PER_MINUTE >= bounds->from_ms &&
                moment->minute * CP_MS_PER_MINUTE < bounds->to_ms) {
                sums[0][window][moment->counter] += moment->delta;
                sums[1 + administration][window][moment->counter] += moment->delta;
                sums[WIDE_COUNT + moment->row][window][moment->counter] += moment->delta;
            }
        }
    }
}

/* Sums of ALL, the administrations, and the units in the twin's order. */
static window_counts *sum_up(const struct twin *twin, const struct cp_picture *picture)
{
    window_counts *sums = cp_allocate(WIDE_COUNT + twin->row_count, sizeof(*sums));
    for (size_t i = 0; i < twin->cell_count; i++) {
        const struct twin_cell *cell = &twin->cells[i];
        const size_t places[] = {0, 1 + (size_t)twin->rows[cell->row].administration,
                                 WIDE_COUNT + cell->row};
        for (int window = 0; window < CP_WINDOW_COUNT; window++) {
            const struct cp_window_bounds *bounds = &picture->windows[window];
            if (bounds->resolution != CP_RESOLUTION_DAY || cell->day < bounds->from_at ||
                cell->day >= bounds->to_at) {
                continue;
            }
            for (int counter = 0; counter < CP_STORED_COUNT; counter++) {
                sums[places[0]][window][counter] += cell->counts[counter];
                sums[places[1]][window][counter] += cell->counts[counter];
                sums[places[2]][window][counter] += cell->counts[counter];
            }
        }
    }
    sum_up_moments(twin, picture, sums);
    return sums;
}

static void compare_row(const struct cp_picture *picture, const struct cp_picture_row *row,
                        window_counts *sums)
{
    for (int window = 0; window < CP_WINDOW_COUNT; window++) {
        if (!row->is_wide && !cp_windows[window].is_unit) {
            continue;
        }
        for (uint16_t counter = 0; counter < CP_STORED_COUNT; counter++) {
            const int64_t expected = (*sums)[window][counter];
            int64_t found = 0;
            const bool is_kept =
                cp_picture_count(picture, row, (enum cp_window)window, counter, &found);
            assert_true(is_kept || (!row->is_wide && !cp_counters[counter].is_unit));
            if (is_kept && found != expected) {
                fail_msg("%s %s %s: %" PRId64 ", the twin says %" PRId64, row->name,
                         cp_windows[window].name, cp_counters[counter].id, found, expected);
            }
        }
    }
}

static const struct cp_picture_row *find_row(const struct cp_picture *picture, const char *name)
{
    for (size_t i = WIDE_COUNT; i < picture->row_count; i++) {
        if (strcmp(picture->rows[i].name, name) == 0) {
            return &picture->rows[i];
        }
    }
    fail_msg("the picture has no row %s", name);
    return NULL;
}

static void compare_rows(const struct twin *twin, const struct cp_picture *picture)
{
    window_counts *sums = sum_up(twin, picture);
    for (size_t i = 0; i < WIDE_COUNT; i++) {
        assert_string_equal(picture->rows[i].name, wide_names[i]);
        assert_true(picture->rows[i].is_wide);
        compare_row(picture, &picture->rows[i], &sums[i]);
    }
    for (size_t i = 0; i < twin->row_count; i++) {
        const struct cp_picture_row *row = find_row(picture, twin->rows[i].name);
        assert_false(row->is_wide);
        assert_int_equal(row->administration, twin->rows[i].administration);
        compare_row(picture, row, &sums[WIDE_COUNT + i]);
    }
    assert_int_equal(picture->wide_count, WIDE_COUNT);
    assert_int_equal(picture->row_count, WIDE_COUNT + twin->row_count);
    free(sums);
}

static void compare_cover(const struct twin *twin, const struct cp_picture *picture,
                          int32_t data_from, int32_t publish_days)
{
    const int32_t first = data_from != CP_DAY_NONE ? data_from : twin->first_day;
    const int32_t today = cp_zone_day(twin->settings.zone, picture->as_of_ms);
    assert_int_equal(picture->first_day, first);
    assert_int_equal(picture->today, today);
    for (int window = 0; window < CP_WINDOW_COUNT; window++) {
        const struct cp_window_bounds bounds =
            cp_window_at(twin->settings.zone, (enum cp_window)window, picture->as_of_ms);
        const struct cp_window_bounds *found = &picture->windows[window];
        assert_int_equal(found->from_at, bounds.from_at);
        assert_int_equal(found->to_at, bounds.to_at);
        assert_int_equal(found->from_ms, bounds.from_ms);
        assert_int_equal(found->to_ms, bounds.to_ms);
        assert_int_equal(found->is_complete, bounds.is_complete);
        assert_string_equal(found->label, bounds.label);
        assert_int_equal(picture->is_covered[window],
                         first != CP_DAY_NONE &&
                             cp_zone_day(twin->settings.zone, bounds.from_ms) >= first);
    }
    const int32_t oldest = today - publish_days + 1;
    const int32_t days_first = first > oldest ? first : oldest;
    const bool has_days = first != CP_DAY_NONE && days_first <= today;
    assert_int_equal(picture->days_first, has_days ? days_first : CP_DAY_NONE);
}

/* The headline counters of ALL and the administrations, day by day. */
static void compare_days(const struct twin *twin, const struct cp_picture *picture)
{
    if (picture->days_first == CP_DAY_NONE) {
        return;
    }
    const size_t days = (size_t)(picture->today - picture->days_first) + 1;
    int64_t *sums = cp_allocate(WIDE_COUNT * days, sizeof(*sums));
    for (int place = 0; place < cp_headline_count(); place++) {
        const uint16_t counter = cp_headline_counter(place);
        if (cp_counters[counter].kind != CP_STORED) {
            continue;
        }
        memset(sums, 0, WIDE_COUNT * days * sizeof(*sums));
        for (size_t i = 0; i < twin->cell_count; i++) {
            const struct twin_cell *cell = &twin->cells[i];
            if (cell->day < picture->days_first || cell->day > picture->today) {
                continue;
            }
            const size_t day = (size_t)(cell->day - picture->days_first);
            const size_t row = 1 + (size_t)twin->rows[cell->row].administration;
            sums[day] += cell->counts[counter];
            sums[row * days + day] += cell->counts[counter];
        }
        for (size_t at = 0; at < WIDE_COUNT * days; at++) {
            const int32_t day = picture->days_first + (int32_t)(at % days);
            int64_t found = 0;
            assert_true(cp_picture_day(picture, at / days, place, day, &found));
            assert_int_equal(found, sums[at]);
        }
    }
    free(sums);
}

static void compare_head(const struct cp_head *found, const struct cp_head *expected)
{
    assert_int_equal(found->partition, expected->partition);
    assert_int_equal(found->start, expected->start);
    assert_int_equal(found->offset, expected->offset);
    assert_int_equal(found->largest_arrival_ms, expected->largest_arrival_ms);
    assert_int_equal(found->last_arrival_ms, expected->last_arrival_ms);
    assert_int_equal(found->gaps, expected->gaps);
    assert_int_equal(found->lost, 0);
    assert_int_equal(found->altered, expected->altered);
    assert_int_equal(found->contradicted, expected->contradicted);
    assert_int_equal(found->anchor_offset, expected->anchor_offset);
    assert_int_equal(found->anchor_arrival_ms, expected->anchor_arrival_ms);
    assert_int_equal(found->anchor_hash, expected->anchor_hash);
    assert_memory_equal(found->verdicts, expected->verdicts, sizeof(found->verdicts));
    assert_memory_equal(found->refused, expected->refused, sizeof(found->refused));
    assert_true(cp_head_is_balanced(found));
}

static void compare_books(const struct twin *twin, const struct cp_picture *picture)
{
    size_t place = 0;
    struct cp_head sum = {.partition = -1};
    for (int32_t i = 0; i < TWIN_PARTITIONS_MAX; i++) {
        if (!twin->partitions[i].is_open) {
            continue;
        }
        assert_true(place < picture->head_count);
        const struct cp_head *head = &picture->heads[place++];
        compare_head(head, &twin->partitions[i].head);
        sum.offset += head->offset - head->start;
        sum.gaps += head->gaps;
        for (int verdict = 0; verdict < CP_VERDICT_COUNT; verdict++) {
            sum.verdicts[verdict] += head->verdicts[verdict];
        }
        for (int reason = 0; reason < CP_REASON_END; reason++) {
            sum.refused[reason] += head->refused[reason];
        }
    }
    assert_int_equal(place, picture->head_count);
    const struct cp_head books = cp_picture_books(picture);
    assert_int_equal(books.offset - books.start, sum.offset);
    assert_int_equal(books.gaps, sum.gaps);
    assert_memory_equal(books.verdicts, sum.verdicts, sizeof(sum.verdicts));
    assert_memory_equal(books.refused, sum.refused, sizeof(sum.refused));
    assert_true(cp_head_is_balanced(&books));
}

void twin_compare(const struct twin *twin, const struct cp_picture *picture, int32_t data_from,
                  int32_t publish_days)
{
    compare_cover(twin, picture, data_from, publish_days);
    compare_rows(twin, picture);
    compare_days(twin, picture);
    compare_books(twin, picture);
}
