/* How much more goes into something bounded: so that most records need not ask.
 *
 * Threads: any; pure. */
#ifndef CASEPULSE_ROOM_H
#define CASEPULSE_ROOM_H

#include <stddef.h>

/* How many items of at most `each` go into `max` beside what is `used`. */
static inline size_t cp_room(size_t max, size_t used, size_t each)
{
    return used < max ? (max - used) / each : 0;
}

static inline size_t cp_room_least(const size_t *rooms, size_t count)
{
    size_t least = rooms[0];
    for (size_t i = 1; i < count; i++) {
        least = rooms[i] < least ? rooms[i] : least;
    }
    return least;
}

#endif
