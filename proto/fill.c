#include "fill.h"

#include <string.h>

#include "casepulse/base/assert.h"
#include "casepulse/base/memory.h"
#include "personal_data.h"

#define CP_SENSITIVITY_MAX 4

static void cp_fill_short_text(struct cp_slice text, struct cp_short_text *out_text)
{
    CP_ASSERT(text.size < sizeof(out_text->bytes));
    cp_word_copy(out_text->bytes, text.bytes, text.size);
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

/* A detail is zero but for the fields of its type, and so becomes the fact. */
static void cp_fill_detail(const struct cp_message_detail *sent, const struct cp_check_rules *rules,
                           struct cp_fact *out_fact)
{
    out_fact->case_opened_ms = cp_fill_time(sent->case_opened_ms, rules);
    out_fact->applied_ms = cp_fill_time(sent->applied_ms, rules);
    out_fact->deadline_ms = cp_fill_time(sent->deadline_ms, rules);
    out_fact->from_administration = cp_fill_administration(sent->from_administration);
    out_fact->channel = sent->channel;
    out_fact->addressee = sent->addressee;
    out_fact->state = sent->state;
    out_fact->decision_result = sent->decision_result;
    out_fact->has_service_target = sent->has_service_target;
    out_fact->kinds = (uint8_t)sent->kinds.mask;
    out_fact->body = sent->body;
    out_fact->reassessment_result = sent->reassessment_result;
    out_fact->conclusion_result = sent->conclusion_result;
    out_fact->way = sent->way;
    out_fact->has_criticism = sent->has_criticism;
    out_fact->outcome = sent->outcome;
    out_fact->board = sent->board;
    out_fact->cause = sent->cause;
    out_fact->reaction = sent->reaction;
    out_fact->reviewer = sent->reviewer;
    out_fact->has_error = sent->has_error;
    out_fact->error_themes = sent->has_error ? sent->error_themes.mask : 0;
    CP_ASSERT(sent->points.count <= CP_POINTS_MAX);
    out_fact->point_count = (uint8_t)sent->points.count;
    memcpy(out_fact->points, sent->points.values, sizeof(out_fact->points));
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
        memcpy(out_fact->subject, subject.bytes, CP_SUBJECT_SIZE);
    }
    if (cp_text_is_facet(facet)) {
        memcpy(out_fact->facet, facet.bytes, CP_FACET_SIZE);
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
        memcpy(out_event->authority, authority.bytes, CP_AUTHORITY_SIZE);
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

/* `source` is empty or as the contract wants it. */
static void cp_fill_source(struct cp_slice source, uint64_t source_seq, struct cp_event *out_event)
{
    if (source.size == 0) {
        source = cp_fill_literal(CP_SOURCE_NONE);
    }
    memset(out_event->source, 0, sizeof(out_event->source));
    cp_word_copy(out_event->source, source.bytes, source.size);
    out_event->source_size = (uint8_t)source.size;
    out_event->source_seq = source_seq;
}

void cp_event_fill_source(const struct cp_message *message, const struct cp_check_rules *rules,
                          struct cp_event *out_event)
{
    struct cp_slice source = {0};
    if (message == NULL) {
        cp_fill_source(source, 0, out_event);
        return;
    }
    const struct cp_slice sent = message->texts[CP_TEXT_SOURCE];
    if (cp_text_is_source(sent) && !cp_personal_data_find(sent, rules->refuse_ten_digits)) {
        source = sent;
    }
    cp_fill_source(source, message->source_seq, out_event);
}

void cp_event_fill(const struct cp_record *record, const struct cp_check_rules *rules,
                   struct cp_event *out_event)
{
    const struct cp_message *own = &record->own;
    /* Padding too, so that events can be compared and hashed as bytes. */
    cp_clear(out_event, sizeof(*out_event));
    memcpy(out_event->id, own->event_id.bytes, CP_EVENT_ID_SIZE);
    out_event->schema_version = own->schema_version;
    cp_fill_short_text(own->texts[CP_TEXT_CASE_ID], &out_event->case_id);
    out_event->own_occurred_ms = own->occurred_ms;
    out_event->registered_ms = cp_fill_time(own->registered_ms, rules);
    out_event->emitted_ms = cp_fill_time(own->emitted_ms, rules);
    const struct cp_slice source = own->texts[CP_TEXT_SOURCE]; /* without personal data */
    cp_fill_source(cp_text_is_source(source) ? source : (struct cp_slice){0}, own->source_seq,
                   out_event);
    cp_fill_carried(own, out_event);
    out_event->is_retraction = own->type == CP_EVENT_EVENT_RETRACTED;
    if (out_event->is_retraction) {
        memcpy(out_event->cancelled_id, own->retracted_event_id.bytes, CP_EVENT_ID_SIZE);
    }
    cp_fill_fact(out_event->is_retraction ? &record->original : own, rules, &out_event->fact);
}
