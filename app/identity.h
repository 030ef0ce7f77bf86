/* What the stored state stands for: settings that, changed, would make other counts of the same
 * log.
 *
 * Threads: any; pure. */
#ifndef CASEPULSE_IDENTITY_H
#define CASEPULSE_IDENTITY_H

#include <stdint.h>

#include "settings.h"

#define CP_FINGERPRINT_MAX 320

/* "history_days=… horizon_days=… … zone=<checksum of the zone's table>", then what is set at all of
 * subject groups (a checksum of their canonical text), balance date (CP_DAY_NONE: none) and a fixed
 * `as_of`. */
void cp_identity_fingerprint(const struct cp_settings *settings, int32_t balance_day,
                             char out_text[CP_FINGERPRINT_MAX]);

#endif
