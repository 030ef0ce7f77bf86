/* A set of units by their names: those that some partition turned away (counting rule 8).
 *
 * Threads: one. Owns: the names. Bounded: by whoever adds them. Zero-initialise before use. */
#ifndef CASEPULSE_UNIT_SET_H
#define CASEPULSE_UNIT_SET_H

#include <stdbool.h>
#include <stddef.h>

#include "casepulse/proto/event.h"

struct cp_unit_set {
    size_t count, capacity;
    struct cp_short_text *units; /* ascending */
};

void cp_unit_set_done(struct cp_unit_set *set);

/* False: it was in it. */
bool cp_unit_set_add(struct cp_unit_set *set, const struct cp_short_text *unit);

bool cp_unit_set_has(const struct cp_unit_set *set, const char *unit);

#endif
