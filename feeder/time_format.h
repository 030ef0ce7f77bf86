/* Times written as a mapping's `<field>.format` says: strptime's digit fields and literal text.
 *
 *   %Y year, 4 digits      %m %d month, day, 1 or 2 digits      %H %M %S time of day, the same
 *   %z Z, +hh:mm or +hhmm  %% a percent sign                    anything else: itself
 *
 * Without %z the text is civil time of the mapping's zone; a literal Z is only a letter.
 * Threads: any. */
#ifndef CASEPULSE_FEEDER_TIME_FORMAT_H
#define CASEPULSE_FEEDER_TIME_FORMAT_H

#include <stdbool.h>
#include <stdint.h>

#include "casepulse/base/zone.h"

#define CP_TIME_FORMAT_ALLOWED "%Y %m %d (each once), %H %M %S %z %% and literal text"

/* True if the format knows only these conversions and has each of %Y %m %d exactly once. */
bool cp_time_format_is_valid(const char *format);

/* False: the text is not of the format, or names a time that does not exist. */
bool cp_time_format_parse(const struct cp_zone *zone, const char *format, const char *text,
                          int64_t *out_utc_ms);

#endif
