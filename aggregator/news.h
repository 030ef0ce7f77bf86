/* What batches brought and no history has taken in yet: their counts, packed as they came, and for
 * each history (a row at one resolution) where its own stand in them.
 *
 * A past that is caught up with meets the same day of the same row in batch after batch. So counts
 * wait here, at some four bytes each, until somebody asks for a picture or there are many: then a
 * history is sorted, summed and merged once for all of them.
 *
 * Threads: one. Owns: copies of the batches' counts. Bounded: CP_NEWS_BYTES_MAX and
 * CP_NEWS_CHUNKS_MAX, and at most one batch above; who adds must drain first if they are full.
 * Zero-initialise before use. */
#ifndef CASEPULSE_NEWS_H
#define CASEPULSE_NEWS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "casepulse/aggregator/increments.h"
#include "group_sums.h"
#include "pairs.h"

#define CP_NEWS_BYTES_MAX ((size_t)8 << 20)
#define CP_NEWS_CHUNKS_MAX ((size_t)1 << 16)

/* Groups of one row and resolution that stand together in a batch. */
struct cp_news_chunk {
    uint32_t offset; /* of the first */
    uint32_t size;
    int32_t step_before; /* what the first group's step is told from */
    uint32_t next;       /* of the same history */
};

/* What there is of one history: groups as they came, and counts in them. */
struct cp_news_size {
    size_t groups;
    size_t counts;
};

struct cp_news_list {
    uint32_t first, last; /* chunks; valid if there are groups */
    struct cp_news_size size;
};

struct cp_news {
    uint8_t *bytes;
    size_t size, capacity;
    struct cp_news_chunk *chunks;
    size_t chunk_count, chunk_capacity;
    struct cp_news_list *lists; /* by history */
    size_t list_count;
};

void cp_news_done(struct cp_news *news);

bool cp_news_is_full(const struct cp_news *news);
bool cp_news_is_empty(const struct cp_news *news);

/* Adds the counts of a batch, whose rows are called `rows` from now on. */
void cp_news_add(struct cp_news *news, const struct cp_increments *increments,
                 const uint32_t *rows);

/* Of a row at one resolution. */
struct cp_news_size cp_news_size(const struct cp_news *news, size_t row,
                                 enum cp_resolution resolution);

/* Sums the counts of a row at one resolution, by place (run.h). */
struct cp_news_reader {
    const struct cp_news *news;
    const uint64_t *groups; /* that are left, sorted */
    size_t group_count;
    struct cp_group_sums sums;
};

/* `words` has room for twice the groups, and is lent until all is read. */
struct cp_news_reader cp_news_read(const struct cp_news *news, size_t row,
                                   enum cp_resolution resolution, uint64_t *words);

/* The next sums, as many as there is room for: `max` is at least CP_BLOCK_WIDTH_MAX. Returns how
 * many, 0 at the end. */
size_t cp_news_next(struct cp_news_reader *reader, struct cp_pair *out_pairs, size_t max);

/* Forgets all, and keeps room for as much as there was. */
void cp_news_clear(struct cp_news *news);

#endif
