/* What the figures stand on, in Redis: `win`, `meta` and `heartbeat`, and what was published.
 *
 * Threads: one. Owns: copies of the texts. Bounded: a text of `meta` is cut at 255 bytes. */
#ifndef CASEPULSE_STORE_PUBLISHED_SERVICE_H
#define CASEPULSE_STORE_PUBLISHED_SERVICE_H

#include <stdbool.h>
#include <stdint.h>

#include "casepulse/aggregator/picture.h"
#include "casepulse/store/publication.h"

#include "keys.h"
#include "transaction.h"

#define CP_HEARTBEAT_TTL_MS 5000

struct cp_published_service;

/* Nothing published yet. The keys are lent for life, the version is copied. */
struct cp_published_service *cp_published_service_create(const struct cp_keys *keys,
                                                         const char *version);
void cp_published_service_free(struct cp_published_service *service);

/* Names the windows that moved since the last call. */
void cp_published_service_write_windows(struct cp_published_service *service,
                                        struct cp_transaction *transaction,
                                        const struct cp_picture *picture);

/* True if `meta` would say something new to a reader, its clocks apart. */
bool cp_published_service_is_news(const struct cp_published_service *service,
                                  const struct cp_picture *picture,
                                  const struct cp_service_status *status);

/* Names the changed fields of `meta` and renews the heartbeat. */
void cp_published_service_write_meta(struct cp_published_service *service,
                                     struct cp_transaction *transaction,
                                     const struct cp_picture *picture,
                                     const struct cp_service_status *status, int64_t seq,
                                     int64_t wall_ms);

/* Renews the heartbeat, and in a `meta` that is whole its clock, between the portions of a long
 * tick. */
void cp_published_service_pulse(struct cp_published_service *service,
                                struct cp_transaction *transaction, int64_t wall_ms);

#endif
