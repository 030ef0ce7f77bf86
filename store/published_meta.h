/* How fresh and how whole the figures are, in Redis: `meta` and `heartbeat`, and what was
 * published.
 *
 * Threads: one. Owns: copies of the texts. Bounded: a text of `meta` is cut at 255 bytes. */
#ifndef CASEPULSE_STORE_PUBLISHED_META_H
#define CASEPULSE_STORE_PUBLISHED_META_H

#include <stdbool.h>
#include <stdint.h>

#include "fields.h"
#include "keys.h"
#include "tick.h"
#include "transaction.h"

#define CP_HEARTBEAT_TTL_MS 5000
#define CP_META_TEXT_MAX 256

struct cp_published_meta;

/* Nothing published yet. The keys are lent for life, the version is copied. */
struct cp_published_meta *cp_published_meta_create(const struct cp_keys *keys, const char *version);
void cp_published_meta_free(struct cp_published_meta *meta);

/* True if `meta` would say something new to a reader, its clocks apart. */
bool cp_published_meta_is_news(const struct cp_published_meta *meta, const struct cp_tick *tick);

/* What a field says in a tick. */
void cp_published_meta_text(const struct cp_published_meta *meta, const struct cp_tick *tick,
                            enum cp_meta_field field, char out_text[CP_META_TEXT_MAX]);

/* Names the changed fields of `meta` and renews the heartbeat. */
void cp_published_meta_write(struct cp_published_meta *meta, struct cp_transaction *transaction,
                             const struct cp_tick *tick);

/* Renews the heartbeat, and in a `meta` that is whole its clock, between the portions of a long
 * tick. */
void cp_published_meta_pulse(struct cp_published_meta *meta, struct cp_transaction *transaction,
                             int64_t wall_ms);

#endif
