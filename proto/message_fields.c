#include "message_fields.h"

#include <assert.h>
#include <stddef.h>

#include "message.h"
#include "wire.h"

static_assert(CP_THEME_END <= 32 && CP_KIND_END <= 8, "a mask has no room for all values");

#define KEY(number, type) ((number)*CP_WIRE_TYPES + CP_WIRE_##type)
#define ROW(kind, end, field)                                                                      \
    {                                                                                              \
        CP_FIELD_##kind, end, (uint16_t)offsetof(struct cp_message, field)                         \
    }

#define BYTES(number, field) [KEY(number, BYTES)] = ROW(BYTES, 0, field)
#define TEXT(number, text) [KEY(number, BYTES)] = ROW(TEXT, 0, texts[CP_TEXT_##text])
#define NUMBER_32(number, field) [KEY(number, NUMBER)] = ROW(32, 0, field)
#define NUMBER_64(number, field) [KEY(number, NUMBER)] = ROW(64, 0, field)
#define DETAIL(type) [KEY(CP_DETAIL_FIELD + CP_EVENT_##type, BYTES)] = ROW(DETAIL, 0, detail)

const struct cp_message_field cp_message_fields[CP_MESSAGE_KEY_END] = {
/* clang-format off */
#define X(number, kind, wire_type, field) [KEY(number, wire_type)] = ROW(kind, 0, field),
    CP_EVENT_FIRST_FIELDS(X)
#undef X
    /* clang-format on */
    TEXT(16, AUTHORITY),
    NUMBER_32(17, sensitivity),
    TEXT(18, RELATED_CASE),
    BYTES(19, complained_decision),
    BYTES(20, retracted_event_id),
    DETAIL(INQUIRY_RECEIVED),
    DETAIL(CASE_OPENED),
    DETAIL(CASE_REOPENED),
    DETAIL(CASE_CLOSED),
    DETAIL(STATE_CHANGED),
    DETAIL(UNIT_CHANGED),
    DETAIL(DECISION_MADE),
    DETAIL(COMPLAINT_RECEIVED),
    DETAIL(COMPLAINT_REASSESSED),
    DETAIL(COMPLAINT_CONCLUDED),
    DETAIL(APPEAL_DECIDED),
    DETAIL(INVESTIGATION_CONCLUDED),
    DETAIL(AUDIT_REVIEWED),
    BYTES(34, retracted),
};

#define VALUE(number, set, field) [KEY(number, NUMBER)] = ROW(VALUE, CP_##set##_END, detail.field)
#define YES_NO(number, field)                                                                      \
    [KEY(number, NUMBER)] = ROW(YES_NO, 0, detail.field),                                          \
                 [KEY(number, FIXED64)] = ROW(YES_NO, 0, detail.field),                            \
                 [KEY(number, BYTES)] = ROW(YES_NO, 0, detail.field),                              \
                 [KEY(number, FIXED32)] = ROW(YES_NO, 0, detail.field)
#define LIST(number, set, field)                                                                   \
    [KEY(number, NUMBER)] = ROW(LIST, CP_##set##_END, detail.field),                               \
                 [KEY(number, BYTES)] = ROW(LIST_PACKED, CP_##set##_END, detail.field)
#define SET(number, set, field)                                                                    \
    [KEY(number, NUMBER)] = ROW(SET, CP_##set##_END, detail.field),                                \
                 [KEY(number, BYTES)] = ROW(SET_PACKED, CP_##set##_END, detail.field)
#define MASK(number, set, field)                                                                   \
    [KEY(number, NUMBER)] = ROW(MASK, CP_##set##_END, detail.field),                               \
                 [KEY(number, BYTES)] = ROW(MASK_PACKED, CP_##set##_END, detail.field)

const struct cp_message_field cp_message_detail_fields[CP_EVENT_TYPE_END][CP_DETAIL_KEY_END] = {
    [CP_EVENT_INQUIRY_RECEIVED] = {VALUE(1, CHANNEL, channel), VALUE(2, ADDRESSEE, addressee)},
    [CP_EVENT_CASE_REOPENED] = {NUMBER_64(1, detail.case_opened_ms)},
    [CP_EVENT_CASE_CLOSED] = {NUMBER_64(1, detail.case_opened_ms)},
    [CP_EVENT_STATE_CHANGED] = {VALUE(1, STATE, state)},
    [CP_EVENT_UNIT_CHANGED] = {TEXT(1, FROM_UNIT), NUMBER_32(2, detail.from_administration),
                               NUMBER_64(3, detail.case_opened_ms)},
    [CP_EVENT_DECISION_MADE] = {VALUE(1, DECISION, decision_result),
                                NUMBER_64(2, detail.applied_ms), NUMBER_64(3, detail.deadline_ms),
                                YES_NO(4, has_service_target)},
    [CP_EVENT_COMPLAINT_RECEIVED] = {MASK(1, KIND, kinds), VALUE(2, BODY, body),
                                     LIST(3, THEME, points)},
    [CP_EVENT_COMPLAINT_REASSESSED] = {VALUE(1, REASSESSMENT, reassessment_result)},
    [CP_EVENT_COMPLAINT_CONCLUDED] = {VALUE(1, CONCLUSION, conclusion_result),
                                      YES_NO(2, has_criticism), VALUE(3, BODY, body),
                                      VALUE(4, WAY, way)},
    [CP_EVENT_APPEAL_DECIDED] = {VALUE(1, OUTCOME, outcome), VALUE(2, BOARD, board)},
    [CP_EVENT_INVESTIGATION_CONCLUDED] = {VALUE(1, CAUSE, cause), VALUE(2, REACTION, reaction),
                                          YES_NO(3, has_error), SET(4, THEME, error_themes)},
    [CP_EVENT_AUDIT_REVIEWED] = {VALUE(1, REVIEWER, reviewer), YES_NO(2, has_error),
                                 SET(3, THEME, error_themes)},
};
