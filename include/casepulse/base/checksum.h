/* CRC-32 (IEEE 802.3, as zlib computes it): finds what was changed by hand or cut, not forgery.
 *
 * Threads: any; pure. */
#ifndef CASEPULSE_BASE_CHECKSUM_H
#define CASEPULSE_BASE_CHECKSUM_H

#include <stddef.h>
#include <stdint.h>

/* The checksum of nothing. */
#define CP_CHECKSUM_EMPTY UINT32_C(0)

/* The checksum of what `checksum` covers with `size` more bytes behind it. */
uint32_t cp_checksum_more(uint32_t checksum, const void *bytes, size_t size);

#endif
