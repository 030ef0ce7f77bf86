/* The way out: an event's facts put into the contract's message, its detail by type. A retraction
 * is packed twice, since the event it takes back is a field of bytes here. */
#include "casepulse/proto/encode.h"

#include <string.h>

#include "casepulse/base/assert.h"
#include "contract.h"
#include "message_fields.h"

union cp_outgoing_detail {
    Casepulse__V1__InquiryReceived inquiry_received;
    Casepulse__V1__CaseOpened case_opened;
    Casepulse__V1__CaseReopened case_reopened;
    Casepulse__V1__CaseClosed case_closed;
    Casepulse__V1__StateChanged state_changed;
    Casepulse__V1__UnitChanged unit_changed;
    Casepulse__V1__DecisionMade decision_made;
    Casepulse__V1__ComplaintReceived complaint_received;
    Casepulse__V1__ComplaintReassessed complaint_reassessed;
    Casepulse__V1__ComplaintConcluded complaint_concluded;
    Casepulse__V1__AppealDecided appeal_decided;
    Casepulse__V1__InvestigationConcluded investigation_concluded;
    Casepulse__V1__AuditReviewed audit_reviewed;
};

/* A message and what it points to while it is packed. */
struct cp_outgoing {
    Casepulse__V1__CaseEvent message;
    union cp_outgoing_detail detail;
    int kinds[CP_KIND_END];
    int themes[CP_POINTS_MAX];
};

/* protobuf-c's structs have no const; packing does not write. */
static ProtobufCBinaryData cp_encode_bytes(const void *data, size_t size)
{
    return (ProtobufCBinaryData){.len = size, .data = (uint8_t *)(uintptr_t)data};
}

static ProtobufCBinaryData cp_encode_text(const char *text)
{
    return cp_encode_bytes(text, strlen(text));
}

/* Our own names for absent and misshapen ones are not the sender's to use. */
static ProtobufCBinaryData cp_encode_unit(const struct cp_short_text *unit)
{
    return cp_encode_bytes(unit->bytes, unit->bytes[0] == '_' ? 0 : unit->size);
}

static ProtobufCBinaryData cp_encode_id(const uint8_t id[CP_EVENT_ID_SIZE])
{
    static const uint8_t absent[CP_EVENT_ID_SIZE];
    bool is_absent = memcmp(id, absent, sizeof(absent)) == 0;
    return cp_encode_bytes(id, is_absent ? 0 : CP_EVENT_ID_SIZE);
}

/* The values of a mask; bit 0, "unknown", goes out as 0, which is read as unknown again. */
static size_t cp_encode_mask(uint32_t mask, int end, int *out_values)
{
    size_t count = 0;
    for (int value = 0; value < end; value++) {
        if ((mask & CP_BIT(value)) != 0) {
            out_values[count++] = value;
        }
    }
    return count;
}

static void cp_encode_case_detail(const struct cp_fact *fact, struct cp_outgoing *out)
{
    union cp_outgoing_detail *detail = &out->detail;
    switch (fact->type) {
    case CP_EVENT_INQUIRY_RECEIVED:
        casepulse__v1__inquiry_received__init(&detail->inquiry_received);
        detail->inquiry_received.channel = fact->channel;
        detail->inquiry_received.addressee = fact->addressee;
        break;
    case CP_EVENT_CASE_OPENED:
        casepulse__v1__case_opened__init(&detail->case_opened);
        break;
    case CP_EVENT_CASE_REOPENED:
        casepulse__v1__case_reopened__init(&detail->case_reopened);
        detail->case_reopened.case_opened = fact->case_opened_ms;
        break;
    case CP_EVENT_CASE_CLOSED:
        casepulse__v1__case_closed__init(&detail->case_closed);
        detail->case_closed.case_opened = fact->case_opened_ms;
        break;
    case CP_EVENT_STATE_CHANGED:
        casepulse__v1__state_changed__init(&detail->state_changed);
        detail->state_changed.state = fact->state;
        break;
    case CP_EVENT_UNIT_CHANGED:
        casepulse__v1__unit_changed__init(&detail->unit_changed);
        detail->unit_changed.from_unit = cp_encode_unit(&fact->from_unit);
        detail->unit_changed.from_administration = fact->from_administration;
        detail->unit_changed.case_opened = fact->case_opened_ms;
        break;
    case CP_EVENT_DECISION_MADE:
        casepulse__v1__decision_made__init(&detail->decision_made);
        detail->decision_made.result = fact->decision_result;
        detail->decision_made.applied = fact->applied_ms;
        detail->decision_made.deadline = fact->deadline_ms;
        detail->decision_made.service_target = fact->has_service_target;
        break;
    default:
        break;
    }
}

static void cp_encode_complaint(const struct cp_fact *fact, struct cp_outgoing *out)
{
    Casepulse__V1__ComplaintReceived *complaint = &out->detail.complaint_received;
    casepulse__v1__complaint_received__init(complaint);
    complaint->n_kinds = cp_encode_mask(fact->kinds, CP_KIND_END, out->kinds);
    complaint->kinds = (Casepulse__V1__ComplaintKind *)out->kinds;
    complaint->body = fact->body;
    CP_ASSERT(fact->point_count <= CP_POINTS_MAX);
    for (size_t i = 0; i < fact->point_count; i++) {
        out->themes[i] = fact->points[i];
    }
    complaint->n_points = fact->point_count;
    complaint->points = (Casepulse__V1__Theme *)out->themes;
}

static void cp_encode_control_detail(const struct cp_fact *fact, struct cp_outgoing *out)
{
    union cp_outgoing_detail *detail = &out->detail;
    size_t theme_count = cp_encode_mask(fact->error_themes, CP_THEME_END, out->themes);
    switch (fact->type) {
    case CP_EVENT_COMPLAINT_REASSESSED:
        casepulse__v1__complaint_reassessed__init(&detail->complaint_reassessed);
        detail->complaint_reassessed.result = fact->reassessment_result;
        break;
    case CP_EVENT_COMPLAINT_CONCLUDED:
        casepulse__v1__complaint_concluded__init(&detail->complaint_concluded);
        detail->complaint_concluded.result = fact->conclusion_result;
        detail->complaint_concluded.criticism = fact->has_criticism;
        detail->complaint_concluded.body = fact->body;
        detail->complaint_concluded.way = fact->way;
        break;
    case CP_EVENT_APPEAL_DECIDED:
        casepulse__v1__appeal_decided__init(&detail->appeal_decided);
        detail->appeal_decided.outcome = fact->outcome;
        detail->appeal_decided.board = fact->board;
        break;
    case CP_EVENT_INVESTIGATION_CONCLUDED:
        casepulse__v1__investigation_concluded__init(&detail->investigation_concluded);
        detail->investigation_concluded.cause = fact->cause;
        detail->investigation_concluded.reaction = fact->reaction;
        detail->investigation_concluded.error = fact->has_error;
        detail->investigation_concluded.n_error_themes = theme_count;
        detail->investigation_concluded.error_themes = (Casepulse__V1__Theme *)out->themes;
        break;
    case CP_EVENT_AUDIT_REVIEWED:
        casepulse__v1__audit_reviewed__init(&detail->audit_reviewed);
        detail->audit_reviewed.reviewer = fact->reviewer;
        detail->audit_reviewed.error = fact->has_error;
        detail->audit_reviewed.n_error_themes = theme_count;
        detail->audit_reviewed.error_themes = (Casepulse__V1__Theme *)out->themes;
        break;
    default:
        break;
    }
}

static void cp_encode_fact(const struct cp_fact *fact, struct cp_outgoing *out)
{
    Casepulse__V1__CaseEvent *message = &out->message;
    CP_ASSERT(fact->type < CP_EVENT_EVENT_RETRACTED);
    message->type = fact->type;
    message->occurred = fact->occurred_ms;
    message->administration = fact->administration;
    message->unit = cp_encode_unit(&fact->unit);
    message->subject = cp_encode_text(fact->subject);
    message->facet = cp_encode_text(fact->facet);
    if (fact->type == CP_EVENT_COMPLAINT_RECEIVED) {
        cp_encode_complaint(fact, out);
    } else {
        cp_encode_case_detail(fact, out);
        cp_encode_control_detail(fact, out);
    }
    /* The numbers of types and details go together (contract.c); a pointer to any is one to all. */
    message->detail_case = (Casepulse__V1__CaseEvent__DetailCase)(CP_DETAIL_FIELD + fact->type);
    message->inquiry_received = &out->detail.inquiry_received;
}

static size_t cp_encode_pack(const Casepulse__V1__CaseEvent *message, unsigned char *out_bytes)
{
    CP_ASSERT(casepulse__v1__case_event__get_packed_size(message) <= CP_EVENT_ENCODED_MAX);
    return casepulse__v1__case_event__pack(message, out_bytes);
}

/* What a record carries beside what is counted. */
static void cp_encode_carried(const struct cp_event *event, Casepulse__V1__CaseEvent *message)
{
    const bool has_source = strcmp(event->source, CP_SOURCE_NONE) != 0;
    message->schema_version = event->schema_version;
    message->case_id = cp_encode_bytes(event->case_id.bytes, event->case_id.size);
    message->source = cp_encode_bytes(event->source, has_source ? event->source_size : 0);
    message->authority = cp_encode_text(event->authority);
    message->sensitivity = event->sensitivity;
    message->related_case = cp_encode_bytes(event->related_case.bytes, event->related_case.size);
    message->complained_decision = cp_encode_id(event->complained_decision);
}

/* The event taken back, under the cancelled id: the same case and source, so that its content is
 * the original's to the letter. */
static size_t cp_encode_retracted(const struct cp_event *event, unsigned char *out_bytes)
{
    struct cp_outgoing out;
    casepulse__v1__case_event__init(&out.message);
    cp_encode_fact(&event->fact, &out);
    cp_encode_carried(event, &out.message);
    out.message.event_id = cp_encode_id(event->cancelled_id);
    return cp_encode_pack(&out.message, out_bytes);
}

size_t cp_event_encode(const struct cp_event *event, unsigned char *out_bytes)
{
    struct cp_outgoing out;
    unsigned char retracted[CP_EVENT_ENCODED_MAX];
    Casepulse__V1__CaseEvent *message = &out.message;
    casepulse__v1__case_event__init(message);
    if (event->is_retraction) {
        size_t retracted_size = cp_encode_retracted(event, retracted);
        message->type = CASEPULSE__V1__EVENT_TYPE__EVENT_TYPE_EVENT_RETRACTED;
        message->occurred = event->own_occurred_ms;
        message->retracted_event_id = cp_encode_bytes(event->cancelled_id, CP_EVENT_ID_SIZE);
        message->retracted = cp_encode_bytes(retracted, retracted_size);
    } else {
        cp_encode_fact(&event->fact, &out);
    }
    cp_encode_carried(event, message);
    message->event_id = cp_encode_bytes(event->id, CP_EVENT_ID_SIZE);
    message->registered = event->registered_ms;
    message->emitted = event->emitted_ms;
    message->source_seq = event->source_seq;
    return cp_encode_pack(message, out_bytes);
}
