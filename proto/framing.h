/* The envelope of a value. No protobuf message begins with 0x00 (field numbers begin at 1), so a
 * value that does is in Confluent framing: 0x00, four bytes of schema id, the message index as
 * zigzag varints (a count, then one index a level; the list [0] may be a single 0x00), then the
 * message. CaseEvent is message 0 of its file; any other index is not ours.
 *
 * Threads: any. */
#ifndef CASEPULSE_FRAMING_H
#define CASEPULSE_FRAMING_H

#include <stdbool.h>

#include "casepulse/proto/verdict.h"
#include "text.h"

/* With the message index in its short form. */
#define CP_FRAMING_USUAL_SIZE 6

/* The message in a value that is not empty; false if the framing is broken or another message's. */
bool cp_framing_strip(struct cp_slice value, struct cp_slice *out_message);

/* From a value, whatever it is, to the message in it; or the reason why there is none. */
enum cp_reason cp_framing_open(struct cp_slice *value);

#endif
