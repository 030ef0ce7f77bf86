/* What differs between two organisations, for a line to a person who loaded another one.
 *
 * Threads: any; pure. */
#ifndef CASEPULSE_AGGREGATOR_ORGANISATION_CHANGE_H
#define CASEPULSE_AGGREGATOR_ORGANISATION_CHANGE_H

#include <stddef.h>

#include "casepulse/aggregator/organisation.h"

struct cp_organisation_change {
    size_t administrations_new, administrations_gone;
    size_t units_new, units_gone;
    size_t units_moved; /* known to both, with other administrations or dates */
    size_t names;       /* administrations and units known to both, with other names */
    size_t balances;    /* balances that only one of both has, or with another amount */
};

struct cp_organisation_change cp_organisation_compare(const struct cp_organisation *before,
                                                      const struct cp_organisation *after);

#endif
