/* A command of the ledger, kept until it is answered, so that the same bytes can go again.
 *
 * Threads: one. Owns: its table of words and the texts it formatted; bytes that it was lent must
 * live until the answer is there. */
#ifndef CASEPULSE_STORE_LEDGER_REQUEST_H
#define CASEPULSE_STORE_LEDGER_REQUEST_H

#include <stddef.h>
#include <stdint.h>

#include "casepulse/base/status.h"

#include "connection.h"

struct cp_request_word {
    const char *lent; /* NULL: the word stands in `text` */
    size_t at;
    size_t size;
};

struct cp_request {
    size_t count, capacity;
    struct cp_request_word *words;
    size_t text_size, text_capacity;
    char *text;
    size_t sent_capacity; /* of the two tables that the connection wants */
    const char **sent_words;
    size_t *sent_sizes;
};

void cp_request_done(struct cp_request *request);

/* Forgets all words, keeps the room. */
void cp_request_begin(struct cp_request *request);

void cp_request_lend(struct cp_request *request, const void *bytes, size_t size);
/* Copies. */
void cp_request_add(struct cp_request *request, const char *text);
void cp_request_add_bytes(struct cp_request *request, const void *bytes, size_t size);
void cp_request_add_number(struct cp_request *request, int64_t number);

/* A number that is known later: returns the word's place. */
size_t cp_request_reserve(struct cp_request *request);
void cp_request_set_number(struct cp_request *request, size_t place, int64_t number);

/* Sends the words behind `first` ones, which may be NULL (0 words). */
void cp_request_send(struct cp_request *request, struct cp_connection *connection,
                     const char *const *first, size_t first_count);

#endif
