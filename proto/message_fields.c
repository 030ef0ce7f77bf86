#include "message_fields.h"

#include <stddef.h>

#include "message.h"

/* clang-format off */
#define ROW(kind, field) {CP_FIELD_##kind, (uint16_t)offsetof(struct cp_message, field)}
#define TEXT(text) ROW(BYTES, texts[CP_TEXT_##text])
#define DETAIL(kind, field) ROW(kind, detail.field)

const struct cp_message_field cp_message_fields[CP_MESSAGE_FIELD_END] = {
    [1] = ROW(BYTES, event_id),
    [2] = ROW(32, schema_version),
    [3] = ROW(32, type),
    [4] = TEXT(CASE_ID),
    [5] = ROW(64, occurred_ms),
    [6] = ROW(32, administration),
    [7] = TEXT(UNIT),
    [8] = TEXT(SUBJECT),
    [9] = TEXT(FACET),
    [10] = ROW(64, registered_ms),
    [11] = ROW(64, emitted_ms),
    [12] = TEXT(SOURCE),
    [13] = ROW(64, source_seq),
    [16] = TEXT(AUTHORITY),
    [17] = ROW(32, sensitivity),
    [18] = TEXT(RELATED_CASE),
    [19] = ROW(BYTES, complained_decision),
    [20] = ROW(BYTES, retracted_event_id),
#define X(type) [CP_DETAIL_FIELD + CP_EVENT_##type] = ROW(DETAIL, detail)
    X(INQUIRY_RECEIVED),
    X(CASE_OPENED),
    X(CASE_REOPENED),
    X(CASE_CLOSED),
    X(STATE_CHANGED),
    X(UNIT_CHANGED),
    X(DECISION_MADE),
    X(COMPLAINT_RECEIVED),
    X(COMPLAINT_REASSESSED),
    X(COMPLAINT_CONCLUDED),
    X(APPEAL_DECIDED),
    X(INVESTIGATION_CONCLUDED),
    X(AUDIT_REVIEWED),
#undef X
    [34] = ROW(BYTES, retracted),
};

const struct cp_message_field cp_message_detail_fields[CP_EVENT_TYPE_END]
                                                      [CP_DETAIL_FIELD_END] = {
    [CP_EVENT_INQUIRY_RECEIVED] = {
        [1] = DETAIL(32, channel),
        [2] = DETAIL(32, addressee),
    },
    [CP_EVENT_CASE_REOPENED] = {
        [1] = DETAIL(64, case_opened_ms),
    },
    [CP_EVENT_CASE_CLOSED] = {
        [1] = DETAIL(64, case_opened_ms),
    },
    [CP_EVENT_STATE_CHANGED] = {
        [1] = DETAIL(32, state),
    },
    [CP_EVENT_UNIT_CHANGED] = {
        [1] = TEXT(FROM_UNIT),
        [2] = DETAIL(32, from_administration),
        [3] = DETAIL(64, case_opened_ms),
    },
    [CP_EVENT_DECISION_MADE] = {
        [1] = DETAIL(32, decision_result),
        [2] = DETAIL(64, applied_ms),
        [3] = DETAIL(64, deadline_ms),
        [4] = DETAIL(YES_NO, has_service_target),
    },
    [CP_EVENT_COMPLAINT_RECEIVED] = {
        [1] = DETAIL(VALUES, kinds),
        [2] = DETAIL(32, body),
        [3] = DETAIL(VALUES, points),
    },
    [CP_EVENT_COMPLAINT_REASSESSED] = {
        [1] = DETAIL(32, reassessment_result),
    },
    [CP_EVENT_COMPLAINT_CONCLUDED] = {
        [1] = DETAIL(32, conclusion_result),
        [2] = DETAIL(YES_NO, has_criticism),
        [3] = DETAIL(32, body),
        [4] = DETAIL(32, way),
    },
    [CP_EVENT_APPEAL_DECIDED] = {
        [1] = DETAIL(32, outcome),
        [2] = DETAIL(32, board),
    },
    [CP_EVENT_INVESTIGATION_CONCLUDED] = {
        [1] = DETAIL(32, cause),
        [2] = DETAIL(32, reaction),
        [3] = DETAIL(YES_NO, has_error),
        [4] = DETAIL(VALUES, error_themes),
    },
    [CP_EVENT_AUDIT_REVIEWED] = {
        [1] = DETAIL(32, reviewer),
        [2] = DETAIL(YES_NO, has_error),
        [3] = DETAIL(VALUES, error_themes),
    },
};
/* clang-format on */
