/* The reader of the hot path: bytes to message by a table, in one pass, without allocation, copy or
 * indirect call. It takes and refuses what reference.h does, and reads the same from it: that is
 * what tests/unit/proto/test_reader.c and tests/fuzz try to disprove.
 *
 * Threads: any. Owns: nothing; the message's slices lie in `bytes`. */
#ifndef CASEPULSE_READER_H
#define CASEPULSE_READER_H

#include <stdbool.h>

#include "message.h"

/* False: not a message of the contract, or a text is not UTF-8. */
bool cp_message_read(struct cp_slice bytes, struct cp_message *out_message);

#endif
