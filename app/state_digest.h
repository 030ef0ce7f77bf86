/* The digest by which counts are compared: live, replayed and the oracle's.
 *
 * Threads: those of the totals. */
#ifndef CASEPULSE_STATE_DIGEST_H
#define CASEPULSE_STATE_DIGEST_H

#include <stdio.h>

#include "casepulse/aggregator/picture.h"
#include "casepulse/base/digest.h"

/* SHA-256 over the lines of aggregator/state.h, each with a line end; they are written to `out` too
 * (NULL: they are not). */
void cp_state_digest(struct cp_totals *totals, FILE *out, char out_text[CP_DIGEST_TEXT_MAX]);

#endif
