#include "news.h"

#include <stdlib.h>
#include <string.h>

#include "casepulse/base/assert.h"
#include "casepulse/base/memory.h"
#include "counts.h"
#include "run.h"
#include "tag.h"

void cp_news_done(struct cp_news *news)
{
    free(news->bytes);
    free(news->chunks);
    free(news->lists);
    *news = (struct cp_news){0};
}

bool cp_news_is_full(const struct cp_news *news)
{
    return news->size >= CP_NEWS_BYTES_MAX || news->chunk_count >= CP_NEWS_CHUNKS_MAX;
}

bool cp_news_is_empty(const struct cp_news *news)
{
    return news->chunk_count == 0;
}

static size_t cp_news_place(size_t row, enum cp_resolution resolution)
{
    return row * CP_RESOLUTION_COUNT + resolution;
}

static struct cp_news_list *cp_news_list(struct cp_news *news, size_t place)
{
    if (place >= news->list_count) {
        const size_t count = (place + 1) * 2;
        news->lists = cp_reallocate(news->lists, count, sizeof(*news->lists));
        memset(&news->lists[news->list_count], 0,
               (count - news->list_count) * sizeof(*news->lists));
        news->list_count = count;
    }
    return &news->lists[place];
}

/* A chunk behind the others of its history. */
static void cp_news_link(struct cp_news *news, size_t place, struct cp_news_chunk chunk,
                         size_t counts)
{
    struct cp_news_list *list = cp_news_list(news, place);
    if (news->chunk_count == news->chunk_capacity) {
        news->chunk_capacity = news->chunk_capacity > 0 ? news->chunk_capacity * 2 : 16;
        news->chunks = cp_reallocate(news->chunks, news->chunk_capacity, sizeof(*news->chunks));
    }
    const uint32_t index = (uint32_t)news->chunk_count++;
    news->chunks[index] = chunk;
    if (list->counts > 0) {
        news->chunks[list->last].next = index;
    } else {
        list->first = index;
    }
    list->last = index;
    list->counts += counts;
}

static void cp_news_copy(struct cp_news *news, const uint8_t *bytes, size_t size)
{
    if (news->size + size > news->capacity) {
        news->capacity = (news->size + size) * 2;
        news->bytes = cp_reallocate(news->bytes, news->capacity, 1);
    }
    memcpy(&news->bytes[news->size], bytes, size);
    news->size += size;
}

void cp_news_add(struct cp_news *news, const struct cp_increments *increments, const uint32_t *rows)
{
    CP_ASSERT(!cp_news_is_full(news));
    const size_t begin = news->size;
    cp_news_copy(news, increments->cells, increments->cells_size);
    struct cp_cells_reader reader = cp_cells_read(increments);
    struct cp_cells_span span;
    while (cp_cells_next_span(&reader, &span)) {
        const struct cp_news_chunk chunk = {
            .offset = (uint32_t)(begin + (size_t)(span.groups - increments->cells)),
            .size = (uint32_t)span.size,
            .step_before = span.step_before};
        cp_news_link(news, cp_news_place(rows[span.row], span.resolution), chunk, span.counts);
    }
}

size_t cp_news_counts(const struct cp_news *news, size_t row, enum cp_resolution resolution)
{
    const size_t place = cp_news_place(row, resolution);
    return place < news->list_count ? news->lists[place].counts : 0;
}

static void cp_news_open(struct cp_news_reader *reader, uint32_t index)
{
    const struct cp_news_chunk *chunk = &reader->news->chunks[index];
    reader->at = &reader->news->bytes[chunk->offset];
    reader->end = reader->at + chunk->size;
    reader->step = chunk->step_before;
    reader->next = chunk->next;
}

struct cp_news_reader cp_news_read(const struct cp_news *news, size_t row,
                                   enum cp_resolution resolution)
{
    struct cp_news_reader reader = {.news = news,
                                    .counts_left = cp_news_counts(news, row, resolution)};
    if (reader.counts_left > 0) {
        cp_news_open(&reader, news->lists[cp_news_place(row, resolution)].first);
    }
    return reader;
}

/* The counts of the next group. */
static size_t cp_news_next_group(struct cp_news_reader *reader, struct cp_pair *out_pairs)
{
    const uint8_t *at = reader->at;
    (void)cp_unpack(&at); /* the row as the batch called it */
    reader->step += (int32_t)cp_unpack_signed(&at);
    const uint64_t place = cp_place(reader->step, cp_tag_block(at[0]), 0);
    const int count = at[1];
    struct cp_counts_reader counts = cp_counts_read(at + 2, count);
    for (int i = 0; cp_counts_next(&counts, &out_pairs[i].value); i++) {
        out_pairs[i].key = place | counts.column;
    }
    reader->at = counts.at;
    return (size_t)count;
}

size_t cp_news_next(struct cp_news_reader *reader, struct cp_pair *out_pairs, size_t max)
{
    size_t count = 0;
    while (count < reader->counts_left && max - count >= CP_BLOCK_WIDTH_MAX) {
        if (reader->at == reader->end) {
            cp_news_open(reader, reader->next);
        }
        count += cp_news_next_group(reader, &out_pairs[count]);
    }
    reader->counts_left -= count;
    return count;
}

void cp_news_clear(struct cp_news *news)
{
    if (news->size < news->capacity / 4) { /* the past was caught up with */
        news->capacity = news->size;
        news->bytes = cp_reallocate(news->bytes, news->capacity, 1);
    }
    news->size = 0;
    news->chunk_count = 0;
    if (news->list_count > 0) {
        memset(news->lists, 0, news->list_count * sizeof(*news->lists));
    }
}
