/* Words of commands in the form in which Redis reads them, "$5\r\nhello\r\n", one behind the other:
 * the words of a tick are written once, into the text that is sent.
 *
 * Threads: one. Owns: its text. Source of the form: the Redis serialisation protocol, version 2. */
#ifndef CASEPULSE_STORE_RESP_H
#define CASEPULSE_STORE_RESP_H

#include <stddef.h>
#include <stdint.h>

struct cp_resp {
    char *text;
    size_t size, capacity;
};

/* Most bytes that a word of `size` bytes takes. */
#define CP_RESP_WORD_MAX(size) ((size) + 26)

void cp_resp_done(struct cp_resp *resp);
void cp_resp_clear(struct cp_resp *resp);

/* A word; one that is in its form already; what begins a command of so many words. */
void cp_resp_add(struct cp_resp *resp, const char *bytes, size_t size);
void cp_resp_add_ready(struct cp_resp *resp, const char *ready, size_t size);
void cp_resp_add_count(struct cp_resp *resp, size_t count);

/* The same without a text that grows: returns the bytes written, CP_RESP_WORD_MAX(size) at most. */
size_t cp_resp_write(char *out_ready, const char *bytes, size_t size);

#endif
