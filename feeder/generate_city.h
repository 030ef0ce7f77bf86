/* The made-up city: its administrations, units, subjects and sending systems.
 *
 * Threads: any, once made. Owns: the list of units. Bounded: CP_GENERATE_UNITS_MAX units. */
#ifndef CASEPULSE_FEEDER_GENERATE_CITY_H
#define CASEPULSE_FEEDER_GENERATE_CITY_H

#include <stdint.h>

#include "casepulse/proto/event.h"
#include "generate_random.h"

#define CP_CITY_ADMINISTRATIONS 7
#define CP_CITY_SUBJECTS 6
#define CP_CITY_NO_UNIT UINT16_MAX

/* Of administration n, its id: row n − 1. */
struct cp_city_administration {
    const char *code;
    uint16_t share;      /* of the city's inquiries and cases, in thousandths */
    uint16_t complaints; /* of 10,000 cases */
    const char *subjects[CP_CITY_SUBJECTS];
};

extern const struct cp_city_administration cp_city_administrations[CP_CITY_ADMINISTRATIONS];

struct cp_city {
    uint32_t unit_count;
    struct cp_short_text *units; /* those of one administration side by side */
    uint16_t first_units[CP_CITY_ADMINISTRATIONS + 1];
    char sources[CP_CITY_ADMINISTRATIONS][32]; /* each administration sends from its own system */
};

/* Where something happens, by number. */
struct cp_place {
    uint16_t unit;          /* or CP_CITY_NO_UNIT */
    uint8_t administration; /* 1 to 7 */
};

/* The mark tells the sources of one seed from those of another. */
void cp_city_init(struct cp_city *city, uint32_t unit_count, uint32_t mark);
void cp_city_done(struct cp_city *city);

/* An administration by its share. */
uint8_t cp_city_pick_administration(struct cp_random *random);

/* One of its units; those with low numbers are larger. */
uint16_t cp_city_pick_unit(const struct cp_city *city, uint8_t administration,
                           struct cp_random *random);

#endif
