/* Proves at compile time that the tables of casepulse/proto/event.h number their values as the
 * contract does, so that a value crosses the door without translation. That the contract has no
 * value beside them is proven by tests/unit/proto/test_contract.c. */
#include "contract.h"

#include <assert.h>

#include "casepulse/proto/event.h"
#include "message_fields.h"

#define X(name, text)                                                                              \
    static_assert((int)CP_EVENT_##name == (int)CASEPULSE__V1__EVENT_TYPE__EVENT_TYPE_##name, text);
CP_EVENT_TYPES(X)
#undef X
#define X(name, text)                                                                              \
    static_assert((int)CP_CHANNEL_##name == (int)CASEPULSE__V1__CHANNEL__CHANNEL_##name, text);
CP_CHANNELS(X)
#undef X
#define X(name, text)                                                                              \
    static_assert((int)CP_ADDRESSEE_##name == (int)CASEPULSE__V1__ADDRESSEE__ADDRESSEE_##name,     \
                  text);
CP_ADDRESSEES(X)
#undef X
#define X(name, text)                                                                              \
    static_assert((int)CP_STATE_##name == (int)CASEPULSE__V1__STATE__STATE_##name, text);
CP_STATES(X)
#undef X
#define X(name, text)                                                                              \
    static_assert((int)CP_DECISION_##name ==                                                       \
                      (int)CASEPULSE__V1__DECISION_RESULT__DECISION_RESULT_##name,                 \
                  text);
CP_DECISION_RESULTS(X)
#undef X
#define X(name, text)                                                                              \
    static_assert(                                                                                 \
        (int)CP_KIND_##name == (int)CASEPULSE__V1__COMPLAINT_KIND__COMPLAINT_KIND_##name, text);
CP_COMPLAINT_KINDS(X)
#undef X
#define X(name, text)                                                                              \
    static_assert((int)CP_BODY_##name == (int)CASEPULSE__V1__BODY__BODY_##name, text);
CP_BODIES(X)
#undef X
#define X(name, text)                                                                              \
    static_assert((int)CP_REASSESSMENT_##name ==                                                   \
                      (int)CASEPULSE__V1__REASSESSMENT_RESULT__REASSESSMENT_RESULT_##name,         \
                  text);
CP_REASSESSMENT_RESULTS(X)
#undef X
#define X(name, text)                                                                              \
    static_assert((int)CP_CONCLUSION_##name ==                                                     \
                      (int)CASEPULSE__V1__CONCLUSION_RESULT__CONCLUSION_RESULT_##name,             \
                  text);
CP_CONCLUSION_RESULTS(X)
#undef X
#define X(name, text)                                                                              \
    static_assert((int)CP_WAY_##name == (int)CASEPULSE__V1__WAY__WAY_##name, text);
CP_WAYS(X)
#undef X
#define X(name, text)                                                                              \
    static_assert((int)CP_OUTCOME_##name == (int)CASEPULSE__V1__OUTCOME__OUTCOME_##name, text);
CP_OUTCOMES(X)
#undef X
#define X(name, text)                                                                              \
    static_assert((int)CP_BOARD_##name == (int)CASEPULSE__V1__BOARD__BOARD_##name, text);
CP_BOARDS(X)
#undef X
#define X(name, text)                                                                              \
    static_assert((int)CP_CAUSE_##name == (int)CASEPULSE__V1__CAUSE__CAUSE_##name, text);
CP_CAUSES(X)
#undef X
#define X(name, text)                                                                              \
    static_assert((int)CP_REACTION_##name == (int)CASEPULSE__V1__REACTION__REACTION_##name, text);
CP_REACTIONS(X)
#undef X
#define X(name, text)                                                                              \
    static_assert((int)CP_REVIEWER_##name == (int)CASEPULSE__V1__REVIEWER__REVIEWER_##name, text);
CP_REVIEWERS(X)
#undef X
#define X(name, text)                                                                              \
    static_assert((int)CP_THEME_##name == (int)CASEPULSE__V1__THEME__THEME_##name, text);
CP_THEMES(X)
#undef X

/* The readers take the type of a detail from its field number, encode.c writes it so. */
#define CP_DETAIL(type)                                                                            \
    static_assert(CP_DETAIL_FIELD + (int)CP_EVENT_##type ==                                        \
                      (int)CASEPULSE__V1__CASE_EVENT__DETAIL_##type,                               \
                  #type)
CP_DETAIL(INQUIRY_RECEIVED);
CP_DETAIL(CASE_OPENED);
CP_DETAIL(CASE_REOPENED);
CP_DETAIL(CASE_CLOSED);
CP_DETAIL(STATE_CHANGED);
CP_DETAIL(UNIT_CHANGED);
CP_DETAIL(DECISION_MADE);
CP_DETAIL(COMPLAINT_RECEIVED);
CP_DETAIL(COMPLAINT_REASSESSED);
CP_DETAIL(COMPLAINT_CONCLUDED);
CP_DETAIL(APPEAL_DECIDED);
CP_DETAIL(INVESTIGATION_CONCLUDED);
CP_DETAIL(AUDIT_REVIEWED);
