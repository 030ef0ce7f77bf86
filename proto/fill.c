#include "fill.h"

#include <string.h>

#include "casepulse/base/memory.h"
#include "personal_data.h"

static inline void cp_fill_unit(const struct cp_message *sent, enum cp_text text,
                                struct cp_short_text *out_unit)
{
    struct cp_slice unit = sent->texts[text];
    if (!cp_message_is_shaped(sent, text)) {
        unit = cp_fill_literal(unit.size == 0 ? CP_UNIT_NONE : CP_UNIT_OTHER);
    }
    cp_fill_short_text(unit, out_unit);
}

static uint8_t cp_fill_administration(uint32_t sent)
{
    return sent <= UINT8_MAX ? (uint8_t)sent : 0;
}

/* A detail is zero but for the fields of its type, and so becomes the fact. */
static inline void cp_fill_detail(const struct cp_message_detail *sent,
                                  const struct cp_check_rules *rules, struct cp_fact *out_fact)
{
    out_fact->case_opened_ms = cp_fill_time(sent->case_opened_ms, rules);
    out_fact->applied_ms = cp_fill_time(sent->applied_ms, rules);
    out_fact->deadline_ms = cp_fill_time(sent->deadline_ms, rules);
    out_fact->from_administration = cp_fill_administration(sent->from_administration);
    memcpy(&out_fact->channel, &sent->channel, CP_DETAIL_VALUES_SIZE);
    out_fact->error_themes = sent->has_error ? sent->error_themes.mask : 0;
    CP_ASSERT(sent->points.count <= CP_POINTS_MAX);
    if (sent->points.count > 0) {
        out_fact->point_count = (uint8_t)sent->points.count;
        memcpy(out_fact->points, sent->points.values, sizeof(out_fact->points));
    }
}

static inline void cp_fill_fact(const struct cp_message *sent, const struct cp_check_rules *rules,
                                struct cp_fact *out_fact)
{
    out_fact->type = (uint8_t)sent->type;
    out_fact->occurred_ms = sent->occurred_ms;
    out_fact->administration = cp_fill_administration(sent->administration);
    cp_fill_unit(sent, CP_TEXT_UNIT, &out_fact->unit);
    if (cp_message_is_shaped(sent, CP_TEXT_SUBJECT)) {
        memcpy(out_fact->subject, sent->texts[CP_TEXT_SUBJECT].bytes, CP_SUBJECT_SIZE);
    }
    if (cp_message_is_shaped(sent, CP_TEXT_FACET)) {
        memcpy(out_fact->facet, sent->texts[CP_TEXT_FACET].bytes, CP_FACET_SIZE);
    }
    if (cp_message_has_detail(sent)) {
        cp_fill_detail(&sent->detail, rules, out_fact);
        if (sent->type == CP_EVENT_UNIT_CHANGED) {
            cp_fill_unit(sent, CP_TEXT_FROM_UNIT, &out_fact->from_unit);
        }
    }
}

static inline void cp_fill_carried(const struct cp_message *sent, struct cp_event *out_event)
{
    struct cp_slice related_case = sent->texts[CP_TEXT_RELATED_CASE];
    if (cp_message_is_shaped(sent, CP_TEXT_AUTHORITY)) {
        memcpy(out_event->authority, sent->texts[CP_TEXT_AUTHORITY].bytes, CP_AUTHORITY_SIZE);
    }
    if (sent->sensitivity <= CP_SENSITIVITY_MAX) {
        out_event->sensitivity = (uint8_t)sent->sensitivity;
    }
    if (related_case.size > 0 && related_case.size <= CP_CASE_ID_MAX) {
        cp_fill_short_text(related_case, &out_event->related_case);
    }
    if (sent->complained_decision.size == CP_EVENT_ID_SIZE) {
        memcpy(out_event->complained_decision, sent->complained_decision.bytes, CP_EVENT_ID_SIZE);
    }
}

void cp_event_fill_source(const struct cp_message *message, const struct cp_check_rules *rules,
                          struct cp_event *out_event)
{
    struct cp_slice source = cp_fill_literal(CP_SOURCE_NONE);
    if (message != NULL && cp_message_is_shaped(message, CP_TEXT_SOURCE) &&
        !cp_personal_data_find(message->texts[CP_TEXT_SOURCE], rules->refuse_ten_digits)) {
        source = message->texts[CP_TEXT_SOURCE];
    }
    cp_clear(out_event->source, sizeof(out_event->source));
    cp_fill_source(source, out_event);
    out_event->source_seq = message != NULL ? message->source_seq : 0;
}

void cp_event_fill(const struct cp_record *record, const struct cp_check_rules *rules,
                   struct cp_event *out_event)
{
    const struct cp_message *own = &record->own;
    const bool is_retraction = own->type == CP_EVENT_EVENT_RETRACTED;
    /* Padding too, so that events can be compared and hashed as bytes. */
    cp_clear(out_event, sizeof(*out_event));
    memcpy(out_event->id, own->event_id.bytes, CP_EVENT_ID_SIZE);
    out_event->schema_version = own->schema_version;
    cp_fill_short_text(own->texts[CP_TEXT_CASE_ID], &out_event->case_id);
    out_event->own_occurred_ms = own->occurred_ms;
    out_event->registered_ms = cp_fill_time(own->registered_ms, rules);
    out_event->emitted_ms = cp_fill_time(own->emitted_ms, rules);
    out_event->source_seq = own->source_seq;
    cp_fill_source(cp_message_is_shaped(own, CP_TEXT_SOURCE) ? own->texts[CP_TEXT_SOURCE]
                                                             : cp_fill_literal(CP_SOURCE_NONE),
                   out_event); /* the record is without personal data */
    cp_fill_carried(own, out_event);
    if (is_retraction) {
        out_event->is_retraction = true;
        memcpy(out_event->cancelled_id, own->retracted_event_id.bytes, CP_EVENT_ID_SIZE);
    }
    cp_fill_fact(is_retraction ? &record->original : own, rules, &out_event->fact);
}
