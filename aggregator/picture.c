#include "casepulse/aggregator/picture.h"

#include <assert.h>

#include "casepulse/base/assert.h"

static_assert(CP_COUNTER_DECISIONS_BUCKET_255 - CP_COUNTER_DECISIONS_BUCKET_0 ==
                  CP_BUCKET_COUNT - 1,
              "the buckets are one run of counters");

size_t cp_picture_cells(bool is_wide)
{
    return is_wide ? (size_t)CP_WINDOW_COUNT * CP_COUNTER_COUNT
                   : (size_t)cp_unit_window_count() * (size_t)cp_unit_counter_count();
}

int64_t *cp_picture_cell(const struct cp_picture_row *row, enum cp_window window, uint16_t counter)
{
    if (cp_counters[counter].kind == CP_DERIVED) {
        return NULL;
    }
    if (row->is_wide) {
        return &row->counts[(size_t)window * CP_COUNTER_COUNT + counter];
    }
    const int slot = cp_window_unit_place(window);
    const int place = cp_counter_unit_place(counter);
    return slot < 0 || place < 0 ? NULL : &row->counts[slot * cp_unit_counter_count() + place];
}

static bool cp_picture_add(const struct cp_picture *picture, const struct cp_picture_row *row,
                           enum cp_window window, uint16_t counter, int64_t sign, int64_t *sum)
{
    int64_t value = 0;
    const bool has_value = cp_picture_count(picture, row, window, counter, &value);
    *sum += sign * value;
    return has_value;
}

/* Made of others when asked for: they are few, and cannot be out of date. */
static bool cp_picture_derived(const struct cp_picture *picture, const struct cp_picture_row *row,
                               enum cp_window window, uint16_t counter, int64_t *out_value)
{
    const struct cp_sum_row *sum = cp_sum_of(counter);
    bool has_value = true;
    int64_t value = 0;
    for (const uint16_t *term = sum->plus; *term != 0; term++) {
        has_value = cp_picture_add(picture, row, window, *term, 1, &value) && has_value;
    }
    for (const uint16_t *term = sum->minus; *term != 0; term++) {
        has_value = cp_picture_add(picture, row, window, *term, -1, &value) && has_value;
    }
    for (int group = 0; sum->minus_family != 0 && group < CP_SUBJECTS_MAX; group++) {
        const uint16_t counter_of_group = (uint16_t)(sum->minus_family + group);
        has_value = cp_picture_add(picture, row, window, counter_of_group, -1, &value) && has_value;
    }
    *out_value = has_value ? value : *out_value;
    return has_value;
}

bool cp_picture_count(const struct cp_picture *picture, const struct cp_picture_row *row,
                      enum cp_window window, uint16_t counter, int64_t *out_value)
{
    const uint8_t kind = cp_counters[counter].kind;
    if (kind == CP_DERIVED) {
        return cp_picture_derived(picture, row, window, counter, out_value);
    }
    if (kind == CP_GAUGE && picture->windows[window].last_day < picture->gauges_from) {
        return false;
    }
    const int64_t *cell = cp_picture_cell(row, window, counter);
    if (cell == NULL) {
        return false;
    }
    *out_value = *cell;
    return true;
}

static int64_t cp_sum_terms(const struct cp_picture *picture, const struct cp_picture_row *row,
                            enum cp_window window, const uint16_t *terms)
{
    int64_t sum = 0;
    for (; *terms != 0; terms++) {
        (void)cp_picture_add(picture, row, window, *terms, 1, &sum);
    }
    return sum;
}

void cp_picture_ratio(const struct cp_picture *picture, const struct cp_picture_row *row,
                      enum cp_window window, enum cp_ratio ratio, int64_t *out_numerator,
                      int64_t *out_denominator)
{
    const struct cp_ratio_row *definition = &cp_ratios[ratio];
    const struct cp_picture_row *below = definition->is_city ? &picture->rows[CP_WIDE_ALL] : row;
    *out_numerator = cp_sum_terms(picture, row, window, definition->numerator);
    *out_denominator = cp_sum_terms(picture, below, window, definition->denominator);
}

bool cp_picture_duration(const struct cp_picture *picture, const struct cp_picture_row *row,
                         enum cp_window window, enum cp_percentile percentile, int32_t *out_days)
{
    (void)picture;
    CP_ASSERT(row->is_wide);
    /* The buckets stand behind each other, in two blocks. */
    const int64_t *buckets = cp_picture_cell(row, window, CP_COUNTER_DECISIONS_BUCKET_0);
    return cp_bucket_percentile(buckets, cp_percentiles[percentile].percent, out_days);
}

const int64_t *cp_picture_days(const struct cp_picture *picture, size_t wide_row, int headline,
                               int32_t *out_from)
{
    CP_ASSERT(wide_row < picture->wide_count && headline < cp_headline_count());
    const bool is_gauge = cp_counters[cp_headline_counter(headline)].kind == CP_GAUGE;
    const size_t line = wide_row * CP_HEADLINE_MAX + (size_t)headline;
    *out_from = is_gauge ? picture->gauges_from : INT32_MIN;
    return &picture->days[line * (size_t)picture->days_capacity];
}

bool cp_picture_day(const struct cp_picture *picture, size_t wide_row, int headline, int32_t day,
                    int64_t *out_value)
{
    int32_t from = 0;
    const int64_t *days = cp_picture_days(picture, wide_row, headline, &from);
    CP_ASSERT(day >= picture->days_first && day <= picture->today);
    if (day < from) {
        return false;
    }
    *out_value = days[cp_picture_day_place(day, picture->days_capacity)];
    return true;
}

static void cp_head_add(struct cp_head *sum, const struct cp_head *head)
{
    sum->start += head->start;
    sum->offset += head->offset;
    sum->gaps += head->gaps;
    sum->lost += head->lost;
    sum->altered += head->altered;
    sum->contradicted += head->contradicted;
    for (int verdict = 0; verdict < CP_VERDICT_COUNT; verdict++) {
        sum->verdicts[verdict] += head->verdicts[verdict];
    }
    for (int reason = 0; reason < CP_REASON_END; reason++) {
        sum->refused[reason] += head->refused[reason];
    }
}

struct cp_head cp_picture_books(const struct cp_picture *picture)
{
    struct cp_head sum = {.partition = -1};
    for (size_t i = 0; i < picture->head_count; i++) {
        cp_head_add(&sum, &picture->heads[i]);
    }
    return sum;
}
