/* The rows of a shard: units as sent, each with the administrations it was sent with.
 *
 * Threads: the shard's. Owns: its tables. Bounded: CP_BATCH_ROWS_MAX units and as many rows; a
 * partition keeps the first `max_units` units of its counted and retracted records, the rest share
 * the row "_other" of the administration as sent (counting rule 8). */
#ifndef CASEPULSE_SENT_ROWS_H
#define CASEPULSE_SENT_ROWS_H

#include <stdbool.h>
#include <stdint.h>

#include "casepulse/aggregator/increments.h"

struct cp_sent_rows;

struct cp_sent_rows *cp_sent_rows_create(int max_units);
void cp_sent_rows_free(struct cp_sent_rows *rows);

/* True of "_none" and "_other". */
bool cp_is_unit_of_ours(const struct cp_short_text *unit);

/* Forgets all rows and what the partitions know. */
void cp_sent_rows_clear(struct cp_sent_rows *rows);

/* Forgets what one partition knows. */
void cp_sent_rows_forget(struct cp_sent_rows *rows, int32_t partition);

/* A unit that the partition (0 to CP_PARTITIONS_MAX − 1) had learnt before. */
void cp_sent_rows_restore(struct cp_sent_rows *rows, int32_t partition,
                          const struct cp_short_text *unit);

/* The row that a record of `partition` is filed in. */
struct cp_row_found {
    uint32_t row;
    bool is_learnt;      /* the partition has given one of its `max_units` places to the unit now */
    bool is_turned_away; /* no place or row is left for it: the row is "_other"'s */
};
struct cp_row_found cp_sent_rows_find(struct cp_sent_rows *rows, int32_t partition,
                                      const struct cp_short_text *unit, uint8_t administration);

const struct cp_row_key *cp_sent_rows_key(const struct cp_sent_rows *rows, uint32_t row);

#endif
