/* A wish from one thread to another: raised any number of times, taken once.
 *
 * Threads: any. Owns: nothing. Zero-initialised = not raised. */
#ifndef CASEPULSE_BASE_FLAG_H
#define CASEPULSE_BASE_FLAG_H

#include <stdbool.h>

struct cp_flag {
    _Atomic int raised; /* only through the verbs below */
};

void cp_flag_raise(struct cp_flag *flag);

/* True if it was raised since it was taken last. */
bool cp_flag_take(struct cp_flag *flag);

#endif
