/* What the settings say about counting, as the fold wants it.
 *
 * Threads: any, after loading. */
#ifndef CASEPULSE_FOLD_SETTINGS_H
#define CASEPULSE_FOLD_SETTINGS_H

#include "casepulse/aggregator/fold.h"
#include "settings.h"

/* For live counting: without a fixed `as_of` no picture is made for an instant before this program
 * began. Lent like the settings. */
struct cp_fold_settings cp_fold_settings_of(const struct cp_settings *settings,
                                            int32_t balance_day);

#endif
