/* Messages that no sender should write and every reader must judge alike: known and unknown fields
 * in any order and number, of right and wrong wire types, numbers and lengths in more bytes than
 * they need, details within and without, events taken back; cut and spoiled now and then. Also the
 * comparison of two readers' answers.
 *
 * Threads: one at a time. Bounded: STRANGE_MAX bytes a message. */
#ifndef PROTO_STRANGE_H
#define PROTO_STRANGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "casepulse/proto/decode.h"
#include "reference.h"

#define STRANGE_MAX 20000

/* The same seed gives the same bytes. */
size_t strange_write(uint64_t *seed, uint8_t out_bytes[STRANGE_MAX]);

/* Both ways of decoding, side by side. */
struct strange_pair {
    struct cp_decoder *decoder;
    struct cp_reference *reference;
    struct cp_arena arena;
};

void strange_pair_init(struct strange_pair *pair, struct cp_decoder_rules rules);
void strange_pair_done(struct strange_pair *pair);

/* What the two do not agree on, in a few words; NULL: they agree. `*out_reason` is their answer. */
const char *strange_pair_differ(struct strange_pair *pair, struct cp_slice value,
                                struct cp_slice key, enum cp_reason *out_reason);

#endif
