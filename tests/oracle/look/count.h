/* From a log in memory to a picture, through the rooms of the house: decoder, folds, totals.
 *
 * Partitions are shared among folds as among the shards of the program; what they seal goes into
 * the totals. Threads: one. Owns: everything it makes. */
#ifndef CASEPULSE_LOOK_COUNT_H
#define CASEPULSE_LOOK_COUNT_H

#include "casepulse/aggregator/catalogue.h"
#include "casepulse/aggregator/organisation.h"
#include "casepulse/aggregator/picture.h"

#include "plan.h"
#include "records.h"

struct cp_look_counting;

/* `plan` and `catalogue` are lent for life. */
struct cp_look_counting *cp_look_counting_create(const struct cp_look_plan *plan,
                                                 const struct cp_subjects *subjects,
                                                 const struct cp_catalogue *catalogue,
                                                 const struct cp_organisation *organisation);
void cp_look_counting_free(struct cp_look_counting *counting);

/* Counts records until `count` of them have been read. */
void cp_look_counting_read_to(struct cp_look_counting *counting, struct cp_look_records *records,
                              int64_t count);

/* Gives the counts away as a checkpoint, and goes on with new totals that take it. */
void cp_look_counting_save(struct cp_look_counting *counting);

/* Lent until another takes its place. */
void cp_look_counting_organise(struct cp_look_counting *counting,
                               const struct cp_organisation *organisation);

/* Lent until the next call of any verb. */
struct cp_totals *cp_look_counting_totals(struct cp_look_counting *counting);
const struct cp_picture *cp_look_counting_picture(struct cp_look_counting *counting,
                                                  int64_t as_of_ms);

#endif
