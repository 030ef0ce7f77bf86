#include "casepulse/base/flag.h"

#include <stdatomic.h>

/* Nothing is handed over with the flag, so its order does not matter: relaxed. */
void cp_flag_raise(struct cp_flag *flag)
{
    atomic_store_explicit(&flag->raised, 1, memory_order_relaxed);
}

bool cp_flag_take(struct cp_flag *flag)
{
    return atomic_exchange_explicit(&flag->raised, 0, memory_order_relaxed) != 0;
}
