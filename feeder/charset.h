/* Bytes of a foreign encoding into UTF-8, by iconv.
 *
 * Threads: a charset belongs to one thread at a time. Owns: its conversion state. */
#ifndef CASEPULSE_FEEDER_CHARSET_H
#define CASEPULSE_FEEDER_CHARSET_H

#include <stdbool.h>
#include <stddef.h>

struct cp_charset;

/* True if iconv knows the encoding and ASCII texts mean themselves in it (not so in UTF-16). */
bool cp_charset_is_known(const char *name);

/* `name` is known. */
struct cp_charset *cp_charset_create(const char *name);
void cp_charset_free(struct cp_charset *charset);

/* The largest number of bytes that `size` ones become. */
size_t cp_charset_size_max(size_t size);

/* Converts all of `bytes` into `out_text[cp_charset_size_max(size)]`; false if they are no text of
 * the encoding, or end within a character. */
bool cp_charset_convert(struct cp_charset *charset, const char *bytes, size_t size, char *out_text,
                        size_t *out_size);

#endif
