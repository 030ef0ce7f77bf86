/* The wish to read files again, from a hang-up (SIGHUP).
 *
 * The signal is held back from all threads and asked for where there is time to act on it: no
 * handler, and no call of anybody is interrupted by it. Threads: await before others are started,
 * which inherit it; take on one. */
#ifndef CASEPULSE_BASE_RELOAD_H
#define CASEPULSE_BASE_RELOAD_H

#include <stdbool.h>

/* From now on a hang-up is a wish and does not end the program. */
void cp_reload_await(void);

/* True once after one or more hang-ups. Does not wait. */
bool cp_reload_take(void);

#endif
