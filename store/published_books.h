/* The accounts in Redis: `offsets`, `books` and `refused`, and what of them was published.
 *
 * Threads: one. Owns: 14 numbers a partition. Bounded: CP_PARTITIONS_MAX. */
#ifndef CASEPULSE_STORE_PUBLISHED_BOOKS_H
#define CASEPULSE_STORE_PUBLISHED_BOOKS_H

#include <stdbool.h>
#include <stdint.h>

#include "casepulse/aggregator/picture.h"

#include "keys.h"
#include "transaction.h"

struct cp_published_books;

/* Nothing published yet. The keys are lent for life. */
struct cp_published_books *cp_published_books_create(const struct cp_keys *keys);
void cp_published_books_free(struct cp_published_books *books);

/* False if a published partition is gone: then all must be written anew. */
bool cp_published_books_fit(const struct cp_published_books *books,
                            const struct cp_picture *picture);

/* Names what changed since the last call; `seq` is the tick's number. */
void cp_published_books_write(struct cp_published_books *books, struct cp_transaction *transaction,
                              const struct cp_picture *picture, int64_t seq);

#endif
