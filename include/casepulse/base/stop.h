/* The wish to end, from a signal or from a thread that cannot go on.
 *
 * Threads: any; ask also from a signal handler. */
#ifndef CASEPULSE_BASE_STOP_H
#define CASEPULSE_BASE_STOP_H

#include <stdbool.h>

/* SIGINT and SIGTERM become a wish to end; a second one, from 0.2 s after the
 * first, ends at once. SIGPIPE is ignored: a dead
 * server is an error of its write. */
void cp_stop_on_signals(void);

void cp_stop_ask(void);
bool cp_stop_is_asked(void);

#endif
