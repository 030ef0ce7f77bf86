/* Records as broken senders make them: one way of breaking for each reason for which a reader
 * refuses a record by itself (proto/verdict.h).
 *
 * Threads: one at a time. Owns: the bytes it makes, until the next. */
#ifndef CASEPULSE_FEEDER_GENERATE_DAMAGE_H
#define CASEPULSE_FEEDER_GENERATE_DAMAGE_H

#include <stddef.h>

#include "casepulse/proto/encode.h"
#include "casepulse/proto/event.h"
#include "casepulse/proto/verdict.h"

/* Room for an event, what is added to it, and a value that is too long. */
#define CP_DAMAGE_SIZE (CP_EVENT_VALUE_MAX + CP_EVENT_ENCODED_MAX)

struct cp_damage {
    enum cp_reason reason; /* why it will be refused */
    struct cp_event event; /* what was broken: the opening of a case */
    bool is_null;          /* no value at all, rather than an empty one */
    size_t size;
    unsigned char bytes[CP_DAMAGE_SIZE];
};

/* How many ways there are. */
size_t cp_damage_count(void);

/* Breaks a record of the event's case, place and id in the given way, 0 to count − 1. */
void cp_damage_make(const struct cp_event *event, size_t way, struct cp_damage *out_damage);

#endif
