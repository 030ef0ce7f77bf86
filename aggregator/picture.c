#include "casepulse/aggregator/picture.h"

#include "casepulse/base/assert.h"

int64_t cp_picture_day(const struct cp_picture *picture, size_t wide_row, int headline, int32_t day)
{
    CP_ASSERT(wide_row < CP_WIDE_COUNT && headline < cp_headline_count());
    CP_ASSERT(day >= picture->days_first && day <= picture->today);
    const size_t capacity = (size_t)picture->days_capacity;
    const size_t place = (size_t)(day + CP_DAY_SHIFT) % capacity;
    return picture->days[(wide_row * CP_HEADLINE_MAX + (size_t)headline) * capacity + place];
}

static int64_t cp_sum_terms(const struct cp_picture_row *row, enum cp_window window,
                            const uint16_t *terms)
{
    int64_t sum = 0;
    for (; *terms != 0; terms++) {
        sum += row->counts[window][*terms];
    }
    return sum;
}

void cp_picture_ratio(const struct cp_picture *picture, const struct cp_picture_row *row,
                      enum cp_window window, enum cp_ratio ratio, int64_t *out_numerator,
                      int64_t *out_denominator)
{
    const struct cp_ratio_row *definition = &cp_ratios[ratio];
    const struct cp_picture_row *below = definition->is_city ? &picture->rows[CP_WIDE_ALL] : row;
    *out_numerator = cp_sum_terms(row, window, definition->numerator);
    *out_denominator = cp_sum_terms(below, window, definition->denominator);
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
