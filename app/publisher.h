/* The publisher's duty: take sealed batches, keep the totals, publish the picture.
 *
 * Threads: main. Owns: totals and publication. Bounded: at most a fifth of Redis' time on
 * average (pace.h). */
#ifndef CASEPULSE_PUBLISHER_H
#define CASEPULSE_PUBLISHER_H

#include <stdbool.h>

#include "casepulse/aggregator/organisation.h"
#include "casepulse/base/status.h"
#include "delivery.h"
#include "settings.h"

struct cp_publisher;

/* Settings and deliveries are lent for life; the organisation is taken. */
struct cp_publisher *cp_publisher_create(const struct cp_settings *settings,
                                         struct cp_organisation *organisation,
                                         struct cp_deliveries *deliveries);
void cp_publisher_free(struct cp_publisher *publisher);

/* The date of the opening balances, CP_DAY_NONE without: the same for life. */
int32_t cp_publisher_balance_day(const struct cp_publisher *publisher);

/* Takes the batches that are in the ring; true if there were any. */
bool cp_publisher_drain(struct cp_publisher *publisher);

/* One turn: drains the ring, reads the organisation again if somebody wishes that, and publishes if
 * it is time to. If there was nothing to do it waits for a batch, at most until something is due.
 * CP_CONFIGURATION: Redis refuses us for good. Everything else is retried. */
enum cp_status cp_publisher_turn(struct cp_publisher *publisher,
                                 struct cp_failure *out_failure) CP_MUST_USE;

/* Drains what is left and publishes it, trying for up to 5 s. CP_UNREACHABLE: Redis did not answer;
 * CP_DATA: a partition stands still or the books do not balance. */
enum cp_status cp_publisher_finish(struct cp_publisher *publisher,
                                   struct cp_failure *out_failure) CP_MUST_USE;

/* Tells readers that the figures are not to be trusted any more, and why. */
void cp_publisher_say_failure(struct cp_publisher *publisher, const char *reason);

/* Logs the books in one line. */
void cp_publisher_log_books(struct cp_publisher *publisher);

#endif
