#include "casepulse/capacity/facts.h"

const struct cp_capacity_fact_row cp_capacity_facts[CP_FACT_COUNT] = {
#define X(name, id, label) {id, label},
    CP_CAPACITY_FACTS(X)
#undef X
};

const struct cp_capacity_meter_row cp_capacity_meters[CP_METER_COUNT] = {
#define X(name, id, is_counter) {id, is_counter},
    CP_CAPACITY_METERS(X)
#undef X
};

struct cp_meters cp_meters_unknown(void)
{
    struct cp_meters meters;
    for (int meter = 0; meter < CP_METER_COUNT; meter++) {
        meters.values[meter] = CP_METER_UNKNOWN;
    }
    return meters;
}
