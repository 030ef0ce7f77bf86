#include "reference.h"

#include <stdlib.h>

#include "casepulse/base/memory.h"
#include "check.h"
#include "contract.h"
#include "framing.h"
#include "message_fields.h"
#include "record.h"

struct cp_reference {
    struct cp_check_rules rules;
    struct cp_arena arena;
    struct cp_record record;
};

static void *cp_reference_allocate(void *arena, size_t size)
{
    return cp_arena_take(arena, size);
}

/* The arena is taken back as a whole. */
static void cp_reference_release(void *arena, void *memory)
{
    (void)arena;
    (void)memory;
}

static struct cp_slice cp_reference_slice(ProtobufCBinaryData bytes)
{
    return (struct cp_slice){bytes.data, bytes.len};
}

/* protobuf-c's enumerations are unsigned. */
static uint8_t cp_reference_value(uint32_t sent, uint8_t end)
{
    return cp_value_of(sent, end);
}

static void cp_reference_set(const int *sent, size_t count, uint8_t end,
                             struct cp_value_set *out_set)
{
    for (size_t i = 0; i < count; i++) {
        cp_value_set_add(out_set, cp_reference_value((uint32_t)sent[i], end));
    }
}

static void cp_reference_list(const int *sent, size_t count, uint8_t end,
                              struct cp_value_list *out_list)
{
    for (size_t i = 0; i < count; i++) {
        cp_value_list_add(out_list, cp_reference_value((uint32_t)sent[i], end));
    }
}

static void cp_reference_read_complaint(const Casepulse__V1__ComplaintReceived *sent,
                                        struct cp_message_detail *out_detail)
{
    struct cp_value_set kinds = {0};
    cp_reference_set((const int *)sent->kinds, sent->n_kinds, CP_KIND_END, &kinds);
    out_detail->kinds = (uint8_t)kinds.mask;
    out_detail->body = cp_reference_value(sent->body, CP_BODY_END);
    cp_reference_list((const int *)sent->points, sent->n_points, CP_THEME_END, &out_detail->points);
}

static void cp_reference_read_conclusion(const Casepulse__V1__ComplaintConcluded *sent,
                                         struct cp_message_detail *out_detail)
{
    out_detail->conclusion_result = cp_reference_value(sent->result, CP_CONCLUSION_END);
    out_detail->has_criticism = sent->criticism;
    out_detail->body = cp_reference_value(sent->body, CP_BODY_END);
    out_detail->way = cp_reference_value(sent->way, CP_WAY_END);
}

static void cp_reference_read_decision(const Casepulse__V1__DecisionMade *sent,
                                       struct cp_message_detail *out_detail)
{
    out_detail->decision_result = cp_reference_value(sent->result, CP_DECISION_END);
    out_detail->applied_ms = sent->applied;
    out_detail->deadline_ms = sent->deadline;
    out_detail->has_service_target = sent->service_target;
}

static void cp_reference_read_investigation(const Casepulse__V1__InvestigationConcluded *sent,
                                            struct cp_message_detail *out_detail)
{
    out_detail->cause = cp_reference_value(sent->cause, CP_CAUSE_END);
    out_detail->reaction = cp_reference_value(sent->reaction, CP_REACTION_END);
    out_detail->has_error = sent->error;
    cp_reference_set((const int *)sent->error_themes, sent->n_error_themes, CP_THEME_END,
                     &out_detail->error_themes);
}

static void cp_reference_read_review(const Casepulse__V1__AuditReviewed *sent,
                                     struct cp_message_detail *out_detail)
{
    out_detail->reviewer = cp_reference_value(sent->reviewer, CP_REVIEWER_END);
    out_detail->has_error = sent->error;
    cp_reference_set((const int *)sent->error_themes, sent->n_error_themes, CP_THEME_END,
                     &out_detail->error_themes);
}

static void cp_reference_read_move(const Casepulse__V1__UnitChanged *sent,
                                   struct cp_message *out_message)
{
    out_message->texts[CP_TEXT_FROM_UNIT] = cp_reference_slice(sent->from_unit);
    out_message->detail.from_administration = sent->from_administration;
    out_message->detail.case_opened_ms = sent->case_opened;
}

/* `sent` carries a detail. The number of a detail's field gives the type that it belongs to. */
static void cp_reference_read_detail(const Casepulse__V1__CaseEvent *sent,
                                     struct cp_message *out_message)
{
    struct cp_message_detail *detail = &out_message->detail;
    detail->type = (int)sent->detail_case - CP_DETAIL_FIELD;
    switch (detail->type) {
    case CP_EVENT_INQUIRY_RECEIVED:
        detail->channel = cp_reference_value(sent->inquiry_received->channel, CP_CHANNEL_END);
        detail->addressee = cp_reference_value(sent->inquiry_received->addressee, CP_ADDRESSEE_END);
        break;
    case CP_EVENT_CASE_REOPENED:
        detail->case_opened_ms = sent->case_reopened->case_opened;
        break;
    case CP_EVENT_CASE_CLOSED:
        detail->case_opened_ms = sent->case_closed->case_opened;
        break;
    case CP_EVENT_STATE_CHANGED:
        detail->state = cp_reference_value(sent->state_changed->state, CP_STATE_END);
        break;
    case CP_EVENT_UNIT_CHANGED:
        cp_reference_read_move(sent->unit_changed, out_message);
        break;
    case CP_EVENT_DECISION_MADE:
        cp_reference_read_decision(sent->decision_made, detail);
        break;
    case CP_EVENT_COMPLAINT_RECEIVED:
        cp_reference_read_complaint(sent->complaint_received, detail);
        break;
    case CP_EVENT_COMPLAINT_REASSESSED:
        detail->reassessment_result =
            cp_reference_value(sent->complaint_reassessed->result, CP_REASSESSMENT_END);
        break;
    case CP_EVENT_COMPLAINT_CONCLUDED:
        cp_reference_read_conclusion(sent->complaint_concluded, detail);
        break;
    case CP_EVENT_APPEAL_DECIDED:
        detail->outcome = cp_reference_value(sent->appeal_decided->outcome, CP_OUTCOME_END);
        detail->board = cp_reference_value(sent->appeal_decided->board, CP_BOARD_END);
        break;
    case CP_EVENT_INVESTIGATION_CONCLUDED:
        cp_reference_read_investigation(sent->investigation_concluded, detail);
        break;
    case CP_EVENT_AUDIT_REVIEWED:
        cp_reference_read_review(sent->audit_reviewed, detail);
        break;
    default: /* CASE_OPENED carries nothing */
        break;
    }
}

static void cp_reference_read_texts(const Casepulse__V1__CaseEvent *sent,
                                    struct cp_slice *out_texts)
{
    out_texts[CP_TEXT_CASE_ID] = cp_reference_slice(sent->case_id);
    out_texts[CP_TEXT_UNIT] = cp_reference_slice(sent->unit);
    out_texts[CP_TEXT_SOURCE] = cp_reference_slice(sent->source);
    out_texts[CP_TEXT_AUTHORITY] = cp_reference_slice(sent->authority);
    out_texts[CP_TEXT_RELATED_CASE] = cp_reference_slice(sent->related_case);
    out_texts[CP_TEXT_SUBJECT] = cp_reference_slice(sent->subject);
    out_texts[CP_TEXT_FACET] = cp_reference_slice(sent->facet);
}

bool cp_reference_read(struct cp_arena *arena, struct cp_slice bytes,
                       struct cp_message *out_message)
{
    ProtobufCAllocator allocator = {cp_reference_allocate, cp_reference_release, arena};
    const Casepulse__V1__CaseEvent *sent =
        casepulse__v1__case_event__unpack(&allocator, bytes.size, bytes.bytes);
    if (sent == NULL) {
        return false;
    }
    *out_message = (struct cp_message){
        .event_id = cp_reference_slice(sent->event_id),
        .schema_version = sent->schema_version,
        .type = (int)sent->type,
        .occurred_ms = sent->occurred,
        .registered_ms = sent->registered,
        .emitted_ms = sent->emitted,
        .source_seq = sent->source_seq,
        .administration = sent->administration,
        .sensitivity = sent->sensitivity,
        .complained_decision = cp_reference_slice(sent->complained_decision),
        .retracted_event_id = cp_reference_slice(sent->retracted_event_id),
        .retracted = cp_reference_slice(sent->retracted),
    };
    cp_reference_read_texts(sent, out_message->texts);
    if (sent->detail_case != CASEPULSE__V1__CASE_EVENT__DETAIL__NOT_SET) {
        cp_reference_read_detail(sent, out_message);
    }
    return cp_message_look_at_texts(out_message);
}

struct cp_reference *cp_reference_create(struct cp_decoder_rules rules)
{
    struct cp_reference *reference = cp_allocate(1, sizeof(*reference));
    reference->rules = cp_check_rules_of(rules);
    cp_arena_init(&reference->arena, CP_REFERENCE_ARENA_SIZE(CP_EVENT_VALUE_MAX));
    return reference;
}

void cp_reference_free(struct cp_reference *reference)
{
    if (reference == NULL) {
        return;
    }
    cp_arena_done(&reference->arena);
    free(reference);
}

static bool cp_reference_read_record(struct cp_arena *arena, struct cp_slice message,
                                     struct cp_record *out_record)
{
    cp_arena_reset(arena);
    if (!cp_reference_read(arena, message, &out_record->own)) {
        return false;
    }
    const struct cp_slice retracted = out_record->own.retracted;
    out_record->has_original = retracted.size > 0;
    return !out_record->has_original || cp_reference_read(arena, retracted, &out_record->original);
}

enum cp_reason cp_reference_decode(struct cp_reference *reference, const void *value,
                                   size_t value_size, const void *key, size_t key_size,
                                   struct cp_event *out_event)
{
    struct cp_record *record = &reference->record;
    struct cp_slice message = {value, value != NULL ? value_size : 0};
    record->key = (struct cp_slice){key, key != NULL ? key_size : 0};
    enum cp_reason reason = cp_framing_open(&message);
    if (reason == CP_REASON_NONE && !cp_reference_read_record(&reference->arena, message, record)) {
        reason = CP_REASON_MALFORMED_UNDECODABLE;
    }
    if (reason != CP_REASON_NONE) {
        return cp_record_refuse(reason, &reference->rules, out_event);
    }
    return cp_record_finish(record, &reference->rules, out_event);
}
