/* The readers' measure: records decoded by protobuf-c, then checked and filled by the same code as
 * those of the hot path. Nothing in the program comes here; tests and benchmarks do.
 *
 * Threads: one at a time a reference. Owns: its scratch memory, 1 MiB. Bounded: as decode.h. */
#ifndef CASEPULSE_REFERENCE_H
#define CASEPULSE_REFERENCE_H

#include <stdbool.h>

#include "arena.h"
#include "casepulse/proto/decode.h"
#include "message.h"

/* Bytes of arena that reading `size` bytes can take at most. Smallest fields cost most: two bytes
 * of an unknown one take up to 64 bytes of protobuf-c's notes, 24 of its list of unknown fields,
 * 16 for the content, so 52 a byte; a whole event and its detail some hundred more. */
#define CP_REFERENCE_ARENA_SIZE(size) (4096 + 64 * (size))

/* As cp_message_read; slices lie in the arena. */
bool cp_reference_read(struct cp_arena *arena, struct cp_slice bytes,
                       struct cp_message *out_message);

struct cp_reference;

struct cp_reference *cp_reference_create(struct cp_decoder_rules rules);
void cp_reference_free(struct cp_reference *reference);

/* As cp_decoder_decode. */
enum cp_reason cp_reference_decode(struct cp_reference *reference, const void *value,
                                   size_t value_size, const void *key, size_t key_size,
                                   struct cp_event *out_event);

#endif
