#include "delivery.h"

#include "casepulse/base/assert.h"

void cp_deliveries_init(struct cp_deliveries *deliveries)
{
    deliveries->sealed = cp_ring_create(CP_DELIVERIES);
    deliveries->empty = cp_ring_create(CP_DELIVERIES);
    cp_bell_init(&deliveries->news);
    for (int i = 0; i < CP_DELIVERIES; i++) {
        deliveries->all[i] = (struct cp_delivery){.increments = cp_increments_create()};
        const bool has_room = cp_ring_put(deliveries->empty, &deliveries->all[i]);
        CP_ASSERT(has_room);
    }
}

void cp_deliveries_done(struct cp_deliveries *deliveries)
{
    for (int i = 0; i < CP_DELIVERIES; i++) {
        cp_increments_free(deliveries->all[i].increments);
    }
    cp_ring_free(deliveries->sealed);
    cp_ring_free(deliveries->empty);
    cp_bell_done(&deliveries->news);
}
