/* Event to bytes: the raw protobuf message of the contract, for feeder, generator and tests.
 *
 * Threads: any. */
#ifndef CASEPULSE_PROTO_ENCODE_H
#define CASEPULSE_PROTO_ENCODE_H

#include <stddef.h>

#include "casepulse/base/status.h"
#include "casepulse/proto/event.h"

/* More than any event can take. */
#define CP_EVENT_ENCODED_MAX 2048

/* Writes the message into `out_bytes[CP_EVENT_ENCODED_MAX]` and returns its size. Absent fields,
 * "_none" and "_other" are left out. Decoding the bytes gives an equal event (see tests), but for
 * "_other": that comes back as "_none", and a move with no other sender is refused. */
size_t cp_event_encode(const struct cp_event *event, unsigned char *out_bytes);

#endif
