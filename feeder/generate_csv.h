/* Events as CSV rows (RFC 4180) that docs/example/generate.map turns into the same events again.
 * One column a field of feeder/fields.h, before them what the row is.
 *
 * Threads: one. Owns: nothing; the stream is lent. */
#ifndef CASEPULSE_FEEDER_GENERATE_CSV_H
#define CASEPULSE_FEEDER_GENERATE_CSV_H

#include <stdio.h>

#include "casepulse/proto/event.h"

/* Errors stay with the stream. */
void cp_generated_csv_write_header(FILE *stream);
void cp_generated_csv_write(FILE *stream, const struct cp_event *event);

#endif
