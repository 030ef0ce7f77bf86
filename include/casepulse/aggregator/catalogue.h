/* The names of the figures under one configuration: the tables of figures.h, with the configured
 * subject groups in place of their numbers.
 *
 * Whoever writes names asks here, not the tables. Threads: any; constant once made. Owns: its
 * texts.
 */
#ifndef CASEPULSE_AGGREGATOR_CATALOGUE_H
#define CASEPULSE_AGGREGATOR_CATALOGUE_H

#include <stdbool.h>
#include <stdint.h>

#include "casepulse/aggregator/figures.h"
#include "casepulse/aggregator/subjects.h"

struct cp_catalogue;

/* Of no groups, if `subjects` is NULL. They are only read here. */
struct cp_catalogue *cp_catalogue_create(const struct cp_subjects *subjects);
void cp_catalogue_free(struct cp_catalogue *catalogue);

/* The field of a figure in Redis; NULL: not published in this configuration (hidden, or of a group
 * beyond those configured). */
const char *cp_catalogue_counter_id(const struct cp_catalogue *catalogue, uint16_t counter);
const char *cp_catalogue_ratio_id(const struct cp_catalogue *catalogue, uint16_t ratio);

/* Its label in English or Danish; NULL where the id is. */
const char *cp_catalogue_counter_label(const struct cp_catalogue *catalogue, uint16_t counter,
                                       bool is_danish);
const char *cp_catalogue_ratio_label(const struct cp_catalogue *catalogue, uint16_t ratio,
                                     bool is_danish);

#endif
