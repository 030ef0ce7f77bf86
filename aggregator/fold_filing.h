/* Where a record that counts is filed: its rows, steps of time, blocks and columns of the open
 * batch.
 *
 * Threads: the shard's. */
#ifndef CASEPULSE_FOLD_FILING_H
#define CASEPULSE_FOLD_FILING_H

#include "backlog.h"
#include "casepulse/aggregator/fold.h"
#include "cells.h"
#include "dates.h"

/* Rows as sent: the record's own, and the sender's if it is a move. */
struct cp_fold_rows {
    uint32_t own, sender;
};

/* Files a counted or retracted record by local date for good, by hour and minute if a picture may
 * still ask for them, and in the backlogs. */
void cp_file_record(struct cp_cells *cells, const struct cp_fold_settings *settings,
                    struct cp_dues *dues, const struct cp_record *record,
                    const struct cp_dates *dates, struct cp_fold_rows rows);

#endif
