/* Both are walked group by group, in the order of places. What stands between two groups that
 * newcomers concern is copied as bytes; marks lead over it. */
#include "run.h"

#include <stdlib.h>
#include <string.h>

#include "casepulse/base/memory.h"
#include "counts.h"
#include "group_sums.h"

#define CP_MARK_EVERY 512 /* bytes, at least */
#define CP_STEP_BYTES_MAX 5
/* A count alone in its group: step, block, number of columns, column, value. */
#define CP_COUNT_BYTES_MAX (CP_STEP_BYTES_MAX + 1 + 1 + 1 + CP_PACKED_MAX)
#define CP_GROUP_END UINT64_MAX

/* Stands before a group of the old run. */
struct cp_run_source {
    const struct cp_run *run;
    const uint8_t *at;
    uint64_t group;         /* the place of the one here; CP_GROUP_END: none */
    int32_t before, step;   /* of the group before, and here */
    const uint8_t *content; /* behind its step: block, number, counts */
    size_t counts;          /* passed */
    size_t mark;            /* the first that is not passed */
};

struct cp_run_writer {
    struct cp_run run; /* the new one */
    size_t mark_capacity;
    uint8_t *at;
    int32_t step; /* of the group before */
};

/* --- the old run */

static void cp_source_look(struct cp_run_source *source)
{
    source->group = CP_GROUP_END;
    if (source->at != source->run->bytes + source->run->size) {
        const uint8_t *at = source->at;
        source->step = source->before + (int32_t)cp_unpack_signed(&at);
        source->content = at;
        source->group = cp_place_group(source->step, at[0]);
    }
}

static struct cp_run_source cp_source_begin(const struct cp_run *run)
{
    struct cp_run_source source = {.run = run, .at = run->bytes};
    cp_source_look(&source);
    return source;
}

/* Its counts end at `end`. */
static void cp_source_pass_to(struct cp_run_source *source, const uint8_t *end)
{
    source->at = end;
    source->before = source->step;
    source->counts += source->content[1];
    cp_source_look(source);
}

static void cp_source_pass(struct cp_run_source *source)
{
    const uint8_t *content = source->content;
    const uint8_t *end = source->run->bytes + source->run->size;
    cp_source_pass_to(source, cp_counts_skip(content + 2, end, content[1]));
}

static void cp_source_jump(struct cp_run_source *source, const struct cp_run_mark *mark)
{
    source->at = source->run->bytes + mark->offset;
    source->before = mark->before;
    source->counts = mark->counts;
    cp_source_look(source);
}

static void cp_source_pass_before(struct cp_run_source *source, int32_t step)
{
    while (source->group != CP_GROUP_END && source->step < step) {
        cp_source_pass(source);
    }
}

/* --- the new run */

static size_t cp_writer_size(const struct cp_run_writer *writer)
{
    return (size_t)(writer->at - writer->run.bytes);
}

static void cp_writer_add_mark(struct cp_run_writer *writer, struct cp_run_mark mark)
{
    struct cp_run *run = &writer->run;
    if (run->mark_count == writer->mark_capacity) {
        writer->mark_capacity = writer->mark_capacity > 0 ? writer->mark_capacity * 2 : 8;
        run->marks = cp_reallocate(run->marks, writer->mark_capacity, sizeof(*run->marks));
    }
    run->marks[run->mark_count++] = mark;
}

/* A group begins here: marked, if the last mark is far enough. */
static void cp_writer_begin_group(struct cp_run_writer *writer, uint64_t group)
{
    const struct cp_run *run = &writer->run;
    const size_t offset = cp_writer_size(writer);
    const size_t last = run->mark_count > 0 ? run->marks[run->mark_count - 1].offset : 0;
    if (offset - last >= CP_MARK_EVERY) {
        cp_writer_add_mark(writer, (struct cp_run_mark){.offset = offset,
                                                        .counts = run->counts,
                                                        .group = group,
                                                        .before = writer->step});
    }
    const int32_t step = cp_group_step(group);
    cp_pack_signed(&writer->at, (int64_t)step - writer->step);
    writer->step = step;
}

/* The marks of the old run up to a place move along with the bytes between them: the source jumps
 * to the last one. `shift` is what offsets grow by, `counts` what numbers of counts do. */
static void cp_writer_move_marks(struct cp_run_writer *writer, struct cp_run_source *source,
                                 uint64_t group, size_t shift, size_t counts)
{
    const struct cp_run *old = source->run;
    const size_t begin = (size_t)(source->at - old->bytes);
    const struct cp_run_mark *last = NULL;
    for (; source->mark < old->mark_count && old->marks[source->mark].group < group;
         source->mark++) {
        const struct cp_run_mark *mark = &old->marks[source->mark];
        if (mark->offset > begin) {
            cp_writer_add_mark(writer, (struct cp_run_mark){.offset = mark->offset + shift,
                                                            .counts = mark->counts + counts,
                                                            .group = mark->group,
                                                            .before = mark->before});
            last = mark;
        }
    }
    if (last != NULL) {
        cp_source_jump(source, last);
    }
}

/* Copies the groups before a place: only the first step is told anew. */
static void cp_writer_copy_before(struct cp_run_writer *writer, struct cp_run_source *source,
                                  uint64_t group)
{
    if (source->group >= group) {
        return;
    }
    const uint8_t *content = source->content;
    const size_t counts = writer->run.counts - source->counts; /* may wrap, and back */
    cp_writer_begin_group(writer, source->group);
    const size_t shift = cp_writer_size(writer) - (size_t)(content - source->run->bytes);
    cp_writer_move_marks(writer, source, group, shift, counts);
    while (source->group < group) {
        cp_source_pass(source);
    }
    const size_t size = (size_t)(source->at - content);
    memcpy(writer->at, content, size);
    writer->at += size;
    writer->step = source->before;
    writer->run.counts = source->counts + counts;
}

/* --- one group of both */

/* A group of nothing but zeroes does not begin. */
static void cp_writer_write_group(struct cp_run_writer *writer, uint64_t group,
                                  struct cp_group_sums *sums)
{
    uint8_t *count = NULL;
    uint8_t before = 0;
    uint8_t column;
    int64_t sum;
    while (cp_group_sums_take(sums, &column, &sum)) {
        if (sum == 0) {
            continue;
        }
        if (count == NULL) {
            cp_writer_begin_group(writer, group);
            *writer->at++ = cp_group_block(group);
            count = writer->at++;
            *count = 0;
        }
        *writer->at++ = (uint8_t)(column - before);
        cp_pack_signed(&writer->at, sum);
        before = column;
        (*count)++;
    }
    writer->run.counts += count != NULL ? *count : 0;
}

static void cp_source_take(struct cp_run_source *source, struct cp_group_sums *sums)
{
    struct cp_counts_reader old = cp_counts_read(source->content + 2, source->content[1]);
    int64_t value;
    while (cp_counts_next(&old, &value)) {
        cp_group_sums_add(sums, old.column, value);
    }
    cp_source_pass_to(source, old.at);
}

static void cp_run_merge_groups(struct cp_run_writer *writer, struct cp_run_source *source,
                                const struct cp_pair *newcomers, size_t count)
{
    struct cp_group_sums sums = {.added = {0}};
    for (size_t i = 0; i < count;) {
        const uint64_t group = cp_place_group_of(newcomers[i].key);
        cp_writer_copy_before(writer, source, group);
        if (source->group == group) {
            cp_source_take(source, &sums);
        }
        for (; i < count && cp_place_group_of(newcomers[i].key) == group; i++) {
            cp_group_sums_add(&sums, cp_place_column(newcomers[i].key), newcomers[i].value);
        }
        cp_writer_write_group(writer, group, &sums);
    }
    cp_writer_copy_before(writer, source, CP_GROUP_END);
}

void cp_run_merge(struct cp_run *run, const struct cp_pair *newcomers, size_t count, int32_t first)
{
    struct cp_run_writer writer = {.at = NULL};
    struct cp_run_source source = cp_source_begin(run);
    /* The first step of what is copied is told anew: once a newcomer, and in the end. */
    writer.run.bytes = cp_reallocate(
        NULL, run->size + count * (CP_COUNT_BYTES_MAX + CP_STEP_BYTES_MAX) + CP_STEP_BYTES_MAX, 1);
    writer.at = writer.run.bytes;
    while (count > 0 && cp_place_step(newcomers->key) < first) {
        newcomers++;
        count--;
    }
    cp_source_pass_before(&source, first);
    cp_run_merge_groups(&writer, &source, newcomers, count);
    writer.run.size = cp_writer_size(&writer);
    writer.run.bytes = cp_reallocate(writer.run.bytes, writer.run.size, 1);
    cp_run_done(run);
    *run = writer.run;
}
