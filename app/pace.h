/* When the next tick may begin: 20 ms after the last one and four times what ticks lately took on
 * average, so that publishing takes at most a fifth of Redis. One long tick among short ones (a
 * server that writes its log, new units) is made up for over the next dozen instead of at once: the
 * figures do not stand still for it.
 *
 * Threads: one. Zero-initialised = no tick yet. */
#ifndef CASEPULSE_PACE_H
#define CASEPULSE_PACE_H

#include <stdint.h>

#define CP_PACE_PAUSE_MS 20
#define CP_PACE_SHARE 4
/* `meta` is due each second. */
#define CP_PACE_PAUSE_MAX_MS 900

struct cp_pace {
    int64_t owed_ms; /* pauses not made yet */
};

/* Redis was busy with a tick for so long; returns the pause until the next. */
int64_t cp_pace_after(struct cp_pace *pace, int64_t took_ms);

#endif
