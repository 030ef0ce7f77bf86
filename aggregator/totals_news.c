/* From the news to the histories, and into the sums of a picture that is kept. */
#include <stdlib.h>

#include "casepulse/base/memory.h"
#include "totals_parts.h"

/* So many sums of a history go to it at once; more are taken in pieces. */
#define CP_SUMS_MAX ((size_t)1 << 16)

/* Where news are sorted and summed. */
struct cp_drain {
    uint64_t *words;
    struct cp_pair *sums;
    size_t sums_max;
};

static struct cp_drain cp_drain_begin(const struct cp_totals *totals)
{
    struct cp_news_size most = {.groups = 0};
    for (size_t row = 0; row < totals->sent.count; row++) {
        for (int resolution = 0; resolution < CP_RESOLUTION_COUNT; resolution++) {
            const struct cp_news_size size =
                cp_news_size(&totals->news, row, (enum cp_resolution)resolution);
            most.groups = size.groups > most.groups ? size.groups : most.groups;
            most.counts = size.counts > most.counts ? size.counts : most.counts;
        }
    }
    const size_t sums_max = most.counts < CP_SUMS_MAX ? most.counts : CP_SUMS_MAX;
    struct cp_drain drain = {.sums_max = sums_max + CP_BLOCK_WIDTH_MAX};
    drain.words = cp_reallocate(NULL, 2 * most.groups, sizeof(*drain.words));
    drain.sums = cp_reallocate(NULL, drain.sums_max, sizeof(*drain.sums));
    return drain;
}

static void cp_drain_end(struct cp_drain *drain)
{
    free(drain->words);
    free(drain->sums);
}

static void cp_totals_drain_history(struct cp_totals *totals, size_t row,
                                    enum cp_resolution resolution, bool is_summed,
                                    const struct cp_drain *drain)
{
    struct cp_total_row *total = &totals->sent.rows[row];
    struct cp_news_reader reader = cp_news_read(&totals->news, row, resolution, drain->words);
    size_t count = cp_news_next(&reader, drain->sums, drain->sums_max);
    while (count > 0) {
        if (is_summed) {
            cp_totals_sum_counts(totals, total, resolution, drain->sums, count);
        }
        cp_history_add(&total->histories[resolution], drain->sums, count);
        count = cp_news_next(&reader, drain->sums, drain->sums_max);
    }
}

void cp_totals_drain(struct cp_totals *totals, unsigned summed)
{
    if (cp_news_is_empty(&totals->news)) {
        return;
    }
    const unsigned kept = totals->has_windows ? summed : 0;
    struct cp_drain drain = cp_drain_begin(totals);
    for (size_t row = 0; row < totals->sent.count; row++) {
        for (int resolution = 0; resolution < CP_RESOLUTION_COUNT; resolution++) {
            cp_totals_drain_history(totals, row, (enum cp_resolution)resolution,
                                    (kept >> resolution & 1) != 0, &drain);
        }
    }
    cp_drain_end(&drain);
    cp_news_clear(&totals->news);
}
