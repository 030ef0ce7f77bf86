/* What the settings say about counting, as each room wants it. All of it is lent like the settings.
 *
 * Threads: any, after loading. */
#ifndef CASEPULSE_COUNT_SETTINGS_H
#define CASEPULSE_COUNT_SETTINGS_H

#include "casepulse/aggregator/fold.h"
#include "casepulse/aggregator/picture.h"
#include "casepulse/proto/decode.h"
#include "settings.h"

struct cp_decoder_rules cp_decoder_rules_of(const struct cp_settings *settings);

/* For live counting: without a fixed `as_of` no picture is made for an instant before this program
 * began. */
struct cp_fold_settings cp_fold_settings_of(const struct cp_settings *settings,
                                            int32_t balance_day);

struct cp_picture_settings cp_picture_settings_of(const struct cp_settings *settings,
                                                  const struct cp_organisation *organisation,
                                                  const struct cp_catalogue *catalogue);

#endif
