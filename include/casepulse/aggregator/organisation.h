/* Who belongs where, and since when: administrations, their units, names, opening balances.
 *
 * An organisation is read from a file (docs/ORGANISATION.md) or is the one built in: the seven
 * administrations, and UNK for what belongs to none (docs/COUNTING.md). It says under which
 * administration an event is counted; what is stored knows nothing of it, so another one may take
 * its place at any time, and all history is then shown under that.
 *
 * Dates are days since 1970-01-01, stretches of them half-open. Threads: any; constant once built
 * (organisation_builder.h). Owns: its texts and tables. Bounded: by the builder. */
#ifndef CASEPULSE_AGGREGATOR_ORGANISATION_H
#define CASEPULSE_AGGREGATOR_ORGANISATION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "casepulse/aggregator/increments.h"

/* X(id, CODE, "English name", "Danish name") */
#define CP_ADMINISTRATIONS(X)                                                                      \
    X(0, UNK, "Unknown", "Ukendt")                                                                 \
    X(1, OKF, "Finance", "Økonomiforvaltningen")                                                   \
    X(2, KFF, "Culture and Leisure", "Kultur- og Fritidsforvaltningen")                            \
    X(3, BUF, "Children and Youth", "Børne- og Ungdomsforvaltningen")                              \
    X(4, SUF, "Health and Care", "Sundheds- og Omsorgsforvaltningen")                              \
    X(5, SOF, "Social Services", "Socialforvaltningen")                                            \
    X(6, TMF, "Technical and Environment", "Teknik- og Miljøforvaltningen")                        \
    X(7, BIF, "Employment and Integration", "Beskæftigelses- og Integrationsforvaltningen")

/* Those built in: the seven and UNK. An organisation may have more. */
#define CP_ADMINISTRATION_COUNT 8
#define CP_ADMINISTRATION_UNKNOWN 0

struct cp_administration {
    const char *code; /* three capital letters */
    const char *name_en;
    const char *name_da;
};

extern const struct cp_administration cp_administrations[CP_ADMINISTRATION_COUNT];

struct cp_organisation;

/* Without a file: the administrations built in, no units, no balances. Never freed. */
const struct cp_organisation *cp_organisation_default(void);
void cp_organisation_free(struct cp_organisation *organisation);

/* An administration by its number, as senders name it, and its code. */
struct cp_administration_key {
    uint8_t id;
    char code[4];
};

/* All administrations, ascending by id: UNK, the seven, those of the file. Returns how many;
 * `*out_keys` is lent. */
size_t cp_organisation_administrations(const struct cp_organisation *organisation,
                                       const struct cp_administration_key **out_keys);

/* The place of an administration in that list, or −1. */
int cp_organisation_place(const struct cp_organisation *organisation, uint8_t administration);

/* A unit's administration through [from_day, to_day). */
struct cp_mapping {
    uint8_t administration;
    int32_t from_day; /* INT32_MIN: always */
    int32_t to_day;   /* CP_DAY_NONE: for good */
};

/* The units of the file, ascending by their ids; `*out_units` is lent. */
size_t cp_organisation_units(const struct cp_organisation *organisation,
                             const struct cp_short_text **out_units);

/* A unit's mappings, ascending and without overlap; 0: the file does not know the unit.
 * `*out_mappings` is lent. */
size_t cp_organisation_mappings(const struct cp_organisation *organisation,
                                const struct cp_short_text *unit,
                                const struct cp_mapping **out_mappings);

/* Counting rule 7: where what was sent under a key is counted on a day. */
uint8_t cp_organisation_administration(const struct cp_organisation *organisation,
                                       const struct cp_row_key *key, int32_t day);

/* The name that is valid on a day; outside all named stretches that of the last one before, else
 * the first. Where one language has no name, the other's. NULL: no name is known. */
const char *cp_organisation_name(const struct cp_organisation *organisation, uint8_t administration,
                                 int32_t day, bool is_danish);
const char *cp_organisation_unit_name(const struct cp_organisation *organisation,
                                      const struct cp_short_text *unit, int32_t day,
                                      bool is_danish);

/* The date at whose start the opening balances hold; CP_DAY_NONE: there are none. */
int32_t cp_organisation_balance_day(const struct cp_organisation *organisation);

/* Active cases at that moment, of a unit (under the administration that it has on that date) or of
 * an administration itself. */
struct cp_balance {
    uint8_t administration;
    struct cp_short_text unit; /* size 0: the administration's own, filed in "_none" */
    int8_t group;              /* 0 to 31; −1: `other` */
    int64_t amount;            /* ≥ 0 */
};

/* All balances, one a row and group; `*out_balances` is lent. */
size_t cp_organisation_balances(const struct cp_organisation *organisation,
                                const struct cp_balance **out_balances);

#endif
