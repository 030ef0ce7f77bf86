/* What a record needs is fetched into the cache while those before it are worked on: first its
 * value, then, when that is there, what is known of its id.
 *
 * Threads: the one that reads the records. Owns: nothing. */
#ifndef CASEPULSE_LOOK_AHEAD_H
#define CASEPULSE_LOOK_AHEAD_H

#include <stddef.h>
#include <stdint.h>

#include "casepulse/base/memory.h"
#include "casepulse/consumer/source.h"
#include "casepulse/proto/decode.h"

#define CP_LOOK_AHEAD 8 /* records */

/* The lines that most values lie in; what stands behind a shorter one does no harm. */
static inline void cp_prefetch_value(const void *value)
{
    const uint8_t *line = value;
    __builtin_prefetch(line);
    __builtin_prefetch(line + CP_CACHE_LINE);
    __builtin_prefetch(line + 2 * CP_CACHE_LINE);
}

/* While record `i` is worked on. Returns the record to tell cp_fold_expect of, with its id; NULL:
 * there is none, or its id stands in no usual place. */
static inline const struct cp_raw_record *
cp_look_ahead(const struct cp_raw_record *records, size_t count, size_t i, const uint8_t **out_id)
{
    if (i + 2 * CP_LOOK_AHEAD < count) {
        cp_prefetch_value(records[i + 2 * CP_LOOK_AHEAD].value);
    }
    if (i + CP_LOOK_AHEAD >= count) {
        return NULL;
    }
    const struct cp_raw_record *next = &records[i + CP_LOOK_AHEAD];
    *out_id = cp_decoder_glance_at_id(next->value, next->value_size);
    return *out_id != NULL ? next : NULL;
}

#endif
