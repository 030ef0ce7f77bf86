#include "history.h"

#include <stdlib.h>

#include "casepulse/base/assert.h"
#include "casepulse/base/memory.h"

#define CP_TAIL_MIN 64
#define CP_TAIL_FIRST 16

void cp_history_done(struct cp_history *history)
{
    cp_run_done(&history->run);
    free(history->tail);
    *history = (struct cp_history){0};
}

struct cp_history_reader cp_history_read(struct cp_history *history)
{
    history->tail_summed = history->tail_count;
    return (struct cp_history_reader){.history = history, .run = cp_run_read(&history->run)};
}

struct cp_history_reader cp_history_read_news(struct cp_history *history)
{
    const size_t tail_at = history->tail_summed;
    history->tail_summed = history->tail_count;
    return (struct cp_history_reader){.history = history, .tail_at = tail_at};
}

bool cp_history_next(struct cp_history_reader *reader, struct cp_history_count *out_count)
{
    const struct cp_history *history = reader->history;
    if (cp_run_next(&reader->run, &out_count->value)) {
        out_count->at = reader->run.step;
        out_count->block = reader->run.block;
        out_count->column = reader->run.column;
        return true;
    }
    if (reader->tail_at == history->tail_count) {
        return false;
    }
    const struct cp_pair *newcomer = &history->tail[reader->tail_at++];
    *out_count = (struct cp_history_count){.at = cp_place_step(newcomer->key),
                                           .block = cp_place_block(newcomer->key),
                                           .column = cp_place_column(newcomer->key),
                                           .value = newcomer->value};
    return true;
}

static void cp_history_merge(struct cp_history *history)
{
    struct cp_pair *spare = cp_allocate(history->tail_count, sizeof(*spare));
    const struct cp_pair *sorted = cp_pairs_sort(history->tail, spare, history->tail_count);
    cp_run_merge(&history->run, sorted, history->tail_count,
                 history->is_forgetful ? history->first : INT32_MIN);
    free(spare);
    history->tail_count = 0;
    history->tail_summed = 0;
}

void cp_history_forget_before(struct cp_history *history, int32_t first)
{
    CP_ASSERT(!history->is_forgetful || first >= history->first);
    history->is_forgetful = true;
    history->first = first;
}

/* True if the run holds what is to be forgotten: it is sorted. */
static bool cp_history_is_stale(const struct cp_history *history)
{
    struct cp_run_reader reader = cp_run_read(&history->run);
    int64_t value;
    return history->is_forgetful && cp_run_next(&reader, &value) && reader.step < history->first;
}

void cp_history_pack(struct cp_history *history)
{
    if (history->tail_count > 0 || cp_history_is_stale(history)) {
        cp_history_merge(history);
    }
    free(history->tail);
    history->tail = NULL;
    history->tail_capacity = 0;
}

void cp_history_adopt(struct cp_history *history, const uint8_t *run, size_t size, size_t counts)
{
    CP_ASSERT(history->tail_count == 0);
    cp_run_adopt(&history->run, run, size, counts);
}

static size_t cp_history_limit(const struct cp_history *history, unsigned share)
{
    const size_t part = history->run.counts >> share;
    return part > CP_TAIL_MIN ? part : CP_TAIL_MIN;
}

bool cp_history_is_full(const struct cp_history *history, unsigned share)
{
    return history->tail_count >= cp_history_limit(history, share);
}

/* Makes room for `count` more: what is to be merged anyway is not made room for. */
static void cp_history_widen(struct cp_history *history, size_t count, size_t limit)
{
    const size_t half = history->tail_capacity + history->tail_capacity / 2;
    const size_t grown = half > CP_TAIL_FIRST ? half : CP_TAIL_FIRST;
    const size_t wanted = grown < limit ? grown : limit;
    const size_t needed = history->tail_count + count;
    history->tail_capacity = wanted > needed ? wanted : needed;
    history->tail = cp_reallocate(history->tail, history->tail_capacity, sizeof(*history->tail));
}

struct cp_pair *cp_history_extend(struct cp_history *history, size_t count, unsigned share)
{
    if (cp_history_is_full(history, share)) {
        cp_history_merge(history);
    }
    if (history->tail_count + count > history->tail_capacity) {
        cp_history_widen(history, count, cp_history_limit(history, share));
    }
    history->tail_count += count;
    return &history->tail[history->tail_count - count];
}

void cp_history_add(struct cp_history *history, struct cp_history_count count, unsigned share)
{
    *cp_history_extend(history, 1, share) = (struct cp_pair){
        .key = cp_place(count.at, count.block, count.column), .value = count.value};
}
