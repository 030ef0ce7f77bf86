/* Sums of a row by segment: the stretches of time between two bounds of any windows.
 *
 * All counts of a segment lie in the same windows. So a long history is first summed by segment,
 * one addition a count, and then each segment once into its windows: some twenty times less than
 * every count into every window.
 *
 * Threads: one. Owns: its sums. */
#ifndef CASEPULSE_SEGMENTS_H
#define CASEPULSE_SEGMENTS_H

#include <stddef.h>
#include <stdint.h>

#include "filing.h"

#define CP_SEGMENTS_MAX (2 * CP_WINDOW_COUNT + 1)
#define CP_TOUCHED_WORDS ((CP_STORED_COUNT + 63) / 64)

struct cp_segments {
    size_t count;
    int32_t starts[CP_SEGMENTS_MAX];       /* ascending, the first from the beginning */
    uint32_t windows[CP_SEGMENTS_MAX];     /* masks */
    int64_t (*sums)[CP_STORED_COUNT];      /* by segment; between two flushes */
    uint64_t (*touched)[CP_TOUCHED_WORDS]; /* by segment: bits of the counters summed */
};

void cp_segments_init(struct cp_segments *segments);
void cp_segments_done(struct cp_segments *segments);

/* Takes the bounds of some windows (a mask) of one resolution. */
void cp_segments_begin(struct cp_segments *segments, const struct cp_window_bounds *bounds,
                       uint32_t windows);

/* The segment that a step of time lies in. */
size_t cp_segments_find(const struct cp_segments *segments, int32_t at);

static inline void cp_segments_add(struct cp_segments *segments, size_t segment, uint16_t counter,
                                   int64_t value)
{
    segments->sums[segment][counter] += value;
    segments->touched[segment][counter / 64] |= UINT64_C(1) << counter % 64;
}

/* Adds all sums to the rows of a place and to the city, and begins at zero. */
void cp_segments_flush(struct cp_segments *segments, struct cp_picture_rows *rows,
                       const struct cp_place *place);

#endif
