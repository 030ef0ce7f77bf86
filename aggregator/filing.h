/* Where in the picture a row as sent is filed, by date (counting rules 7 and 10).
 *
 * Counts stand in the administration that the organisation gives their unit on their own date.
 * Active cases follow their unit: at a mapping's start all of them go to its administration.
 *
 * Threads: one. Owns: its places; the mappings are lent by the organisation. */
#ifndef CASEPULSE_FILING_H
#define CASEPULSE_FILING_H

#include <stddef.h>
#include <stdint.h>

#include "picture_rows.h"

/* The two picture rows, beside ALL, that something is filed in. */
struct cp_place {
    uint8_t administration;
    uint32_t wide_row;
    uint32_t unit_row;
};

struct cp_filing {
    struct cp_short_text unit;
    uint8_t own; /* the administration where no mapping is valid */
    size_t mapping_count;
    const struct cp_mapping *mappings; /* ascending */
    size_t place_count, place_capacity;
    struct cp_place *places; /* those seen so far: a few */
};

/* Of what is sent under a key. A unit without any mapping gets its row at once. */
void cp_filing_init(struct cp_filing *filing, const struct cp_organisation *organisation,
                    const struct cp_row_key *key, struct cp_picture_rows *rows);
void cp_filing_done(struct cp_filing *filing);

/* Where counts of a date are filed; a unit's row is added if it is new. */
struct cp_place cp_filing_at(struct cp_filing *filing, struct cp_picture_rows *rows, int32_t day);

/* The next move of the active cases that stood in `place` after `day`: false if there is none, else
 * its date and where they stand from then on. Moves within an administration are none. */
struct cp_transfer {
    int32_t day;
    struct cp_place from, to;
};
bool cp_filing_next_transfer(struct cp_filing *filing, struct cp_picture_rows *rows,
                             struct cp_transfer *transfer);

#endif
