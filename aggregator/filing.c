#include "filing.h"

#include <stdlib.h>

#include "casepulse/base/memory.h"

static struct cp_place cp_filing_place(struct cp_filing *filing, struct cp_picture_rows *rows,
                                       uint8_t administration)
{
    for (size_t i = 0; i < filing->place_count; i++) {
        if (filing->places[i].administration == administration) {
            return filing->places[i];
        }
    }
    if (filing->place_count == filing->place_capacity) {
        filing->place_capacity = filing->place_capacity * 2 + 1;
        filing->places =
            cp_reallocate(filing->places, filing->place_capacity, sizeof(*filing->places));
    }
    const struct cp_place place = {.administration = administration,
                                   .wide_row = cp_picture_rows_wide(rows, administration),
                                   .unit_row =
                                       cp_picture_rows_unit(rows, administration, &filing->unit)};
    filing->places[filing->place_count++] = place;
    return place;
}

void cp_filing_init(struct cp_filing *filing, const struct cp_organisation *organisation,
                    const struct cp_row_key *key, struct cp_picture_rows *rows)
{
    const bool is_known = cp_organisation_place(organisation, key->administration) >= 0;
    *filing = (struct cp_filing){.unit = key->unit,
                                 .own = is_known ? key->administration : CP_ADMINISTRATION_UNKNOWN};
    filing->mapping_count = cp_organisation_mappings(organisation, &key->unit, &filing->mappings);
    if (filing->mapping_count == 0) {
        (void)cp_filing_place(filing, rows, filing->own);
    }
}

void cp_filing_done(struct cp_filing *filing)
{
    free(filing->places);
    *filing = (struct cp_filing){0};
}

struct cp_place cp_filing_at(struct cp_filing *filing, struct cp_picture_rows *rows, int32_t day)
{
    for (size_t i = 0; i < filing->mapping_count; i++) {
        const struct cp_mapping *mapping = &filing->mappings[i];
        if (day >= mapping->from_day && day < mapping->to_day) {
            return cp_filing_place(filing, rows, mapping->administration);
        }
    }
    return cp_filing_place(filing, rows, filing->own);
}

bool cp_filing_next_transfer(struct cp_filing *filing, struct cp_picture_rows *rows,
                             struct cp_transfer *transfer)
{
    for (size_t i = 0; i < filing->mapping_count; i++) {
        const struct cp_mapping *mapping = &filing->mappings[i];
        if (mapping->from_day > transfer->day &&
            mapping->administration != transfer->to.administration) {
            *transfer =
                (struct cp_transfer){.day = mapping->from_day,
                                     .from = transfer->to,
                                     .to = cp_filing_place(filing, rows, mapping->administration)};
            return true;
        }
    }
    return false;
}
