#include "check.h"

#include <stddef.h>
#include <string.h>

#include "casepulse/proto/event.h"
#include "personal_data.h"

/* The instants of the local dates from 1 January of one year to 31 December of another. */
static struct cp_time_range cp_check_range(const struct cp_zone *zone, int32_t first_year,
                                           int32_t last_year)
{
    const struct cp_civil from = {first_year, 1, 1};
    const struct cp_civil to = {last_year + 1, 1, 1};
    return (struct cp_time_range){
        .from_ms = cp_zone_day_start_ms(zone, cp_civil_to_day(from)),
        .to_ms = cp_zone_day_start_ms(zone, cp_civil_to_day(to)),
    };
}

struct cp_check_rules cp_check_rules_of(struct cp_decoder_rules rules)
{
    return (struct cp_check_rules){
        .occurred = cp_check_range(rules.zone, 1990, 2099),
        .optional = cp_check_range(rules.zone, 1900, 2199),
        .refuse_ten_digits = rules.refuse_ten_digits,
    };
}

/* The required fields but for event_id, which the event taken back may leave out. */
static enum cp_reason cp_check_required(const struct cp_message *message,
                                        const struct cp_check_rules *rules)
{
    size_t case_id_size = message->texts[CP_TEXT_CASE_ID].size;
    if (message->schema_version == 0) {
        return CP_REASON_MALFORMED_VERSION;
    }
    if (message->type == 0) {
        return CP_REASON_MALFORMED_TYPE;
    }
    if (case_id_size == 0 || case_id_size > CP_CASE_ID_MAX) {
        return CP_REASON_MALFORMED_CASE_ID;
    }
    if (!cp_time_is_within(message->occurred_ms, rules->occurred)) {
        return CP_REASON_MALFORMED_OCCURRED;
    }
    return CP_REASON_NONE;
}

/* What the detail must keep to. */
static enum cp_reason cp_check_detail(const struct cp_message *message)
{
    const struct cp_message_detail *detail = &message->detail;
    if (!cp_message_has_detail(message)) {
        return message->type != CP_EVENT_UNIT_CHANGED ? CP_REASON_NONE : CP_REASON_MALFORMED_SENDER;
    }
    if (detail->points.count > CP_POINTS_MAX || detail->error_themes.count > CP_THEMES_MAX) {
        return CP_REASON_MALFORMED_POINTS;
    }
    if (message->type != CP_EVENT_UNIT_CHANGED) {
        return CP_REASON_NONE;
    }
    bool has_unit = message->texts[CP_TEXT_FROM_UNIT].size > 0;
    bool has_administration =
        detail->from_administration > 0 && detail->from_administration <= UINT8_MAX;
    return has_unit || has_administration ? CP_REASON_NONE : CP_REASON_MALFORMED_SENDER;
}

static bool cp_check_is_newer(const struct cp_message *message)
{
    return message->schema_version > CP_SCHEMA_VERSION;
}

static bool cp_check_is_unknown_type(const struct cp_message *message)
{
    return message->type < 0 || message->type >= CP_EVENT_TYPE_END;
}

/* All texts of the contract, those of a detail that is otherwise ignored among them. */
static bool cp_message_has_personal_data(const struct cp_message *message, bool refuse_ten_digits)
{
    for (int text = 0; text < CP_TEXT_PERSONAL_END; text++) {
        if (cp_personal_data_find(message->texts[text], refuse_ten_digits)) {
            return true;
        }
    }
    return false;
}

static bool cp_check_is_same(struct cp_slice one, struct cp_slice other)
{
    return one.size == other.size && memcmp(one.bytes, other.bytes, one.size) == 0;
}

/* Of an event of a newer version only the required fields are looked at, taken back or not. */
static bool cp_record_has_personal_data(const struct cp_record *record, bool refuse_ten_digits)
{
    if (cp_message_has_personal_data(&record->own, refuse_ten_digits) ||
        cp_personal_data_find(record->key, refuse_ten_digits)) {
        return true;
    }
    return record->has_original && !cp_check_is_newer(&record->original) &&
           cp_message_has_personal_data(&record->original, refuse_ten_digits);
}

/* A retraction stands on the event it takes back: that one is judged as if it had come alone. */
static enum cp_reason cp_check_original(const struct cp_record *record,
                                        const struct cp_check_rules *rules)
{
    const struct cp_message *original = &record->original;
    struct cp_slice cancelled_id = record->own.retracted_event_id;
    if (!record->has_original || cancelled_id.size != CP_EVENT_ID_SIZE) {
        return CP_REASON_MALFORMED_NO_ORIGINAL;
    }
    if (original->type == CP_EVENT_EVENT_RETRACTED) {
        return CP_REASON_MALFORMED_RECURSIVE;
    }
    if (original->event_id.size != 0 && !cp_check_is_same(original->event_id, cancelled_id)) {
        return CP_REASON_MALFORMED_OTHER_ID;
    }
    if (cp_check_required(original, rules) != CP_REASON_NONE) {
        return CP_REASON_MALFORMED_ORIGINAL;
    }
    if (cp_check_is_newer(original)) {
        return CP_REASON_UNSUPPORTED_ORIGINAL_TYPE;
    }
    if (cp_check_detail(original) != CP_REASON_NONE) {
        return CP_REASON_MALFORMED_ORIGINAL;
    }
    return cp_check_is_unknown_type(original) ? CP_REASON_UNSUPPORTED_ORIGINAL_TYPE
                                              : CP_REASON_NONE;
}

enum cp_reason cp_record_check(const struct cp_record *record, const struct cp_check_rules *rules)
{
    const struct cp_message *own = &record->own;
    if (own->event_id.size != CP_EVENT_ID_SIZE) {
        return CP_REASON_MALFORMED_EVENT_ID;
    }
    enum cp_reason reason = cp_check_required(own, rules);
    if (reason != CP_REASON_NONE) {
        return reason;
    }
    if (cp_check_is_newer(own)) {
        return CP_REASON_UNSUPPORTED_NEW_VERSION;
    }
    reason = cp_check_detail(own);
    if (reason != CP_REASON_NONE) {
        return reason;
    }
    if (cp_record_has_personal_data(record, rules->refuse_ten_digits)) {
        return CP_REASON_MALFORMED_PERSONAL_DATA;
    }
    if (own->type == CP_EVENT_EVENT_RETRACTED) {
        return cp_check_original(record, rules);
    }
    return cp_check_is_unknown_type(own) ? CP_REASON_UNSUPPORTED_NEW_TYPE : CP_REASON_NONE;
}
