/* CRC-32 sixteen bytes at a time, on machines that multiply without carries.
 *
 * Threads: any; pure. */
#ifndef CASEPULSE_CHECKSUM_FOLD_H
#define CASEPULSE_CHECKSUM_FOLD_H

#include <stddef.h>
#include <stdint.h>

/* How many of the first of `size` bytes this machine can do so; 0: none, or so few that it is not
 * worth it. */
size_t cp_checksum_foldable(size_t size);

/* As cp_checksum_more, of a number of bytes that cp_checksum_foldable gave and that is not 0. */
uint32_t cp_checksum_fold(uint32_t checksum, const void *bytes, size_t size);

#endif
