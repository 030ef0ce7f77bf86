/* When a case counts as old: the days on which an event moves the backlogs (counting rule 11).
 *
 * Each event that opens, closes or moves a case adds its ±1 on the later of its own date and the
 * day after its case came of age; summed up to a date D that is the number of active cases opened
 * more than so many months before D.
 *
 * Threads: one a cp_dues. */
#ifndef CASEPULSE_BACKLOG_H
#define CASEPULSE_BACKLOG_H

#include <stdbool.h>
#include <stdint.h>

#include "casepulse/aggregator/fold.h"

#define CP_BACKLOGS 2

struct cp_backlog_row {
    uint16_t counter; /* of the flow */
    int32_t months;
};

extern const struct cp_backlog_row cp_backlogs[CP_BACKLOGS];

/* When cases come of age, by the date on which they were opened: cases are opened in runs and most
 * are closed within months, so dates come again. A date takes the place of another of the same
 * remainder. */
#define CP_DUES 1024
struct cp_dues {
    struct cp_due {
        int32_t opened;
        int32_t days[CP_BACKLOGS];
    } list[CP_DUES];
};
void cp_dues_init(struct cp_dues *dues);

/* The days, one a backlog, on which a fact filed on `day` counts; false: it leaves them alone,
 * being no flow, before the balance date or of a case whose opening is not known. */
bool cp_backlog_days(const struct cp_fold_settings *settings, struct cp_dues *dues,
                     const struct cp_fact *fact, int32_t day, int32_t out_days[CP_BACKLOGS]);

#endif
