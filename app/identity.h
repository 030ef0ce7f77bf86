/* What the stored state stands for: settings that, changed, would make other counts of the same
 * log.
 *
 * Threads: any; pure. */
#ifndef CASEPULSE_IDENTITY_H
#define CASEPULSE_IDENTITY_H

#include <stdint.h>

#include "settings.h"

#define CP_FINGERPRINT_MAX 256

/* "history_days=… horizon_days=… … zone=<checksum of the zone's table>". */
void cp_identity_fingerprint(const struct cp_settings *settings, char out_text[CP_FINGERPRINT_MAX]);

#endif
