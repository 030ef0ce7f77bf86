/* What an earlier publisher left behind and can be read field by field is taken over instead of
 * written anew: a start then writes the differences, not half a million fields.
 *
 * Hashes are asked for in batches; whoever asked looks at each and says whether it is all known.
 * One that is not stays in the sweep, to be replaced whole. Threads: one. Owns: a batch of keys. */
#ifndef CASEPULSE_STORE_ADOPTION_H
#define CASEPULSE_STORE_ADOPTION_H

#include <stdbool.h>
#include <stddef.h>

#include "casepulse/base/status.h"

#include "connection.h"
#include "keys.h"
#include "sweep.h"

#define CP_ADOPTION_BATCH 64

/* Looks at the fields and values of the hash that was asked for under `place`: true if they are
 * taken over, all of them. */
typedef bool cp_adoption_take(void *context, size_t place, const struct cp_reply *hash);

struct cp_adoption {
    struct cp_connection *connection;
    struct cp_sweep *sweep;
    cp_adoption_take *take;
    void *context;
    size_t count;
    struct cp_adoption_key {
        char text[CP_KEY_MAX];
        size_t place;
    } keys[CP_ADOPTION_BATCH];
};

/* All is lent until finish. */
void cp_adoption_begin(struct cp_adoption *adoption, struct cp_connection *connection,
                       struct cp_sweep *sweep, cp_adoption_take *take, void *context);

/* Asks for a hash if the sweep found its key. */
enum cp_status cp_adoption_ask(struct cp_adoption *adoption, const char *key, size_t place,
                               struct cp_failure *out_failure) CP_MUST_USE;

/* All that was asked for has been looked at. */
enum cp_status cp_adoption_finish(struct cp_adoption *adoption,
                                  struct cp_failure *out_failure) CP_MUST_USE;

#endif
