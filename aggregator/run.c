#include "run.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "casepulse/aggregator/figures.h"
#include "casepulse/base/assert.h"
#include "casepulse/base/memory.h"
#include "pack.h"

#define CP_MARK_EVERY 512 /* bytes, at least */
#define CP_STEP_BYTES_MAX 5
/* A count alone in its group: step, block, number of columns, column, value. */
#define CP_COUNT_BYTES_MAX (CP_STEP_BYTES_MAX + 1 + 1 + 1 + CP_PACKED_MAX)

static_assert(CP_BLOCK_WIDTH_MAX <= 1 << CP_PLACE_COLUMN_BITS, "a column fits into a place");
static_assert(CP_BLOCK_COUNT <= 1 << CP_PLACE_BLOCK_BITS, "a block fits into a place");

void cp_run_done(struct cp_run *run)
{
    free(run->bytes);
    free(run->marks);
    *run = (struct cp_run){0};
}

void cp_run_adopt(struct cp_run *run, const uint8_t *bytes, size_t size, size_t counts)
{
    CP_ASSERT(run->bytes == NULL);
    run->bytes = cp_allocate(size, 1);
    memcpy(run->bytes, bytes, size);
    run->size = size;
    run->counts = counts;
}

struct cp_run_reader cp_run_read(const struct cp_run *run)
{
    return (struct cp_run_reader){.at = run->bytes, .end = run->bytes + run->size};
}

bool cp_run_next(struct cp_run_reader *reader, int64_t *out_value)
{
    if (reader->columns_left == 0) {
        if (reader->at == reader->end) {
            return false;
        }
        reader->step += (int32_t)cp_unpack_signed(&reader->at);
        reader->block = *reader->at++;
        reader->columns_left = *reader->at++;
        reader->column = 0;
    }
    reader->columns_left--;
    reader->column = (uint8_t)(reader->column + *reader->at++);
    *out_value = cp_unpack_signed(&reader->at);
    return true;
}

/* --- merging */

/* Stands before a group of the old run. */
struct cp_run_cursor {
    const struct cp_run *run;
    const uint8_t *at;
    int32_t before; /* step of the group before */
    size_t counts;  /* passed */
    size_t mark;    /* the first that is not passed */
};

struct cp_group {
    int32_t step;
    uint8_t block;
    uint8_t count;
    const uint8_t *rest; /* behind the step: block, number, counts */
};

struct cp_run_writer {
    struct cp_run run; /* the new one */
    size_t mark_capacity;
    uint8_t *at;
    int32_t step; /* of the group before */
};

static bool cp_cursor_is_done(const struct cp_run_cursor *cursor)
{
    return cursor->at == cursor->run->bytes + cursor->run->size;
}

static struct cp_group cp_cursor_group(const struct cp_run_cursor *cursor)
{
    const uint8_t *at = cursor->at;
    struct cp_group group = {.step = cursor->before};
    group.step += (int32_t)cp_unpack_signed(&at);
    group.rest = at;
    group.block = at[0];
    group.count = at[1];
    return group;
}

static void cp_cursor_pass(struct cp_run_cursor *cursor, const struct cp_group *group)
{
    const uint8_t *at = group->rest + 2;
    for (int i = 0; i < group->count; i++) {
        at++;
        while (*at++ >= 0x80) {
        }
    }
    cursor->at = at;
    cursor->before = group->step;
    cursor->counts += group->count;
}

static size_t cp_writer_size(const struct cp_run_writer *writer)
{
    return (size_t)(writer->at - writer->run.bytes);
}

static void cp_writer_add_mark(struct cp_run_writer *writer, const struct cp_run_mark *mark)
{
    struct cp_run *run = &writer->run;
    if (run->mark_count == writer->mark_capacity) {
        writer->mark_capacity = writer->mark_capacity > 0 ? writer->mark_capacity * 2 : 8;
        run->marks = cp_reallocate(run->marks, writer->mark_capacity, sizeof(*run->marks));
    }
    run->marks[run->mark_count++] = *mark;
}

/* A group begins here: marked, if the last mark is far enough. */
static void cp_writer_mark(struct cp_run_writer *writer, int32_t step, uint8_t block)
{
    const struct cp_run *run = &writer->run;
    const size_t offset = cp_writer_size(writer);
    const size_t last = run->mark_count > 0 ? run->marks[run->mark_count - 1].offset : 0;
    if (offset - last >= CP_MARK_EVERY) {
        cp_writer_add_mark(writer, &(struct cp_run_mark){.offset = offset,
                                                         .counts = run->counts,
                                                         .group = cp_place_group(step, block),
                                                         .before = writer->step});
    }
}

static void cp_writer_begin(struct cp_run_writer *writer, int32_t step, uint8_t block)
{
    cp_writer_mark(writer, step, block);
    cp_pack_signed(&writer->at, (int64_t)step - writer->step);
    writer->step = step;
}

/* Copies all from the cursor to behind `end`, which leaves `before` behind and holds `counts`: only
 * the first step is told anew, marks move along. */
static void cp_writer_copy(struct cp_run_writer *writer, struct cp_run_cursor *cursor,
                           const uint8_t *end, int32_t before, size_t counts)
{
    const struct cp_run *old = cursor->run;
    const struct cp_group group = cp_cursor_group(cursor);
    cp_writer_begin(writer, group.step, group.block);
    const size_t old_offset = (size_t)(group.rest - old->bytes);
    const size_t new_offset = cp_writer_size(writer);
    for (; cursor->mark < old->mark_count; cursor->mark++) {
        struct cp_run_mark mark = old->marks[cursor->mark];
        if (old->bytes + mark.offset >= end) {
            break;
        }
        if (mark.offset >= old_offset) {
            mark.offset = mark.offset - old_offset + new_offset;
            mark.counts = mark.counts - cursor->counts + writer->run.counts;
            cp_writer_add_mark(writer, &mark);
        }
    }
    const size_t size = (size_t)(end - group.rest);
    memcpy(writer->at, group.rest, size);
    writer->at += size;
    writer->step = before;
    writer->run.counts += counts - cursor->counts;
    cursor->at = end;
    cursor->before = before;
    cursor->counts = counts;
}

/* The last mark at or before a group, behind the cursor; NULL: none. */
static const struct cp_run_mark *cp_cursor_find(const struct cp_run_cursor *cursor, uint64_t group)
{
    const struct cp_run *run = cursor->run;
    size_t low = cursor->mark;
    size_t high = run->mark_count;
    while (low < high) {
        const size_t middle = (low + high) / 2;
        if (run->marks[middle].group <= group) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    if (low == cursor->mark || run->bytes + run->marks[low - 1].offset <= cursor->at) {
        return NULL;
    }
    return &run->marks[low - 1];
}

/* Copies the groups before a place; true if the next one is that of the place. */
static bool cp_writer_copy_before(struct cp_run_writer *writer, struct cp_run_cursor *cursor,
                                  uint64_t place, struct cp_group *out_group)
{
    const struct cp_run_mark *mark = cp_cursor_find(cursor, place);
    if (mark != NULL) {
        cp_writer_copy(writer, cursor, cursor->run->bytes + mark->offset, mark->before,
                       mark->counts);
    }
    struct cp_run_cursor ahead = *cursor;
    uint64_t next = UINT64_MAX;
    while (!cp_cursor_is_done(&ahead)) {
        *out_group = cp_cursor_group(&ahead);
        next = cp_place_group(out_group->step, out_group->block);
        if (next >= place) {
            break;
        }
        cp_cursor_pass(&ahead, out_group);
    }
    if (ahead.at != cursor->at) {
        cp_writer_copy(writer, cursor, ahead.at, ahead.before, ahead.counts);
    }
    return next == place;
}

/* A group column by column, in their order; without any it does not begin. */
struct cp_group_writer {
    struct cp_run_writer *writer;
    int32_t step;
    uint8_t block;
    uint8_t *count; /* NULL: not begun */
    uint8_t column;
};

static void cp_group_write(struct cp_group_writer *group, uint8_t column, int64_t value)
{
    struct cp_run_writer *writer = group->writer;
    if (value == 0) {
        return;
    }
    if (group->count == NULL) {
        cp_writer_begin(writer, group->step, group->block);
        *writer->at++ = group->block;
        group->count = writer->at++;
        *group->count = 0;
    }
    *writer->at++ = (uint8_t)(column - group->column);
    cp_pack_signed(&writer->at, value);
    group->column = column;
    (*group->count)++;
    writer->run.counts++;
}

/* The newcomers of one group, `old` among them if there is such a group. */
static void cp_group_merge(struct cp_run_writer *writer, const struct cp_group *old,
                           const struct cp_pair *newcomers, size_t count)
{
    struct cp_group_writer group = {.writer = writer,
                                    .step = cp_place_step(newcomers->key),
                                    .block = cp_place_block(newcomers->key)};
    const uint8_t *at = old != NULL ? old->rest + 2 : NULL;
    int left = old != NULL ? old->count : 0;
    uint8_t column = left > 0 ? *at++ : UINT8_MAX;
    for (size_t i = 0; i < count;) {
        const uint8_t next = cp_place_column(newcomers[i].key);
        int64_t value = 0;
        for (; left > 0 && column < next; column = (uint8_t)(--left > 0 ? column + *at++ : 0)) {
            cp_group_write(&group, column, cp_unpack_signed(&at));
        }
        if (left > 0 && column == next) {
            value = cp_unpack_signed(&at);
            column = (uint8_t)(--left > 0 ? column + *at++ : 0);
        }
        for (; i < count && cp_place_column(newcomers[i].key) == next; i++) {
            value += newcomers[i].value;
        }
        cp_group_write(&group, next, value);
    }
    for (; left > 0; column = (uint8_t)(--left > 0 ? column + *at++ : 0)) {
        cp_group_write(&group, column, cp_unpack_signed(&at));
    }
}

static void cp_cursor_skip_to(struct cp_run_cursor *cursor, int32_t first)
{
    while (!cp_cursor_is_done(cursor)) {
        const struct cp_group group = cp_cursor_group(cursor);
        if (group.step >= first) {
            return;
        }
        cp_cursor_pass(cursor, &group);
    }
}

static void cp_run_merge_groups(struct cp_run_writer *writer, struct cp_run_cursor *cursor,
                                const struct cp_pair *newcomers, size_t count)
{
    for (size_t i = 0; i < count;) {
        const uint64_t place = newcomers[i].key >> CP_PLACE_COLUMN_BITS;
        size_t end = i + 1;
        while (end < count && newcomers[end].key >> CP_PLACE_COLUMN_BITS == place) {
            end++;
        }
        struct cp_group old;
        const bool has_old = cp_writer_copy_before(writer, cursor, place, &old);
        cp_group_merge(writer, has_old ? &old : NULL, newcomers + i, end - i);
        if (has_old) {
            cp_cursor_pass(cursor, &old);
        }
        i = end;
    }
}

void cp_run_merge(struct cp_run *run, const struct cp_pair *newcomers, size_t count, int32_t first)
{
    struct cp_run_writer writer = {.at = NULL};
    struct cp_run_cursor cursor = {.run = run, .at = run->bytes};
    /* The first step of what is copied is told anew: twice a newcomer, and in the end. */
    writer.run.bytes = cp_allocate(
        run->size + count * CP_COUNT_BYTES_MAX + (2 * count + 1) * CP_STEP_BYTES_MAX, 1);
    writer.at = writer.run.bytes;
    while (count > 0 && cp_place_step(newcomers->key) < first) {
        newcomers++;
        count--;
    }
    cp_cursor_skip_to(&cursor, first);
    cp_run_merge_groups(&writer, &cursor, newcomers, count);
    if (!cp_cursor_is_done(&cursor)) {
        cp_writer_copy(&writer, &cursor, run->bytes + run->size, 0, run->counts);
    }
    writer.run.size = cp_writer_size(&writer);
    writer.run.bytes = cp_reallocate(writer.run.bytes, writer.run.size, 1);
    cp_run_done(run);
    *run = writer.run;
}
