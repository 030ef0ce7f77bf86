/* The ids that a partition remembers, exactly: no filter, no forgetting before its time.
 *
 * An id may be known in three ways at once: as judged (counted or a retraction), as set aside for
 * being too far ahead, and as taken back by a retraction. Each is one record with the UTC day of
 * its arrival; of several arrivals the latest day is kept. That is enough: a second one is only
 * remembered when the first lies more than the horizon behind, and records that arrive more than
 * the horizon behind the latest are refused, so whatever is near the earlier day is near the later.
 *
 * What was remembered last is what the store does not have yet: the fresh records.
 *
 * Threads: the shard's. Owns: its tables. Bounded: 34 to 42 bytes an id (ids_log.h, ids_index.h);
 * what is past goes when a block of the log has no other, and from the index when that is full. */
#ifndef CASEPULSE_IDS_H
#define CASEPULSE_IDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "ids_log.h"

int32_t cp_arrival_day(int64_t arrival_ms);

/* What is remembered of an id; NULL where it is not. Valid until the next cp_ids_expire. */
struct cp_ids_found {
    const struct cp_id_record *judged; /* COUNTED or RETRACTION */
    const struct cp_id_record *ahead;
    const struct cp_id_record *cancelled;
};

struct cp_ids;

struct cp_ids *cp_ids_create(int32_t horizon_days);
void cp_ids_free(struct cp_ids *ids);

/* Room for so many more at once. */
void cp_ids_reserve(struct cp_ids *ids, size_t count);

/* Days before `first_day` are past: their ids are not found any more. Never goes back. */
void cp_ids_expire(struct cp_ids *ids, int32_t first_day);

/* What is known of an id from arrivals at most the horizon away from `day`. */
struct cp_ids_found cp_ids_find(const struct cp_ids *ids, const uint8_t id[CP_EVENT_ID_SIZE],
                                int32_t day);

/* Fetches the id's place into the cache, for a look-up soon. */
void cp_ids_prefetch(const struct cp_ids *ids, const uint8_t id[CP_EVENT_ID_SIZE]);

void cp_ids_remember(struct cp_ids *ids, const uint8_t id[CP_EVENT_ID_SIZE], enum cp_id_kind kind,
                     uint32_t hash, int32_t day);

/* The fresh records in the order in which they were remembered, a run at a time; those of days that
 * are past may be left out. Begins with `*at` = cp_ids_first_fresh; false: there are no more. */
uint32_t cp_ids_first_fresh(const struct cp_ids *ids);
bool cp_ids_next_fresh(const struct cp_ids *ids, uint32_t *at,
                       const struct cp_id_record **out_records, size_t *out_count);

/* The store has them. */
void cp_ids_settle(struct cp_ids *ids);

/* Bytes that all this takes now. */
size_t cp_ids_bytes(const struct cp_ids *ids);

#endif
