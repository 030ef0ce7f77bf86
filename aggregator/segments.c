#include "segments.h"

#include <stdlib.h>
#include <string.h>

#include "casepulse/base/memory.h"

void cp_segments_init(struct cp_segments *segments)
{
    *segments = (struct cp_segments){0};
    segments->sums = cp_allocate(CP_SEGMENTS_MAX, sizeof(*segments->sums));
    segments->touched = cp_allocate(CP_SEGMENTS_MAX, sizeof(*segments->touched));
}

void cp_segments_done(struct cp_segments *segments)
{
    free(segments->sums);
    free(segments->touched);
    *segments = (struct cp_segments){0};
}

size_t cp_segments_find(const struct cp_segments *segments, int32_t at)
{
    size_t low = 0;
    size_t high = segments->count;
    while (high - low > 1) {
        const size_t middle = (low + high) / 2;
        if (segments->starts[middle] <= at) {
            low = middle;
        } else {
            high = middle;
        }
    }
    return low;
}

static void cp_segments_cut(struct cp_segments *segments, int32_t at)
{
    const size_t before = cp_segments_find(segments, at);
    if (segments->starts[before] == at) {
        return;
    }
    int32_t *place = &segments->starts[before + 1];
    memmove(place + 1, place, (segments->count - before - 1) * sizeof(*place));
    *place = at;
    segments->count++;
}

void cp_segments_begin(struct cp_segments *segments, const struct cp_window_bounds *bounds,
                       uint32_t windows)
{
    segments->count = 1;
    segments->starts[0] = INT32_MIN;
    for (uint32_t left = windows; left != 0; left &= left - 1) {
        cp_segments_cut(segments, bounds[__builtin_ctz(left)].from_at);
        cp_segments_cut(segments, bounds[__builtin_ctz(left)].to_at);
    }
    memset(segments->windows, 0, sizeof(segments->windows));
    for (size_t segment = 0; segment < segments->count; segment++) {
        const int32_t at = segments->starts[segment];
        for (uint32_t left = windows; left != 0; left &= left - 1) {
            const struct cp_window_bounds *window = &bounds[__builtin_ctz(left)];
            segments->windows[segment] |=
                at >= window->from_at && at < window->to_at ? left & -left : 0;
        }
    }
}

static void cp_segment_flush(struct cp_segments *segments, size_t segment,
                             struct cp_picture_rows *rows, const struct cp_place *place)
{
    const uint32_t windows = segments->windows[segment];
    for (unsigned word = 0; word < CP_TOUCHED_WORDS; word++) {
        for (uint64_t left = segments->touched[segment][word]; left != 0; left &= left - 1) {
            const uint16_t counter = (uint16_t)(word * 64 + (unsigned)__builtin_ctzll(left));
            const int64_t sum = segments->sums[segment][counter];
            cp_picture_rows_add(rows, CP_WIDE_ALL, windows, counter, sum);
            cp_picture_rows_add(rows, place->wide_row, windows, counter, sum);
            cp_picture_rows_add(rows, place->unit_row, windows, counter, sum);
            segments->sums[segment][counter] = 0;
        }
        segments->touched[segment][word] = 0;
    }
}

void cp_segments_flush(struct cp_segments *segments, struct cp_picture_rows *rows,
                       const struct cp_place *place)
{
    for (size_t segment = 0; segment < segments->count; segment++) {
        cp_segment_flush(segments, segment, rows, place);
    }
}
