#include "casepulse/aggregator/organisation.h"

const struct cp_administration cp_administrations[CP_ADMINISTRATION_COUNT] = {
#define X(id, code, en, da) [id] = {#code, en, da},
    CP_ADMINISTRATIONS(X)
#undef X
};
