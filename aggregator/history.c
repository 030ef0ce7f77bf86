#include "history.h"

#include <stdlib.h>
#include <string.h>

#include "casepulse/base/assert.h"
#include "casepulse/base/memory.h"
#include "pack.h"

#define CP_TAIL_MIN 64
/* A count alone in its group: step from the one before, block, number of columns, column, value. */
#define CP_COUNT_BYTES_MAX (5 + 1 + 1 + 1 + CP_PACKED_MAX)

void cp_history_done(struct cp_history *history)
{
    free(history->run);
    free(history->tail);
    *history = (struct cp_history){0};
}

/* Steps may lie before 1970: their sign is turned, so that places order as numbers without one. */
static uint64_t cp_history_place(const struct cp_history_count *count)
{
    const uint32_t step = (uint32_t)count->at ^ UINT32_C(0x80000000);
    return (uint64_t)step << 16 | (uint64_t)count->block << 8 | count->column;
}

static struct cp_history_count cp_history_count_at(const struct cp_history_newcomer *newcomer)
{
    const uint32_t step = (uint32_t)(newcomer->place >> 16) ^ UINT32_C(0x80000000);
    return (struct cp_history_count){.at = (int32_t)step,
                                     .block = (uint8_t)(newcomer->place >> 8),
                                     .column = (uint8_t)newcomer->place,
                                     .value = newcomer->value};
}

static int cp_history_newcomer_compare(const void *left, const void *right)
{
    const struct cp_history_newcomer *a = left;
    const struct cp_history_newcomer *b = right;
    return (a->place > b->place) - (a->place < b->place);
}

static bool cp_run_next(struct cp_history_reader *reader, struct cp_history_count *out_count)
{
    const struct cp_history *history = reader->history;
    if (reader->columns_left == 0) {
        if (reader->at == history->run + history->run_size) {
            return false;
        }
        reader->step += (int32_t)cp_unpack_signed(&reader->at);
        reader->block = *reader->at++;
        reader->columns_left = *reader->at++;
        reader->column = 0;
    }
    reader->columns_left--;
    reader->column = (uint8_t)(reader->column + *reader->at++);
    *out_count = (struct cp_history_count){.at = reader->step,
                                           .block = reader->block,
                                           .column = reader->column,
                                           .value = cp_unpack_signed(&reader->at)};
    return true;
}

struct cp_history_reader cp_history_read(const struct cp_history *history)
{
    return (struct cp_history_reader){.history = history, .at = history->run};
}

bool cp_history_next(struct cp_history_reader *reader, struct cp_history_count *out_count)
{
    if (cp_run_next(reader, out_count)) {
        return true;
    }
    if (reader->tail_at == reader->history->tail_count) {
        return false;
    }
    *out_count = cp_history_count_at(&reader->history->tail[reader->tail_at++]);
    return true;
}

/* Writes sorted counts as a run; equal ones are summed, zeroes left out. */
struct cp_run_writer {
    int32_t first; /* steps before it are left out */
    uint8_t *start;
    uint8_t *at;
    uint8_t *group_count; /* NULL before the first group */
    size_t counts;
    struct cp_history_count pending;
    bool has_pending;
    struct cp_history_count last; /* written last */
};

static void cp_run_flush(struct cp_run_writer *writer)
{
    if (!writer->has_pending || writer->pending.value == 0 || writer->pending.at < writer->first) {
        return;
    }
    const struct cp_history_count *count = &writer->pending;
    const bool is_same_group = writer->group_count != NULL && count->at == writer->last.at &&
                               count->block == writer->last.block;
    if (!is_same_group) {
        cp_pack_signed(&writer->at, count->at - writer->last.at);
        *writer->at++ = count->block;
        writer->group_count = writer->at++;
        *writer->group_count = 0;
        writer->last.column = 0;
    }
    *writer->at++ = (uint8_t)(count->column - writer->last.column);
    cp_pack_signed(&writer->at, count->value);
    (*writer->group_count)++;
    writer->counts++;
    writer->last = *count;
}

static void cp_run_write(struct cp_run_writer *writer, const struct cp_history_count *count)
{
    if (writer->has_pending && cp_history_place(&writer->pending) == cp_history_place(count)) {
        writer->pending.value += count->value;
        return;
    }
    cp_run_flush(writer);
    writer->pending = *count;
    writer->has_pending = true;
}

/* Merges run and tail into a new run. */
static void cp_history_merge(struct cp_history *history)
{
    if (history->tail_count > 0) {
        qsort(history->tail, history->tail_count, sizeof(*history->tail),
              cp_history_newcomer_compare);
    }
    struct cp_run_writer writer = {.first = history->is_forgetful ? history->first : INT32_MIN};
    writer.start = cp_allocate(history->run_size + history->tail_count * CP_COUNT_BYTES_MAX, 1);
    writer.at = writer.start;
    struct cp_history_reader reader = cp_history_read(history);
    struct cp_history_count old;
    bool has_old = cp_run_next(&reader, &old);
    for (size_t i = 0; i < history->tail_count; i++) {
        while (has_old && cp_history_place(&old) <= history->tail[i].place) {
            cp_run_write(&writer, &old);
            has_old = cp_run_next(&reader, &old);
        }
        const struct cp_history_count newcomer = cp_history_count_at(&history->tail[i]);
        cp_run_write(&writer, &newcomer);
    }
    while (has_old) {
        cp_run_write(&writer, &old);
        has_old = cp_run_next(&reader, &old);
    }
    cp_run_flush(&writer);
    free(history->run);
    history->run_size = (size_t)(writer.at - writer.start);
    history->run = cp_reallocate(writer.start, history->run_size, 1);
    history->run_counts = writer.counts;
    history->tail_count = 0;
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
    struct cp_history_reader reader = cp_history_read(history);
    struct cp_history_count count;
    return history->is_forgetful && cp_run_next(&reader, &count) && count.at < history->first;
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
    CP_ASSERT(history->run == NULL && history->tail_count == 0);
    history->run = cp_allocate(size, 1);
    memcpy(history->run, run, size);
    history->run_size = size;
    history->run_counts = counts;
}

/* Makes room for one more: what is to be merged anyway is not made room for. */
static void cp_history_widen(struct cp_history *history, size_t limit)
{
    const size_t half = history->tail_capacity + history->tail_capacity / 2;
    const size_t wanted = half > 16 ? half : 16;
    history->tail_capacity = wanted < limit ? wanted : limit;
    history->tail = cp_reallocate(history->tail, history->tail_capacity, sizeof(*history->tail));
}

void cp_history_add(struct cp_history *history, struct cp_history_count count, size_t share)
{
    const size_t part = history->run_counts / share;
    const size_t limit = part > CP_TAIL_MIN ? part : CP_TAIL_MIN;
    if (history->tail_count >= limit) {
        cp_history_merge(history);
    }
    if (history->tail_count == history->tail_capacity) {
        cp_history_widen(history, limit);
    }
    history->tail[history->tail_count++] =
        (struct cp_history_newcomer){.place = cp_history_place(&count), .value = count.value};
}
