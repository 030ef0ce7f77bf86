#include "casepulse/aggregator/line.h"

#include <stdlib.h>
#include <string.h>

#include "casepulse/base/assert.h"
#include "casepulse/base/memory.h"

#define CP_SLOT_NONE (-1)
#define CP_LINE_TERMS_MAX (2 * CP_TERMS_MAX + CP_SUBJECTS_MAX)

/* Cells of the row that go to slots of the line, one behind the other in both. */
struct cp_line_run {
    int16_t slot;
    int16_t place; /* behind the window's first cell */
    int16_t count;
};

/* A derived figure: the slots that it sums. */
struct cp_line_sum {
    int16_t slot;
    int16_t term_count, plus_count; /* what is added stands first */
    int16_t terms[CP_LINE_TERMS_MAX];
};

struct cp_line_ratio {
    enum cp_ratio ratio;
    int16_t numerator_count, denominator_count;
    int16_t numerator[CP_TERMS_MAX], denominator[CP_TERMS_MAX];
};

/* The counters asked for have the first slots, in their order; then come terms of other figures. */
struct cp_line_plan {
    size_t counter_count, ratio_count;
    int16_t slot_count, run_count, gauge_count, absent_count, sum_count;
    int16_t slots[CP_COUNTER_COUNT]; /* of a counter, or CP_SLOT_NONE */
    struct cp_line_run runs[CP_COUNTER_COUNT];
    int16_t gauges[CP_COUNTER_COUNT]; /* slots */
    int16_t absent[CP_COUNTER_COUNT]; /* slots of what the row does not keep */
    struct cp_line_sum sums[CP_SUM_COUNT];
    struct cp_line_ratio ratios[CP_RATIO_COUNT];
};

static int16_t cp_plan_term(struct cp_line_plan *plan, const struct cp_picture_row *row,
                            uint16_t counter);

/* Returns how many they are. */
static int16_t cp_plan_terms(struct cp_line_plan *plan, const struct cp_picture_row *row,
                             const uint16_t *counters, int16_t *out_terms)
{
    int16_t count = 0;
    for (; counters[count] != 0; count++) {
        out_terms[count] = cp_plan_term(plan, row, counters[count]);
    }
    return count;
}

static bool cp_has_sums(const uint16_t *counters)
{
    bool has_sums = false;
    for (; *counters != 0; counters++) {
        has_sums = has_sums || cp_counters[*counters].kind == CP_DERIVED;
    }
    return has_sums;
}

/* Its terms have cells, so that sums may be added up in any order. */
static void cp_plan_sum(struct cp_line_plan *plan, const struct cp_picture_row *row, int16_t slot,
                        uint16_t counter)
{
    const struct cp_sum_row *definition = cp_sum_of(counter);
    struct cp_line_sum sum = {.slot = slot};
    CP_ASSERT(!cp_has_sums(definition->plus) && !cp_has_sums(definition->minus));
    sum.plus_count = cp_plan_terms(plan, row, definition->plus, sum.terms);
    sum.term_count = sum.plus_count;
    sum.term_count = (int16_t)(sum.term_count + cp_plan_terms(plan, row, definition->minus,
                                                              sum.terms + sum.term_count));
    for (int group = 0; definition->minus_family != 0 && group < CP_SUBJECTS_MAX; group++) {
        sum.terms[sum.term_count++] =
            cp_plan_term(plan, row, (uint16_t)(definition->minus_family + group));
    }
    plan->sums[plan->sum_count++] = sum;
}

static void cp_plan_cell(struct cp_line_plan *plan, int16_t slot, int16_t place)
{
    struct cp_line_run *last = plan->run_count > 0 ? &plan->runs[plan->run_count - 1] : NULL;
    if (last != NULL && slot == last->slot + last->count && place == last->place + last->count) {
        last->count++;
    } else {
        plan->runs[plan->run_count++] = (struct cp_line_run){slot, place, 1};
    }
}

/* Fills a slot: from a cell, by a sum or with nothing. */
static void cp_plan_slot(struct cp_line_plan *plan, const struct cp_picture_row *row, int16_t slot,
                         uint16_t counter)
{
    if (cp_counters[counter].kind == CP_DERIVED) {
        cp_plan_sum(plan, row, slot, counter);
        return;
    }
    const int64_t *cell = cp_picture_cell(row, CP_WINDOW_DAY, counter);
    if (cell == NULL) {
        plan->absent[plan->absent_count++] = slot;
        return;
    }
    const int64_t *first = cp_picture_cell(row, CP_WINDOW_DAY, CP_COUNTER_REV);
    cp_plan_cell(plan, slot, (int16_t)(cell - first));
    if (cp_counters[counter].kind == CP_GAUGE) {
        plan->gauges[plan->gauge_count++] = slot;
    }
}

static int16_t cp_plan_term(struct cp_line_plan *plan, const struct cp_picture_row *row,
                            uint16_t counter)
{
    if (plan->slots[counter] == CP_SLOT_NONE) {
        const int16_t slot = plan->slot_count++;
        plan->slots[counter] = slot;
        cp_plan_slot(plan, row, slot, counter);
    }
    return plan->slots[counter];
}

static void cp_plan_ratio(struct cp_line_plan *plan, const struct cp_picture_row *row,
                          enum cp_ratio ratio)
{
    struct cp_line_ratio *planned = &plan->ratios[plan->ratio_count++];
    planned->ratio = ratio;
    planned->numerator_count =
        cp_plan_terms(plan, row, cp_ratios[ratio].numerator, planned->numerator);
    planned->denominator_count =
        cp_plan_terms(plan, row, cp_ratios[ratio].denominator, planned->denominator);
}

struct cp_line_plan *cp_line_plan_create(bool is_wide, const uint16_t *counters,
                                         size_t counter_count, const uint16_t *ratios,
                                         size_t ratio_count)
{
    struct cp_line_plan *plan = cp_allocate(1, sizeof(*plan));
    struct cp_picture_row row = {.is_wide = is_wide};
    row.counts = cp_allocate(cp_picture_cells(is_wide), sizeof(*row.counts));
    memset(plan->slots, 0xFF, sizeof(plan->slots));
    plan->counter_count = counter_count;
    for (size_t i = 0; i < counter_count; i++) {
        plan->slots[counters[i]] = plan->slot_count++;
    }
    for (size_t i = 0; i < counter_count; i++) {
        cp_plan_slot(plan, &row, (int16_t)i, counters[i]);
    }
    for (size_t i = 0; i < ratio_count; i++) {
        cp_plan_ratio(plan, &row, (enum cp_ratio)ratios[i]);
    }
    free(row.counts);
    return plan;
}

void cp_line_plan_free(struct cp_line_plan *plan)
{
    free(plan);
}

static void cp_line_read_cells(const struct cp_line_plan *plan, const struct cp_picture *picture,
                               const struct cp_picture_row *row, enum cp_window window,
                               int64_t *slots)
{
    const int64_t *first = cp_picture_cell(row, window, CP_COUNTER_REV);
    CP_ASSERT(first != NULL);
    for (int16_t i = 0; i < plan->run_count; i++) {
        const struct cp_line_run *run = &plan->runs[i];
        memcpy(&slots[run->slot], &first[run->place], (size_t)run->count * sizeof(*slots));
    }
    for (int16_t i = 0; i < plan->absent_count; i++) {
        slots[plan->absent[i]] = CP_LINE_NONE;
    }
    const bool has_gauges = picture->windows[window].last_day >= picture->gauges_from;
    for (int16_t i = 0; i < plan->gauge_count && !has_gauges; i++) {
        slots[plan->gauges[i]] = CP_LINE_NONE;
    }
}

static void cp_line_add_up(const struct cp_line_sum *sum, int64_t *slots)
{
    bool has_value = true;
    int64_t value = 0;
    for (int16_t i = 0; i < sum->term_count; i++) {
        const int64_t term = slots[sum->terms[i]];
        has_value = has_value && term != CP_LINE_NONE;
        value = has_value ? value + (i < sum->plus_count ? term : -term) : value;
    }
    slots[sum->slot] = has_value ? value : CP_LINE_NONE;
}

/* What has no value adds nothing to a ratio. */
static int64_t cp_line_sum_terms(const int16_t *terms, int16_t count, const int64_t *slots)
{
    int64_t sum = 0;
    for (int16_t i = 0; i < count; i++) {
        sum += slots[terms[i]] != CP_LINE_NONE ? slots[terms[i]] : 0;
    }
    return sum;
}

static struct cp_fraction cp_line_fraction(const struct cp_line_ratio *ratio,
                                           const struct cp_picture *picture, enum cp_window window,
                                           const int64_t *slots)
{
    struct cp_fraction fraction = {
        .numerator = cp_line_sum_terms(ratio->numerator, ratio->numerator_count, slots),
    };
    if (cp_ratios[ratio->ratio].is_city) {
        int64_t of_city = 0;
        cp_picture_ratio(picture, &picture->rows[CP_WIDE_ALL], window, ratio->ratio, &of_city,
                         &fraction.denominator);
    } else {
        fraction.denominator =
            cp_line_sum_terms(ratio->denominator, ratio->denominator_count, slots);
    }
    return fraction;
}

void cp_line_read(const struct cp_line_plan *plan, const struct cp_picture *picture,
                  const struct cp_picture_row *row, enum cp_window window, int64_t *out_counts,
                  struct cp_fraction *out_fractions)
{
    int64_t slots[CP_COUNTER_COUNT];
    cp_line_read_cells(plan, picture, row, window, slots);
    for (int16_t i = 0; i < plan->sum_count; i++) {
        cp_line_add_up(&plan->sums[i], slots);
    }
    memcpy(out_counts, slots, plan->counter_count * sizeof(*slots));
    for (size_t i = 0; i < plan->ratio_count; i++) {
        out_fractions[i] = cp_line_fraction(&plan->ratios[i], picture, window, slots);
    }
}
