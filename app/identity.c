#include "identity.h"

#include <inttypes.h>
#include <stdio.h>

#include "casepulse/base/checksum.h"

/* Field by field: what stands between the fields of a struct is nobody's business. */
static uint32_t cp_zone_checksum(const struct cp_zone *zone)
{
    uint32_t checksum = CP_CHECKSUM_EMPTY;
    for (int i = 0; i < zone->transition_count; i++) {
        const struct cp_zone_transition *transition = &zone->transitions[i];
        checksum = cp_checksum_more(checksum, &transition->from_ms, sizeof(transition->from_ms));
        checksum =
            cp_checksum_more(checksum, &transition->offset_ms, sizeof(transition->offset_ms));
    }
    return checksum;
}

void cp_identity_fingerprint(const struct cp_settings *settings, char out_text[CP_FINGERPRINT_MAX])
{
    (void)snprintf(out_text, CP_FINGERPRINT_MAX,
                   "history_days=%" PRId64 " horizon_days=%" PRId64 " skew_minutes=%" PRId64
                   " max_units=%" PRId64 " refuse_ten_digits=%" PRId64 " zone=%08" PRIx32,
                   cp_setting_number(settings, CP_SETTING_COUNT_HISTORY_DAYS),
                   cp_setting_number(settings, CP_SETTING_COUNT_HORIZON_DAYS),
                   cp_setting_number(settings, CP_SETTING_COUNT_SKEW_MINUTES),
                   cp_setting_number(settings, CP_SETTING_COUNT_MAX_UNITS),
                   cp_setting_number(settings, CP_SETTING_COUNT_REFUSE_TEN_DIGITS),
                   cp_zone_checksum(&settings->zone));
}
