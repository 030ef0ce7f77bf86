/* From the news to the histories, and into the sums of a picture that is kept. */
#include <stdlib.h>

#include "casepulse/base/memory.h"
#include "totals_parts.h"

/* So many counts of a history are sorted at once; many more are taken in pieces. */
#define CP_SORTED_MAX ((size_t)1 << 16)

/* Where counts are sorted. */
struct cp_sorting {
    size_t capacity;
    struct cp_pair *pairs;
    struct cp_pair *spare;
};

static struct cp_sorting cp_sorting_begin(const struct cp_totals *totals)
{
    size_t most = 0;
    for (size_t row = 0; row < totals->sent.count; row++) {
        for (int resolution = 0; resolution < CP_RESOLUTION_COUNT; resolution++) {
            const size_t count = cp_news_counts(&totals->news, row, (enum cp_resolution)resolution);
            most = count > most ? count : most;
        }
    }
    struct cp_sorting sorting = {.capacity = (most < CP_SORTED_MAX ? most : CP_SORTED_MAX) +
                                             CP_BLOCK_WIDTH_MAX};
    sorting.pairs = cp_reallocate(NULL, 2 * sorting.capacity, sizeof(*sorting.pairs));
    sorting.spare = sorting.pairs + sorting.capacity;
    return sorting;
}

static void cp_totals_drain_history(struct cp_totals *totals, size_t row,
                                    enum cp_resolution resolution, bool is_summed,
                                    const struct cp_sorting *sorting)
{
    struct cp_total_row *total = &totals->sent.rows[row];
    struct cp_news_reader reader = cp_news_read(&totals->news, row, resolution);
    size_t count = cp_news_next(&reader, sorting->pairs, sorting->capacity);
    while (count > 0) {
        struct cp_pair *sorted = cp_pairs_sort(sorting->pairs, sorting->spare, count);
        const size_t sum_count = cp_pairs_sum(sorted, count);
        if (is_summed) {
            cp_totals_sum_counts(totals, total, resolution, sorted, sum_count);
        }
        cp_history_add(&total->histories[resolution], sorted, sum_count);
        count = cp_news_next(&reader, sorting->pairs, sorting->capacity);
    }
}

void cp_totals_drain(struct cp_totals *totals, unsigned summed)
{
    if (cp_news_is_empty(&totals->news)) {
        return;
    }
    const unsigned kept = totals->has_windows ? summed : 0;
    const struct cp_sorting sorting = cp_sorting_begin(totals);
    for (size_t row = 0; row < totals->sent.count; row++) {
        for (int resolution = 0; resolution < CP_RESOLUTION_COUNT; resolution++) {
            cp_totals_drain_history(totals, row, (enum cp_resolution)resolution,
                                    (kept >> resolution & 1) != 0, &sorting);
        }
    }
    free(sorting.pairs);
    cp_news_clear(&totals->news);
}
