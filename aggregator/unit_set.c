#include "unit_set.h"

#include <stdlib.h>
#include <string.h>

#include "casepulse/base/memory.h"

void cp_unit_set_done(struct cp_unit_set *set)
{
    free(set->units);
    *set = (struct cp_unit_set){0};
}

/* Where a unit stands, or would. */
static size_t cp_unit_set_find(const struct cp_unit_set *set, const char *unit)
{
    size_t low = 0;
    size_t high = set->count;
    while (low < high) {
        const size_t middle = (low + high) / 2;
        if (strcmp(set->units[middle].bytes, unit) < 0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

bool cp_unit_set_has(const struct cp_unit_set *set, const char *unit)
{
    const size_t at = cp_unit_set_find(set, unit);
    return at < set->count && strcmp(set->units[at].bytes, unit) == 0;
}

bool cp_unit_set_add(struct cp_unit_set *set, const struct cp_short_text *unit)
{
    if (cp_unit_set_has(set, unit->bytes)) {
        return false;
    }
    if (set->count == set->capacity) {
        set->capacity = set->capacity > 0 ? set->capacity * 2 : 16;
        set->units = cp_reallocate(set->units, set->capacity, sizeof(*set->units));
    }
    const size_t at = cp_unit_set_find(set, unit->bytes);
    memmove(&set->units[at + 1], &set->units[at], (set->count - at) * sizeof(*set->units));
    set->units[at] = *unit;
    set->count++;
    return true;
}
