/* A blank `fig` hash: that of a row for which nothing was counted yet. A row that comes begins as a
 * copy of it and gets only what it has beyond: naming the hundred fields of each of its windows
 * again costs Redis ten times as much.
 *
 * It is written with the first row that needs it and gone when the transaction ends, so that no
 * reader ever sees it. Threads: one. Owns: its cells. */
#ifndef CASEPULSE_STORE_BLANK_H
#define CASEPULSE_STORE_BLANK_H

#include <stdbool.h>
#include <stdint.h>

#include "keys.h"
#include "sheet.h"
#include "transaction.h"

struct cp_blank {
    const struct cp_sheet *sheet;
    char key[CP_KEY_MAX];
    bool is_table; /* cp_hash_make_table */
    int64_t *cells;
};

/* The sheet is lent for life. */
void cp_blank_init(struct cp_blank *blank, const struct cp_keys *keys, const struct cp_sheet *sheet,
                   const char *name, bool is_table);
void cp_blank_done(struct cp_blank *blank);

/* The key becomes a blank hash, whose line then stands in `out_cells`. No hash is open. */
void cp_blank_copy(const struct cp_blank *blank, struct cp_transaction *transaction,
                   const char *key, int64_t *out_cells);

#endif
