#include "turned_away.h"

#include <stdlib.h>

#include "casepulse/base/memory.h"

void cp_turned_away_init(struct cp_turned_away *away)
{
    *away = (struct cp_turned_away){
        .pending = cp_allocate(CP_TURNED_AWAY_MAX, sizeof(*away->pending)),
    };
}

void cp_turned_away_done(struct cp_turned_away *away)
{
    cp_unit_set_done(&away->known);
    free(away->pending);
    *away = (struct cp_turned_away){.pending = NULL};
}

void cp_turned_away_clear(struct cp_turned_away *away)
{
    cp_unit_set_done(&away->known);
    away->pending_count = 0;
}

void cp_turned_away_forget(struct cp_turned_away *away)
{
    cp_unit_set_done(&away->known);
    for (size_t i = 0; i < away->pending_count; i++) {
        (void)cp_unit_set_add(&away->known, &away->pending[i]);
    }
}

bool cp_turned_away_add(struct cp_turned_away *away, const struct cp_short_text *unit)
{
    if (away->known.count >= CP_TURNED_AWAY_MAX || !cp_unit_set_add(&away->known, unit)) {
        return false;
    }
    away->pending[away->pending_count++] = *unit;
    return true;
}

size_t cp_turned_away_seal(struct cp_turned_away *away, struct cp_row_key *out_keys)
{
    const size_t count = away->pending_count;
    for (size_t i = 0; i < count; i++) {
        out_keys[i] = (struct cp_row_key){.unit = away->pending[i], .is_turned_away = true};
    }
    away->pending_count = 0;
    return count;
}
