/* How a partition's ids are filed in the store: by UTC day of arrival, in chunks; what of each day
 * is there already, and what the open batch puts behind it.
 *
 * Threads: the shard's. Owns: one entry a day that is kept. Bounded: `keep_days` + 1 days. */
#ifndef CASEPULSE_IDS_DAYS_H
#define CASEPULSE_IDS_DAYS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "casepulse/aggregator/memory.h"

struct cp_id_day {
    int32_t day;
    uint32_t pending;  /* records of the open batch */
    uint64_t stored;   /* records in the store, of all chunks */
    uint32_t checksum; /* of the last chunk, if it has room left */
    size_t cursor;     /* where the next record of the batch goes, while one is sealed */
};

struct cp_ids_days {
    int32_t span;     /* keep_days + 1 */
    int32_t last_day; /* the latest of any arrival; it and `span` − 1 days before it are kept */
    struct cp_id_day *days; /* a ring: day d stands at d modulo span */
    struct cp_id_day *last_found;
};

void cp_ids_days_init(struct cp_ids_days *days, int32_t keep_days);
void cp_ids_days_done(struct cp_ids_days *days);

/* The earliest day that is kept. */
int32_t cp_ids_days_first(const struct cp_ids_days *days);

/* The latest day is `last_day` now, or still a later one. Of each day that is past by this and in
 * the store, `on_drop` gets the chunks. */
void cp_ids_days_advance(struct cp_ids_days *days, int32_t last_day,
                         void (*on_drop)(void *context, int32_t day, uint32_t chunk_count),
                         void *context);

/* The entry of a day; NULL: it is past. */
struct cp_id_day *cp_ids_days_search(struct cp_ids_days *days, int32_t day);

/* The same. Records come in runs of one day. */
static inline struct cp_id_day *cp_ids_days_find(struct cp_ids_days *days, int32_t day)
{
    return days->last_found->day == day ? days->last_found : cp_ids_days_search(days, day);
}

/* A chunk that the store has; chunks of a day ascending. */
void cp_id_day_restore(struct cp_id_day *day, const uint8_t *records, size_t size);

/* Describes the batch's records of a day, which stand at `cursor` − their size in `bytes`: one
 * append for each chunk they reach into, and the day as it is after them. Returns how many. */
size_t cp_id_day_append(struct cp_id_day *day, int32_t partition, const uint8_t *bytes,
                        struct cp_append *out_appends);

#endif
