#include "fill.h"

#include <assert.h>
#include <string.h>

#include "casepulse/base/assert.h"
#include "personal_data.h"

#define CP_SENSITIVITY_MAX 4

static_assert(CP_THEME_END <= CP_VALUE_END && CP_KIND_END <= CP_VALUE_END,
              "a list of values does not tell all that the sets have");

static void cp_fill_short_text(struct cp_slice text, struct cp_short_text *out_text)
{
    CP_ASSERT(text.size < sizeof(out_text->bytes));
    if (text.size > 0) {
        memcpy(out_text->bytes, text.bytes, text.size);
    }
    out_text->size = (uint8_t)text.size;
}

static struct cp_slice cp_fill_literal(const char *text)
{
    return (struct cp_slice){(const uint8_t *)text, strlen(text)};
}

static void cp_fill_unit(struct cp_slice sent, struct cp_short_text *out_unit)
{
    if (sent.size == 0) {
        sent = cp_fill_literal(CP_UNIT_NONE);
    } else if (!cp_text_is_unit(sent)) {
        sent = cp_fill_literal(CP_UNIT_OTHER);
    }
    cp_fill_short_text(sent, out_unit);
}

static uint8_t cp_fill_administration(uint32_t sent)
{
    return sent <= UINT8_MAX ? (uint8_t)sent : 0;
}

static int64_t cp_fill_time(int64_t sent_ms, const struct cp_check_rules *rules)
{
    return cp_time_is_within(sent_ms, rules->optional) ? sent_ms : CP_TIME_ABSENT;
}

/* `end`: one more than the set's last value. */
static uint8_t cp_fill_value(int sent, int end)
{
    return sent > 0 && sent < end ? (uint8_t)sent : 0;
}

/* Unknown values meet in bit 0. */
static uint32_t cp_fill_mask(const struct cp_value_list *sent, int end)
{
    const uint32_t known = (uint32_t)((UINT64_C(1) << end) - 2);
    return (sent->set & known) | ((sent->set & ~known) != 0 ? CP_BIT(0) : 0);
}

static void cp_fill_points(const struct cp_value_list *sent, struct cp_fact *out_fact)
{
    CP_ASSERT(sent->count <= CP_POINTS_MAX);
    for (size_t i = 0; i < sent->count; i++) {
        out_fact->points[i] = cp_fill_value(sent->values[i], CP_THEME_END);
    }
    out_fact->point_count = (uint8_t)sent->count;
}

/* A detail is zero but for the fields of its type, and so becomes the fact. */
static void cp_fill_detail(const struct cp_message_detail *sent, const struct cp_check_rules *rules,
                           struct cp_fact *out_fact)
{
    out_fact->case_opened_ms = cp_fill_time(sent->case_opened_ms, rules);
    out_fact->applied_ms = cp_fill_time(sent->applied_ms, rules);
    out_fact->deadline_ms = cp_fill_time(sent->deadline_ms, rules);
    out_fact->from_administration = cp_fill_administration(sent->from_administration);
    out_fact->channel = cp_fill_value(sent->channel, CP_CHANNEL_END);
    out_fact->addressee = cp_fill_value(sent->addressee, CP_ADDRESSEE_END);
    out_fact->state = cp_fill_value(sent->state, CP_STATE_END);
    out_fact->decision_result = cp_fill_value(sent->decision_result, CP_DECISION_END);
    out_fact->has_service_target = sent->has_service_target;
    out_fact->kinds = (uint8_t)cp_fill_mask(&sent->kinds, CP_KIND_END);
    out_fact->body = cp_fill_value(sent->body, CP_BODY_END);
    out_fact->reassessment_result = cp_fill_value(sent->reassessment_result, CP_REASSESSMENT_END);
    out_fact->conclusion_result = cp_fill_value(sent->conclusion_result, CP_CONCLUSION_END);
    out_fact->way = cp_fill_value(sent->way, CP_WAY_END);
    out_fact->has_criticism = sent->has_criticism;
    out_fact->outcome = cp_fill_value(sent->outcome, CP_OUTCOME_END);
    out_fact->board = cp_fill_value(sent->board, CP_BOARD_END);
    out_fact->cause = cp_fill_value(sent->cause, CP_CAUSE_END);
    out_fact->reaction = cp_fill_value(sent->reaction, CP_REACTION_END);
    out_fact->reviewer = cp_fill_value(sent->reviewer, CP_REVIEWER_END);
    out_fact->has_error = sent->has_error;
    if (sent->has_error) {
        out_fact->error_themes = cp_fill_mask(&sent->error_themes, CP_THEME_END);
    }
    cp_fill_points(&sent->points, out_fact);
}

static void cp_fill_fact(const struct cp_message *sent, const struct cp_check_rules *rules,
                         struct cp_fact *out_fact)
{
    struct cp_slice subject = sent->texts[CP_TEXT_SUBJECT];
    struct cp_slice facet = sent->texts[CP_TEXT_FACET];
    out_fact->type = (uint8_t)sent->type;
    out_fact->occurred_ms = sent->occurred_ms;
    out_fact->administration = cp_fill_administration(sent->administration);
    cp_fill_unit(sent->texts[CP_TEXT_UNIT], &out_fact->unit);
    if (cp_text_is_subject(subject)) {
        memcpy(out_fact->subject, subject.bytes, subject.size);
    }
    if (cp_text_is_facet(facet)) {
        memcpy(out_fact->facet, facet.bytes, facet.size);
    }
    const struct cp_message_detail *detail = cp_message_detail_of_type(sent);
    cp_fill_detail(detail, rules, out_fact);
    if (detail->type == CP_EVENT_UNIT_CHANGED) {
        cp_fill_unit(sent->texts[CP_TEXT_FROM_UNIT], &out_fact->from_unit);
    }
}

static void cp_fill_carried(const struct cp_message *sent, struct cp_event *out_event)
{
    struct cp_slice authority = sent->texts[CP_TEXT_AUTHORITY];
    struct cp_slice related_case = sent->texts[CP_TEXT_RELATED_CASE];
    if (cp_text_is_authority(authority)) {
        memcpy(out_event->authority, authority.bytes, authority.size);
    }
    if (sent->sensitivity <= CP_SENSITIVITY_MAX) {
        out_event->sensitivity = (uint8_t)sent->sensitivity;
    }
    if (related_case.size <= CP_CASE_ID_MAX) {
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
    out_event->source_seq = 0;
    if (message != NULL) {
        struct cp_slice sent = message->texts[CP_TEXT_SOURCE];
        bool is_good =
            cp_text_is_source(sent) && !cp_personal_data_find(sent, rules->refuse_ten_digits);
        source = is_good ? sent : source;
        out_event->source_seq = message->source_seq;
    }
    memset(out_event->source, 0, sizeof(out_event->source));
    memcpy(out_event->source, source.bytes, source.size);
    out_event->source_size = (uint8_t)source.size;
}

void cp_event_fill(const struct cp_record *record, const struct cp_check_rules *rules,
                   struct cp_event *out_event)
{
    const struct cp_message *own = &record->own;
    /* Padding too, so that events can be compared and hashed as bytes. */
    memset(out_event, 0, sizeof(*out_event));
    memcpy(out_event->id, own->event_id.bytes, CP_EVENT_ID_SIZE);
    out_event->schema_version = own->schema_version;
    cp_fill_short_text(own->texts[CP_TEXT_CASE_ID], &out_event->case_id);
    out_event->own_occurred_ms = own->occurred_ms;
    out_event->registered_ms = cp_fill_time(own->registered_ms, rules);
    out_event->emitted_ms = cp_fill_time(own->emitted_ms, rules);
    cp_event_fill_source(own, rules, out_event);
    cp_fill_carried(own, out_event);
    out_event->is_retraction = own->type == CP_EVENT_EVENT_RETRACTED;
    if (out_event->is_retraction) {
        memcpy(out_event->cancelled_id, own->retracted_event_id.bytes, CP_EVENT_ID_SIZE);
    }
    cp_fill_fact(out_event->is_retraction ? &record->original : own, rules, &out_event->fact);
}
