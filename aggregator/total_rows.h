/* The rows as sent that were ever counted, each with its counts and its places in the picture.
 *
 * Threads: one. Owns: rows and histories. Bounded: by the rows that shards let in. */
#ifndef CASEPULSE_TOTAL_ROWS_H
#define CASEPULSE_TOTAL_ROWS_H

#include <stddef.h>
#include <stdint.h>

#include "casepulse/aggregator/increments.h"
#include "casepulse/aggregator/resolution.h"
#include "filing.h"
#include "history.h"

struct cp_total_row {
    struct cp_row_key key;
    struct cp_filing filing;
    struct cp_history histories[CP_RESOLUTION_COUNT];
};

struct cp_total_rows {
    size_t count, capacity;
    struct cp_total_row *rows;
    size_t table_size;
    uint32_t *table; /* hash of a row's key → its place in rows */
};

void cp_total_rows_init(struct cp_total_rows *rows);
void cp_total_rows_done(struct cp_total_rows *rows);

/* The place of a key's row; a new one (count has grown) still lacks its filing. */
uint32_t cp_total_rows_find(struct cp_total_rows *rows, const struct cp_row_key *key);

#endif
