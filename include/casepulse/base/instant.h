/* Instants and dates as text: ISO 8601.
 *
 * Threads: any. */
#ifndef CASEPULSE_BASE_INSTANT_H
#define CASEPULSE_BASE_INSTANT_H

#include <stdbool.h>
#include <stdint.h>

#include "casepulse/base/zone.h"

/* Reads YYYY-MM-DD, or that followed by T or a blank and hh:mm, hh:mm:ss or hh:mm:ss.f with one to
 * three decimals, then nothing (local time of `zone`), Z, or ±hh:mm. Without a time of day: 00:00
 * local. False if the text is anything else or the date does not exist. */
bool cp_instant_parse(const struct cp_zone *zone, const char *text, int64_t *out_utc_ms);

/* Reads YYYY-MM-DD. */
bool cp_instant_parse_day(const char *text, int32_t *out_day);

/* Writes "YYYY-MM-DDThh:mm:ss.mmmZ" and a NUL into `out_text[25]`. */
void cp_instant_format(int64_t utc_ms, char out_text[25]);

#endif
