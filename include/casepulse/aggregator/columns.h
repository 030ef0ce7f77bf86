/* Which counter stands in which column of which block: what stored counts need to be read by a
 * program that has other counters.
 *
 * Threads: any; pure. The text is one line a counter, "block column id", in table order. */
#ifndef CASEPULSE_AGGREGATOR_COLUMNS_H
#define CASEPULSE_AGGREGATOR_COLUMNS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define CP_COLUMNS_TEXT_MAX 65536
#define CP_COLUMN_UNKNOWN (-1)
#define CP_MAP_BLOCKS 64

/* From the columns of a stored table to counters of this program. */
struct cp_column_map {
    uint32_t fingerprint;                 /* of the stored table's text */
    int16_t counters[CP_MAP_BLOCKS][256]; /* CP_COLUMN_UNKNOWN: this program has no such counter */
};

/* This program's table; returns its size without the NUL. */
size_t cp_columns_text(char out_text[CP_COLUMNS_TEXT_MAX]);

/* Of a table's text; of this program's table. */
uint32_t cp_columns_fingerprint(const char *text, size_t size);
uint32_t cp_columns_own_fingerprint(void);

/* False: the text is no table. */
bool cp_columns_parse(const char *text, size_t size, struct cp_column_map *out_map);

#endif
