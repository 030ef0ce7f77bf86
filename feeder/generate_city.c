#include "generate_city.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "casepulse/base/assert.h"
#include "casepulse/base/memory.h"

/* Complaints follow what is published: 10 to 20 a year in finance, some 2,100 in social services,
 * some 1,000 in employment, if cases are as many as the default volume makes them. */
const struct cp_city_administration cp_city_administrations[CP_CITY_ADMINISTRATIONS] = {
    {"OKF", 10, 45, {"23.05.01", "00.01.10", "25.02.00", "23.01.00", "82.00.00", "00.30.10"}},
    {"KFF", 60, 40, {"18.15.00", "18.20.02", "20.01.00", "18.00.00", "19.00.00", "23.10.00"}},
    {"BUF", 130, 100, {"17.03.12", "28.09.04", "17.01.00", "28.06.00", "28.03.00", "17.20.00"}},
    {"SUF", 150, 80, {"27.36.04", "27.60.08", "29.18.00", "27.35.04", "29.03.00", "27.12.00"}},
    {"SOF", 170, 380, {"27.24.00", "27.54.24", "27.60.04", "27.03.00", "27.45.04", "27.57.00"}},
    {"TMF", 130, 80, {"02.34.02", "05.01.08", "01.02.00", "07.00.00", "05.09.00", "09.02.00"}},
    {"BIF", 350, 90, {"32.24.04", "32.03.04", "15.20.00", "32.18.04", "15.00.00", "32.45.04"}},
};

#define CP_CITY_SHARES 1000 /* sum of the shares */

static void cp_city_name_unit(struct cp_short_text *unit, const char *code, uint32_t number)
{
    char name[sizeof(unit->bytes)] = "";
    const int size = snprintf(name, sizeof(name), "%s-%03u", code, (unsigned)number);
    unit->size = (uint8_t)size;
    memcpy(unit->bytes, name, sizeof(name));
}

/* The administration's units end before this one: at its share, but each has at least one. */
static uint32_t cp_city_unit_end(uint32_t unit_count, uint32_t administration, uint32_t shares)
{
    const uint32_t spare = unit_count - CP_CITY_ADMINISTRATIONS;
    return administration + spare * shares / CP_CITY_SHARES;
}

void cp_city_init(struct cp_city *city, uint32_t unit_count, uint32_t mark)
{
    CP_ASSERT(unit_count >= CP_CITY_ADMINISTRATIONS && unit_count < CP_CITY_NO_UNIT);
    memset(city, 0, sizeof(*city));
    city->unit_count = unit_count;
    city->units = cp_allocate(unit_count, sizeof(struct cp_short_text));
    uint32_t shares = 0;
    uint32_t unit = 0;
    for (uint32_t i = 0; i < CP_CITY_ADMINISTRATIONS; i++) {
        const char *code = cp_city_administrations[i].code;
        shares += cp_city_administrations[i].share;
        city->first_units[i] = (uint16_t)unit;
        for (uint32_t first = unit; unit < cp_city_unit_end(unit_count, i + 1, shares); unit++) {
            cp_city_name_unit(&city->units[unit], code, unit - first + 1);
        }
        (void)snprintf(city->sources[i], sizeof(city->sources[i]), "gen-%06x-%s", (unsigned)mark,
                       code);
    }
    city->first_units[CP_CITY_ADMINISTRATIONS] = (uint16_t)unit;
    CP_ASSERT(shares == CP_CITY_SHARES && unit == unit_count);
}

void cp_city_done(struct cp_city *city)
{
    free(city->units);
}

uint8_t cp_city_pick_administration(struct cp_random *random)
{
    uint64_t at = cp_random_below(random, CP_CITY_SHARES);
    uint8_t index = 0;
    while (at >= cp_city_administrations[index].share) {
        at -= cp_city_administrations[index++].share;
    }
    return (uint8_t)(index + 1);
}

uint16_t cp_city_pick_unit(const struct cp_city *city, uint8_t administration,
                           struct cp_random *random)
{
    const uint16_t first = city->first_units[administration - 1];
    const uint64_t count = (uint64_t)(city->first_units[administration] - first);
    const uint64_t one = cp_random_below(random, count);
    const uint64_t other = cp_random_below(random, count);
    return (uint16_t)(first + (one < other ? one : other));
}
