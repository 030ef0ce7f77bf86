#include "identity.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "casepulse/aggregator/increments.h"
#include "casepulse/base/assert.h"
#include "casepulse/base/checksum.h"
#include "casepulse/base/instant.h"

#define CP_DATE_TEXT_MAX 11
#define CP_INSTANT_TEXT_MAX 25

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

static int cp_identity_settings(const struct cp_settings *settings,
                                char out_text[CP_FINGERPRINT_MAX])
{
    return snprintf(out_text, CP_FINGERPRINT_MAX,
                    "history_days=%" PRId64 " horizon_days=%" PRId64 " skew_minutes=%" PRId64
                    " max_units=%" PRId64 " refuse_ten_digits=%" PRId64 " zone=%08" PRIx32,
                    cp_setting_number(settings, CP_SETTING_COUNT_HISTORY_DAYS),
                    cp_setting_number(settings, CP_SETTING_COUNT_HORIZON_DAYS),
                    cp_setting_number(settings, CP_SETTING_COUNT_SKEW_MINUTES),
                    cp_setting_number(settings, CP_SETTING_COUNT_MAX_UNITS),
                    cp_setting_number(settings, CP_SETTING_COUNT_REFUSE_TEN_DIGITS),
                    cp_zone_checksum(&settings->zone));
}

void cp_identity_fingerprint(const struct cp_settings *settings, int32_t balance_day,
                             char out_text[CP_FINGERPRINT_MAX])
{
    const size_t size = CP_FINGERPRINT_MAX;
    size_t used = (size_t)cp_identity_settings(settings, out_text);
    if (settings->subjects.group_count > 0) {
        char groups[CP_SUBJECTS_TEXT_MAX];
        cp_subjects_text(&settings->subjects, groups);
        const uint32_t checksum = cp_checksum_more(CP_CHECKSUM_EMPTY, groups, strlen(groups));
        used +=
            (size_t)snprintf(out_text + used, size - used, " subject_groups=%08" PRIx32, checksum);
    }
    if (balance_day != CP_DAY_NONE) {
        char date[CP_DATE_TEXT_MAX];
        cp_day_format(balance_day, date);
        used += (size_t)snprintf(out_text + used, size - used, " balance_date=%s", date);
    }
    const int64_t as_of_ms = cp_setting_number(settings, CP_SETTING_PICTURE_AS_OF);
    if (as_of_ms != CP_INSTANT_NONE) {
        char instant[CP_INSTANT_TEXT_MAX];
        cp_instant_format(as_of_ms, instant);
        used += (size_t)snprintf(out_text + used, size - used, " as_of=%s", instant);
    }
    CP_ASSERT(used < size);
}
