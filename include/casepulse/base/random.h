/* Bytes that nobody else has: tokens and nonces, from the kernel.
 *
 * Threads: any. */
#ifndef CASEPULSE_BASE_RANDOM_H
#define CASEPULSE_BASE_RANDOM_H

#include <stddef.h>

void cp_random_bytes(void *out_bytes, size_t size);

#endif
