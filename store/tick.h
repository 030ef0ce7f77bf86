/* What a tick is to say: the picture, what `meta` says beside it, its number and its time. Facts,
 * lent for the call. */
#ifndef CASEPULSE_STORE_TICK_H
#define CASEPULSE_STORE_TICK_H

#include <stdbool.h>
#include <stdint.h>

#include "casepulse/aggregator/picture.h"
#include "casepulse/store/publication.h"

struct cp_tick {
    const struct cp_picture *picture;
    const struct cp_service_status *status;
    int64_t seq; /* its number, if it has news */
    int64_t wall_ms;
    bool is_last; /* nobody will tick again: nothing may wait for a later one */
};

#endif
