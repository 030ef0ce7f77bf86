#include "history.h"

#include <stdlib.h>
#include <string.h>

#include "casepulse/base/assert.h"
#include "casepulse/base/memory.h"

#define CP_TAIL_FIRST 16

void cp_history_done(struct cp_history *history)
{
    cp_run_done(&history->run);
    free(history->tail);
    *history = (struct cp_history){0};
}

struct cp_history_reader cp_history_read(const struct cp_history *history)
{
    return (struct cp_history_reader){.history = history, .run = cp_run_read(&history->run)};
}

bool cp_history_next(struct cp_history_reader *reader, struct cp_history_count *out_count)
{
    const struct cp_history *history = reader->history;
    if (cp_run_next(&reader->run, &out_count->value)) {
        out_count->at = reader->run.step;
        out_count->block = reader->run.block;
        out_count->column = reader->run.counts.column;
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

/* Newcomers, sorted and each place once, into the run. */
static void cp_history_merge(struct cp_history *history, const struct cp_pair *newcomers,
                             size_t count)
{
    cp_run_merge(&history->run, newcomers, count,
                 history->is_forgetful ? history->first : INT32_MIN);
}

/* The tail, and newcomers with it, into the run. */
static void cp_history_merge_tail(struct cp_history *history, const struct cp_pair *newcomers,
                                  size_t count)
{
    const size_t all_count = history->tail_count + count;
    struct cp_pair *all = cp_reallocate(NULL, 2 * all_count, sizeof(*all));
    if (history->tail_count > 0) {
        memcpy(all, history->tail, history->tail_count * sizeof(*all));
    }
    if (count > 0) {
        memcpy(all + history->tail_count, newcomers, count * sizeof(*all));
    }
    struct cp_pair *sorted = cp_pairs_sort(all, all + all_count, all_count);
    cp_history_merge(history, sorted, cp_pairs_sum(sorted, all_count));
    free(all);
    free(history->tail);
    history->tail = NULL;
    history->tail_count = 0;
    history->tail_capacity = 0;
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
        cp_history_merge_tail(history, NULL, 0);
    }
}

void cp_history_adopt(struct cp_history *history, const uint8_t *run, size_t size, size_t counts)
{
    CP_ASSERT(history->tail_count == 0);
    cp_run_adopt(&history->run, run, size, counts);
}

static size_t cp_history_tail_max(const struct cp_history *history)
{
    const size_t part = history->run.counts >> CP_TAIL_SHARE;
    return part > CP_TAIL_MIN ? part : CP_TAIL_MIN;
}

/* Room for `needed`, no more than a half of it unused. */
static void cp_history_widen(struct cp_history *history, size_t needed)
{
    const size_t grown = needed + needed / 2;
    history->tail_capacity = grown > CP_TAIL_FIRST ? grown : CP_TAIL_FIRST;
    history->tail = cp_reallocate(history->tail, history->tail_capacity, sizeof(*history->tail));
}

void cp_history_add(struct cp_history *history, const struct cp_pair *newcomers, size_t count)
{
    const size_t needed = history->tail_count + count;
    if (needed > cp_history_tail_max(history)) {
        if (history->tail_count > 0) {
            cp_history_merge_tail(history, newcomers, count);
        } else {
            cp_history_merge(history, newcomers, count);
        }
        return;
    }
    if (needed > history->tail_capacity) {
        cp_history_widen(history, needed);
    }
    if (count > 0) {
        memcpy(&history->tail[history->tail_count], newcomers, count * sizeof(*newcomers));
        history->tail_count = needed;
    }
}
