#include "casepulse/base/flag.h"

/* Nothing is handed over with the flag, so its order does not matter: relaxed. */
void cp_flag_raise(struct cp_flag *flag)
{
    __atomic_store_n(&flag->raised, 1, __ATOMIC_RELAXED);
}

bool cp_flag_take(struct cp_flag *flag)
{
    return __atomic_exchange_n(&flag->raised, 0, __ATOMIC_RELAXED) != 0;
}
