/* Bytes to event: the only way into the house.
 *
 * Accepts a raw protobuf message, one in Confluent framing (0x00, 4-byte schema id, message index
 * for message 0), and CloudEvents binary mode (whose value is the raw message; headers are not
 * read). A reader of our own decodes, one field check judges; both are pure. What is as nearly all
 * records are takes a shorter way to the same event.
 *
 * Threads: a decoder belongs to one thread at a time. Owns: nothing but itself.
 * Bounded: values up to 16,384 bytes; nothing is allocated per event. */
#ifndef CASEPULSE_PROTO_DECODE_H
#define CASEPULSE_PROTO_DECODE_H

#include <stdbool.h>
#include <stddef.h>

#include "casepulse/base/zone.h"
#include "casepulse/proto/event.h"
#include "casepulse/proto/verdict.h"

struct cp_decoder;

struct cp_decoder_rules {
    const struct cp_zone *zone; /* lent for the decoder's life; for the range of occurred */
    bool refuse_ten_digits;     /* ten digits in a row count as personal data too */
};

struct cp_decoder *cp_decoder_create(struct cp_decoder_rules rules);
void cp_decoder_free(struct cp_decoder *decoder);

/* Decodes one record. CP_REASON_NONE: *out_event is a whole, checked event; what it does not use is
 * zero, padding too, so that equal events are equal bytes. Otherwise the reason of the refusal;
 * then *out_event is untouched, except that source and source_seq are filled in as far as they
 * could be read, else source is "_none" and source_seq 0. A NULL value or key is taken as
 * an empty one. */
enum cp_reason cp_decoder_decode(struct cp_decoder *decoder, const void *value, size_t value_size,
                                 const void *key, size_t key_size, struct cp_event *out_event);

/* The 16 bytes of the event id in a value, where they stand at its beginning as usual, else NULL.
 * A hint for whoever will look the id up soon: nothing else is read and nothing is checked. */
const uint8_t *cp_decoder_glance_at_id(const void *value, size_t value_size);

#endif
