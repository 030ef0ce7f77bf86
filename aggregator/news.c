#include "news.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "casepulse/base/assert.h"
#include "casepulse/base/memory.h"
#include "counts.h"
#include "run.h"
#include "tag.h"
#include "words.h"

/* A group's place and where its counts stand, in one word. */
#define CP_NEWS_OFFSET_BITS 26
#define CP_NEWS_OFFSET_MAX ((UINT64_C(1) << CP_NEWS_OFFSET_BITS) - 1)
static_assert(CP_NEWS_BYTES_MAX + CP_CELLS_MAX <= CP_NEWS_OFFSET_MAX, "an offset fits into a word");
static_assert(32 + CP_PLACE_BLOCK_BITS + CP_NEWS_OFFSET_BITS <= 64, "beside a place");

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
                         struct cp_news_size size)
{
    struct cp_news_list *list = cp_news_list(news, place);
    if (news->chunk_count == news->chunk_capacity) {
        news->chunk_capacity = news->chunk_capacity > 0 ? news->chunk_capacity * 2 : 16;
        news->chunks = cp_reallocate(news->chunks, news->chunk_capacity, sizeof(*news->chunks));
    }
    const uint32_t index = (uint32_t)news->chunk_count++;
    news->chunks[index] = chunk;
    if (list->size.groups > 0) {
        news->chunks[list->last].next = index;
    } else {
        list->first = index;
    }
    list->last = index;
    list->size.groups += size.groups;
    list->size.counts += size.counts;
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
    if (increments->cells_size == 0) {
        return; /* it may have refused all it read */
    }
    const size_t begin = news->size;
    cp_news_copy(news, increments->cells, increments->cells_size);
    struct cp_cells_reader reader = cp_cells_read(increments);
    struct cp_cells_span span;
    while (cp_cells_next_span(&reader, &span)) {
        const struct cp_news_chunk chunk = {
            .offset = (uint32_t)(begin + (size_t)(span.groups - increments->cells)),
            .size = (uint32_t)span.size,
            .step_before = span.step_before};
        cp_news_link(news, cp_news_place(rows[span.row], span.resolution), chunk,
                     (struct cp_news_size){.groups = span.group_count, .counts = span.counts});
    }
}

struct cp_news_size cp_news_size(const struct cp_news *news, size_t row,
                                 enum cp_resolution resolution)
{
    const size_t place = cp_news_place(row, resolution);
    return place < news->list_count ? news->lists[place].size : (struct cp_news_size){.groups = 0};
}

/* The groups of a chunk as words; returns how many. */
static size_t cp_news_list_groups(const struct cp_news *news, const struct cp_news_chunk *chunk,
                                  uint64_t *out_words)
{
    const uint8_t *at = &news->bytes[chunk->offset];
    const uint8_t *end = at + chunk->size;
    const uint8_t *behind_row = at;
    (void)cp_unpack(&behind_row); /* as the batch called it: the same for all of them */
    const size_t row_size = (size_t)(behind_row - at);
    int32_t step = chunk->step_before;
    size_t count = 0;
    while (at != end) {
        at += row_size;
        step += (int32_t)cp_unpack_signed(&at);
        const uint64_t group = cp_place_group(step, cp_tag_block(at[0]));
        out_words[count++] = group << CP_NEWS_OFFSET_BITS | (uint64_t)(at + 1 - news->bytes);
        at = cp_counts_skip(at + 2, end, at[1]);
    }
    return count;
}

struct cp_news_reader cp_news_read(const struct cp_news *news, size_t row,
                                   enum cp_resolution resolution, uint64_t *words)
{
    struct cp_news_reader reader = {.news = news};
    const size_t count = cp_news_size(news, row, resolution).groups;
    if (count == 0) {
        return reader;
    }
    uint32_t index = news->lists[cp_news_place(row, resolution)].first;
    while (reader.group_count < count) {
        const struct cp_news_chunk *chunk = &news->chunks[index];
        reader.group_count += cp_news_list_groups(news, chunk, words + reader.group_count);
        index = chunk->next;
    }
    reader.groups = cp_words_sort(words, words + count, count, CP_NEWS_OFFSET_BITS);
    return reader;
}

/* Adds up the group that is next, all there are of it. */
static uint64_t cp_news_sum_group(struct cp_news_reader *reader)
{
    const uint64_t group = *reader->groups >> CP_NEWS_OFFSET_BITS;
    do {
        const uint8_t *at = &reader->news->bytes[*reader->groups & CP_NEWS_OFFSET_MAX];
        struct cp_counts_reader counts = cp_counts_read(at + 1, at[0]);
        int64_t value;
        while (cp_counts_next(&counts, &value)) {
            cp_group_sums_add(&reader->sums, counts.column, value);
        }
        reader->groups++;
        reader->group_count--;
    } while (reader->group_count > 0 && *reader->groups >> CP_NEWS_OFFSET_BITS == group);
    return group;
}

size_t cp_news_next(struct cp_news_reader *reader, struct cp_pair *out_pairs, size_t max)
{
    size_t count = 0;
    while (reader->group_count > 0 && max - count >= CP_BLOCK_WIDTH_MAX) {
        const uint64_t group = cp_news_sum_group(reader);
        uint8_t column;
        for (; cp_group_sums_take(&reader->sums, &column, &out_pairs[count].value); count++) {
            out_pairs[count].key = group << CP_PLACE_COLUMN_BITS | column;
        }
    }
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
