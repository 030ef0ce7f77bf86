/* Look-ups: a few hundred units and a handful of administrations, so a search by halves for the
 * former and a walk for the latter. */
#include "casepulse/aggregator/organisation.h"

#include <stdlib.h>
#include <string.h>

#include "organisation_parts.h"

const struct cp_administration cp_administrations[CP_ADMINISTRATION_COUNT] = {
#define X(id, code, en, da) [id] = {#code, en, da},
    CP_ADMINISTRATIONS(X)
#undef X
};

static const struct cp_administration_key cp_built_in[CP_ADMINISTRATION_COUNT] = {
#define X(number, letters, en, da) {.id = number, .code = #letters},
    CP_ADMINISTRATIONS(X)
#undef X
};

static const struct cp_organisation cp_without_file = {
    .administration_count = CP_ADMINISTRATION_COUNT,
    .administrations = cp_built_in,
    .balance_day = CP_DAY_NONE,
};

const struct cp_organisation *cp_organisation_default(void)
{
    return &cp_without_file;
}

static void cp_names_free(struct cp_names *names, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        free(names[i].danish);
        free(names[i].english);
    }
    free(names);
}

void cp_organisation_free(struct cp_organisation *organisation)
{
    if (organisation == NULL) {
        return;
    }
    cp_names_free(organisation->names, organisation->name_count);
    cp_names_free(organisation->mapping_names, organisation->mapping_count);
    free((void *)(uintptr_t)organisation->administrations);
    free(organisation->administration_names);
    free(organisation->units);
    free(organisation->unit_mappings);
    free(organisation->mappings);
    free(organisation->balances);
    free(organisation);
}

size_t cp_organisation_administrations(const struct cp_organisation *organisation,
                                       const struct cp_administration_key **out_keys)
{
    *out_keys = organisation->administrations;
    return organisation->administration_count;
}

int cp_organisation_place(const struct cp_organisation *organisation, uint8_t administration)
{
    if (administration < CP_ADMINISTRATION_COUNT) {
        return administration; /* those built in stand first, with no gap between them */
    }
    for (size_t i = CP_ADMINISTRATION_COUNT; i < organisation->administration_count; i++) {
        if (organisation->administrations[i].id == administration) {
            return (int)i;
        }
    }
    return -1;
}

size_t cp_organisation_units(const struct cp_organisation *organisation,
                             const struct cp_short_text **out_units)
{
    *out_units = organisation->units;
    return organisation->unit_count;
}

static int cp_unit_compare(const void *left, const void *right)
{
    const struct cp_short_text *one = left;
    const struct cp_short_text *other = right;
    return strcmp(one->bytes, other->bytes);
}

/* The rows of a unit's mappings; none for one that the file does not know. */
static struct cp_stretch cp_organisation_unit(const struct cp_organisation *organisation,
                                              const struct cp_short_text *unit)
{
    const struct cp_short_text *found =
        organisation->unit_count == 0 ? NULL
                                      : bsearch(unit, organisation->units, organisation->unit_count,
                                                sizeof(*unit), cp_unit_compare);
    return found == NULL ? (struct cp_stretch){0}
                         : organisation->unit_mappings[found - organisation->units];
}

size_t cp_organisation_mappings(const struct cp_organisation *organisation,
                                const struct cp_short_text *unit,
                                const struct cp_mapping **out_mappings)
{
    const struct cp_stretch rows = cp_organisation_unit(organisation, unit);
    *out_mappings = rows.count == 0 ? NULL : organisation->mappings + rows.first;
    return rows.count;
}

uint8_t cp_organisation_administration(const struct cp_organisation *organisation,
                                       const struct cp_row_key *key, int32_t day)
{
    const struct cp_mapping *mappings = NULL;
    const size_t count = cp_organisation_mappings(organisation, &key->unit, &mappings);
    for (size_t i = 0; i < count; i++) {
        if (day >= mappings[i].from_day && day < mappings[i].to_day) {
            return mappings[i].administration;
        }
    }
    const bool is_known = cp_organisation_place(organisation, key->administration) >= 0;
    return is_known ? key->administration : CP_ADMINISTRATION_UNKNOWN;
}

/* The last row that has begun on the day; NULL: none has. */
static const struct cp_names *cp_names_find(const struct cp_names *names, size_t count, int32_t day)
{
    const struct cp_names *found = NULL;
    for (size_t i = 0; i < count && names[i].from_day <= day; i++) {
        found = &names[i];
    }
    return found;
}

static const char *cp_names_text(const struct cp_names *names, bool is_danish)
{
    const char *wanted = is_danish ? names->danish : names->english;
    const char *other = is_danish ? names->english : names->danish;
    const char *text = wanted[0] != '\0' ? wanted : other;
    return text[0] != '\0' ? text : NULL;
}

static const char *cp_built_in_name(uint8_t administration, bool is_danish)
{
    const struct cp_administration *built_in = &cp_administrations[administration];
    return is_danish ? built_in->name_da : built_in->name_en;
}

const char *cp_organisation_name(const struct cp_organisation *organisation, uint8_t administration,
                                 int32_t day, bool is_danish)
{
    const int place = cp_organisation_place(organisation, administration);
    if (place < 0) {
        return NULL;
    }
    const bool is_built_in = administration < CP_ADMINISTRATION_COUNT;
    const char *built_in = is_built_in ? cp_built_in_name(administration, is_danish) : NULL;
    if (organisation->name_count == 0 || organisation->administration_names[place].count == 0) {
        return built_in;
    }
    const struct cp_stretch rows = organisation->administration_names[place];
    const struct cp_names *all = organisation->names + rows.first;
    const struct cp_names *names = cp_names_find(all, rows.count, day);
    if (names == NULL && !is_built_in) {
        names = all;
    }
    const char *text = names != NULL ? cp_names_text(names, is_danish) : NULL;
    return text != NULL ? text : built_in;
}

const char *cp_organisation_unit_name(const struct cp_organisation *organisation,
                                      const struct cp_short_text *unit, int32_t day, bool is_danish)
{
    const struct cp_stretch rows = cp_organisation_unit(organisation, unit);
    if (rows.count == 0) {
        return NULL;
    }
    const struct cp_names *all = organisation->mapping_names + rows.first;
    const struct cp_names *names = cp_names_find(all, rows.count, day);
    return cp_names_text(names != NULL ? names : all, is_danish);
}

int32_t cp_organisation_balance_day(const struct cp_organisation *organisation)
{
    return organisation->balance_day;
}

size_t cp_organisation_balances(const struct cp_organisation *organisation,
                                const struct cp_balance **out_balances)
{
    *out_balances = organisation->balances;
    return organisation->balance_count;
}
