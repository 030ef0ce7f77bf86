/* The inside of an organisation, for the files that make it: organisation_builder.c sorts records
 * into it, organisation.c looks things up.
 *
 * Threads: any; constant once built. */
#ifndef CASEPULSE_ORGANISATION_PARTS_H
#define CASEPULSE_ORGANISATION_PARTS_H

#include "casepulse/aggregator/organisation.h"

/* Names from a day on, until the next stretch of the same administration or unit. */
struct cp_names {
    int32_t from_day;
    char *danish; /* never NULL; "" = none */
    char *english;
};

/* Rows of one owner in a table that is sorted by owners. */
struct cp_stretch {
    size_t first, count;
};

struct cp_organisation {
    size_t administration_count;
    const struct cp_administration_key *administrations; /* ascending by id */
    struct cp_stretch *administration_names;             /* by place: rows of `names` */
    size_t unit_count;
    struct cp_short_text *units;      /* ascending */
    struct cp_stretch *unit_mappings; /* by place: rows of `mappings` and of `mapping_names` */
    size_t name_count, mapping_count;
    struct cp_names *names;
    struct cp_mapping *mappings;
    struct cp_names *mapping_names; /* in the order of `mappings` */
    int32_t balance_day;
    size_t balance_count;
    struct cp_balance *balances;
};

#endif
