/* One tick on its way to Redis: MULTI, hashes of which only changed fields are named, EXEC.
 *
 * The MULTI is sent with the first command, so that a tick without changes sends nothing.
 * Threads: one. Owns: its buffers; the connection is lent for life.
 * Bounded: 500 fields a command; a longer hash takes several commands. */
#ifndef CASEPULSE_STORE_TRANSACTION_H
#define CASEPULSE_STORE_TRANSACTION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "casepulse/base/status.h"

#include "connection.h"

#define CP_COMMAND_FIELDS_MAX 500

struct cp_transaction;

struct cp_transaction *cp_transaction_create(struct cp_connection *connection);
void cp_transaction_free(struct cp_transaction *transaction);

/* From now on a transaction is only taken while `key` holds `value`: it is watched, read before
 * MULTI and compared before EXEC. Both are copied; value NULL: no condition any more. A portion of
 * a long tick renews the key's life to `life_ms`. */
void cp_transaction_guard(struct cp_transaction *transaction, const char *key, const char *value,
                          int64_t life_ms);

/* Renews the life of the guard's key between transactions: reading at length must not end it. If
 * it has become another's meanwhile, that one is renewed once too often, which harms nobody. */
enum cp_status cp_transaction_renew_guard(struct cp_transaction *transaction,
                                          struct cp_failure *out_failure) CP_MUST_USE;

/* True if the last commit failed because the condition did not hold. */
bool cp_transaction_is_refused(const struct cp_transaction *transaction);

/* Forgets what was not committed. */
void cp_transaction_begin(struct cp_transaction *transaction);

/* True until a command was sent since begin. */
bool cp_transaction_is_empty(const struct cp_transaction *transaction);

/* A hash: open, then any number of set and remove, then close. Nothing is sent for a hash without
 * changes; close returns false for it. The key is copied. */
void cp_hash_open(struct cp_transaction *transaction, const char *key);
void cp_hash_set(struct cp_transaction *transaction, const char *field, const char *value);
/* Field and value as resp.h writes them. */
void cp_hash_set_ready(struct cp_transaction *transaction, const char *field, size_t field_size,
                       const char *value, size_t value_size);
void cp_hash_set_integer(struct cp_transaction *transaction, const char *field, int64_t value);
void cp_hash_remove(struct cp_transaction *transaction, const char *field);
bool cp_hash_is_changed(const struct cp_transaction *transaction);
bool cp_hash_close(struct cp_transaction *transaction);

/* The key becomes a copy of the hash `from`, whatever stood there: Redis copies a hash for the
 * price of a few fields, and it counts as `weight` of them. No hash is open. */
void cp_hash_copy(struct cp_transaction *transaction, const char *from, const char *key,
                  size_t weight);

/* From here on Redis keeps the open hash as a table, in which any field is found at once, and not
 * as a list, which it searches from the beginning: for hashes of many fields that move often, at
 * three to four times the memory. Before the first field that is set. */
void cp_hash_make_table(struct cp_transaction *transaction);

/* Sets the field if `value` differs from `published` (of `capacity` bytes, "" at first) and notes
 * it there; a longer value is cut. True if it was set. */
bool cp_hash_set_changed(struct cp_transaction *transaction, const char *field, const char *value,
                         char *published, size_t capacity);

/* A command of one verb with many words, in portions: open, words, close. `key` may be NULL. */
void cp_words_open(struct cp_transaction *transaction, const char *verb, const char *key);
void cp_words_add(struct cp_transaction *transaction, const char *word);
void cp_words_close(struct cp_transaction *transaction);

/* A key that serves one transaction only: it is removed before EXEC. True if it does not stand yet
 * and must be written. Bounded: CP_SCRATCH_MAX keys. */
#define CP_SCRATCH_MAX 2
bool cp_transaction_needs_scratch(struct cp_transaction *transaction, const char *key);

/* From now on every key that a transaction writes to and that has no end gets one: it goes after
 * `life_ms`, in the same transaction. 0: keys stay. */
void cp_transaction_set_life(struct cp_transaction *transaction, int64_t life_ms);

/* Called before each portion that cp_transaction_relieve commits, to add what must not wait for the
 * end of a long tick; NULL: nothing. */
void cp_transaction_set_pulse(struct cp_transaction *transaction, void (*pulse)(void *context),
                              void *context);

/* Commits what was gathered if it and the fields `coming` next would be more than `fields_max`, and
 * goes on with a new MULTI: Redis serves nobody else during an EXEC. Only where readers can bear
 * the seam. */
enum cp_status cp_transaction_relieve(struct cp_transaction *transaction, size_t coming,
                                      size_t fields_max,
                                      struct cp_failure *out_failure) CP_MUST_USE;

/* What was committed since begin. */
struct cp_transaction_cost {
    size_t fields;   /* set or removed */
    size_t portions; /* transactions */
};

struct cp_transaction_cost cp_transaction_cost(const struct cp_transaction *transaction);

/* EXEC, and every reply looked at. CP_OK also for an empty one. After any failure the connection
 * must be closed. */
enum cp_status cp_transaction_commit(struct cp_transaction *transaction,
                                     struct cp_failure *out_failure) CP_MUST_USE;

#endif
