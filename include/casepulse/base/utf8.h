/* UTF-8, one character at a time.
 *
 * Threads: any; pure. */
#ifndef CASEPULSE_BASE_UTF8_H
#define CASEPULSE_BASE_UTF8_H

#include <stddef.h>
#include <stdint.h>

/* Bytes of the well-formed character that begins there, of at most `left` > 0; 0: none does. */
size_t cp_utf8_size(const uint8_t *bytes, size_t left);

#endif
