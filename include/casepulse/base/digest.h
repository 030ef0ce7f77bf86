/* SHA-256 (FIPS 180-4) of bytes that come in pieces, by libcrypto.
 *
 * Threads: a digest belongs to one. Owns: its context, until the end. */
#ifndef CASEPULSE_BASE_DIGEST_H
#define CASEPULSE_BASE_DIGEST_H

#include <stddef.h>

#define CP_DIGEST_TEXT_MAX 65 /* 64 hexadecimal digits and a NUL */

struct cp_digest;

struct cp_digest *cp_digest_begin(void);
void cp_digest_add(struct cp_digest *digest, const void *bytes, size_t size);

/* Writes the lower-case hexadecimal form and frees the digest. */
void cp_digest_end(struct cp_digest *digest, char out_text[CP_DIGEST_TEXT_MAX]);

#endif
