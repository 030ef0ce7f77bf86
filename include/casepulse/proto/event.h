/* One case event, as everybody right of the contract sees it: a fact of fixed size that points to
 * nothing. The dictionary of its fields is proto/casepulse/v1/case_event.proto.
 *
 * Threads: a plain value. Owns: nothing. */
#ifndef CASEPULSE_PROTO_EVENT_H
#define CASEPULSE_PROTO_EVENT_H

#include <stdbool.h>
#include <stdint.h>

#define CP_EVENT_ID_SIZE 16
#define CP_CASE_ID_MAX 36
#define CP_UNIT_MAX 36
#define CP_SOURCE_MAX 64
#define CP_POINTS_MAX 32
#define CP_THEMES_MAX 32
#define CP_EVENT_VALUE_MAX 16384 /* bytes of a record's value */
#define CP_SCHEMA_VERSION 1

/* Unit names of ours; no sender's unit can begin with an underscore. */
#define CP_UNIT_NONE "_none"
#define CP_UNIT_OTHER "_other"
#define CP_SOURCE_NONE "_none"
#define CP_SOURCE_OTHER "_other"

/* The value tables: X(NAME, "text"). The numbers are those of the contract, from 1 without a gap;
 * 0 is absent or unknown. The texts are the last part of a counter's name. */
#define CP_EVENT_TYPES(X)                                                                          \
    X(INQUIRY_RECEIVED, "inquiry_received")                                                        \
    X(CASE_OPENED, "case_opened")                                                                  \
    X(CASE_REOPENED, "case_reopened")                                                              \
    X(CASE_CLOSED, "case_closed")                                                                  \
    X(STATE_CHANGED, "state_changed")                                                              \
    X(UNIT_CHANGED, "unit_changed")                                                                \
    X(DECISION_MADE, "decision_made")                                                              \
    X(COMPLAINT_RECEIVED, "complaint_received")                                                    \
    X(COMPLAINT_REASSESSED, "complaint_reassessed")                                                \
    X(COMPLAINT_CONCLUDED, "complaint_concluded")                                                  \
    X(APPEAL_DECIDED, "appeal_decided")                                                            \
    X(INVESTIGATION_CONCLUDED, "investigation_concluded")                                          \
    X(AUDIT_REVIEWED, "audit_reviewed")                                                            \
    X(EVENT_RETRACTED, "event_retracted")

#define CP_CHANNELS(X)                                                                             \
    X(SELF_SERVICE, "self_service")                                                                \
    X(DIGITAL_POST, "digital_post")                                                                \
    X(E_MAIL, "e_mail")                                                                            \
    X(PHONE, "phone")                                                                              \
    X(DESK, "desk")                                                                                \
    X(LETTER, "letter")                                                                            \
    X(INTERNAL, "internal")

#define CP_ADDRESSEES(X)                                                                           \
    X(ADMINISTRATION, "administration")                                                            \
    X(MAYOR, "mayor")

#define CP_STATES(X)                                                                               \
    X(OPENED, "opened")                                                                            \
    X(INFORMED, "informed")                                                                        \
    X(DECIDED, "decided")                                                                          \
    X(ORDERED, "ordered")                                                                          \
    X(EXECUTED, "executed")                                                                        \
    X(CLOSED, "closed")

#define CP_DECISION_RESULTS(X)                                                                     \
    X(IN_FAVOUR, "in_favour")                                                                      \
    X(PARTLY, "partly")                                                                            \
    X(AGAINST, "against")                                                                          \
    X(ANNULLED, "annulled")

#define CP_COMPLAINT_KINDS(X)                                                                      \
    X(FORMALITY, "formality")                                                                      \
    X(MERITS, "merits")                                                                            \
    X(ACCESS, "access")

/* Who received a complaint. */
#define CP_BODIES(X)                                                                               \
    X(ADMINISTRATION, "administration")                                                            \
    X(OMBUDSMAN, "ombudsman")

#define CP_REASSESSMENT_RESULTS(X)                                                                 \
    X(MAINTAINED, "maintained")                                                                    \
    X(PARTLY_CHANGED, "partly_changed")                                                            \
    X(CHANGED, "changed")

#define CP_CONCLUSION_RESULTS(X)                                                                   \
    X(UPHELD, "upheld")                                                                            \
    X(PARTLY, "partly")                                                                            \
    X(NOT_UPHELD, "not_upheld")                                                                    \
    X(WITHDRAWN, "withdrawn")                                                                      \
    X(DISMISSED, "dismissed")

#define CP_WAYS(X)                                                                                 \
    X(REPLY, "reply")                                                                              \
    X(DIALOGUE, "dialogue")                                                                        \
    X(INVESTIGATION, "investigation")

#define CP_OUTCOMES(X)                                                                             \
    X(CHANGED, "changed")                                                                          \
    X(ANNULLED, "annulled")                                                                        \
    X(REMANDED, "remanded")                                                                        \
    X(CONFIRMED, "confirmed")                                                                      \
    X(DISMISSED, "dismissed")                                                                      \
    X(REFERRED, "referred")                                                                        \
    X(LAPSED, "lapsed")

#define CP_BOARDS(X)                                                                               \
    X(NATIONAL, "national")                                                                        \
    X(OTHER, "other")

#define CP_CAUSES(X)                                                                               \
    X(COMPLAINT, "complaint")                                                                      \
    X(OWN_INITIATIVE, "own_initiative")

#define CP_REACTIONS(X)                                                                            \
    X(NONE, "none")                                                                                \
    X(CRITICISM, "criticism")                                                                      \
    X(RECOMMENDATION, "recommendation")

#define CP_REVIEWERS(X)                                                                            \
    X(EXTERNAL_AUDITOR, "external_auditor")                                                        \
    X(INTERNAL_AUDIT, "internal_audit")                                                            \
    X(MANAGEMENT_SUPERVISION, "management_supervision")                                            \
    X(QUALITY_FOLLOWUP, "quality_followup")

#define CP_THEMES(X)                                                                               \
    X(PROCESSING_TIME, "processing_time")                                                          \
    X(MISSING_REPLY, "missing_reply")                                                              \
    X(INFORMATION, "information")                                                                  \
    X(GUIDANCE, "guidance")                                                                        \
    X(CONDUCT_SERVICE, "conduct_service")                                                          \
    X(HEARING, "hearing")                                                                          \
    X(REASONS, "reasons")                                                                          \
    X(COMPLAINT_GUIDANCE, "complaint_guidance")                                                    \
    X(CONSENT, "consent")                                                                          \
    X(ACCESS, "access")                                                                            \
    X(DECISION_CONTENT, "decision_content")                                                        \
    X(PRACTICAL_TASKS, "practical_tasks")                                                          \
    X(OTHER, "other")

/* Every value set: SET(PREFIX, TABLE, "text"). From it grow the enums below, the look-up by text
 * (proto/values.h) and the check against the generated contract. */
#define CP_VALUE_SETS(SET)                                                                         \
    SET(EVENT, CP_EVENT_TYPES, "type")                                                             \
    SET(CHANNEL, CP_CHANNELS, "channel")                                                           \
    SET(ADDRESSEE, CP_ADDRESSEES, "addressee")                                                     \
    SET(STATE, CP_STATES, "state")                                                                 \
    SET(DECISION, CP_DECISION_RESULTS, "decision_result")                                          \
    SET(KIND, CP_COMPLAINT_KINDS, "kind")                                                          \
    SET(BODY, CP_BODIES, "body")                                                                   \
    SET(REASSESSMENT, CP_REASSESSMENT_RESULTS, "reassessment_result")                              \
    SET(CONCLUSION, CP_CONCLUSION_RESULTS, "conclusion_result")                                    \
    SET(WAY, CP_WAYS, "way")                                                                       \
    SET(OUTCOME, CP_OUTCOMES, "outcome")                                                           \
    SET(BOARD, CP_BOARDS, "board")                                                                 \
    SET(CAUSE, CP_CAUSES, "cause")                                                                 \
    SET(REACTION, CP_REACTIONS, "reaction")                                                        \
    SET(REVIEWER, CP_REVIEWERS, "reviewer")                                                        \
    SET(THEME, CP_THEMES, "theme")

#define CP_VALUE(prefix, name) CP_##prefix##_##name

/* clang-format off */
enum cp_event_type {
    CP_EVENT_UNKNOWN = 0,
#define X(name, text) CP_EVENT_##name,
    CP_EVENT_TYPES(X)
#undef X
    CP_EVENT_TYPE_END
};
enum cp_channel { CP_CHANNEL_UNKNOWN = 0,
#define X(name, text) CP_CHANNEL_##name,
    CP_CHANNELS(X)
#undef X
    CP_CHANNEL_END };
enum cp_addressee { CP_ADDRESSEE_UNKNOWN = 0,
#define X(name, text) CP_ADDRESSEE_##name,
    CP_ADDRESSEES(X)
#undef X
    CP_ADDRESSEE_END };
enum cp_state { CP_STATE_UNKNOWN = 0,
#define X(name, text) CP_STATE_##name,
    CP_STATES(X)
#undef X
    CP_STATE_END };
enum cp_decision_result { CP_DECISION_UNKNOWN = 0,
#define X(name, text) CP_DECISION_##name,
    CP_DECISION_RESULTS(X)
#undef X
    CP_DECISION_END };
enum cp_complaint_kind { CP_KIND_UNKNOWN = 0,
#define X(name, text) CP_KIND_##name,
    CP_COMPLAINT_KINDS(X)
#undef X
    CP_KIND_END };
enum cp_body { CP_BODY_UNKNOWN = 0,
#define X(name, text) CP_BODY_##name,
    CP_BODIES(X)
#undef X
    CP_BODY_END };
enum cp_reassessment_result { CP_REASSESSMENT_UNKNOWN = 0,
#define X(name, text) CP_REASSESSMENT_##name,
    CP_REASSESSMENT_RESULTS(X)
#undef X
    CP_REASSESSMENT_END };
enum cp_conclusion_result { CP_CONCLUSION_UNKNOWN = 0,
#define X(name, text) CP_CONCLUSION_##name,
    CP_CONCLUSION_RESULTS(X)
#undef X
    CP_CONCLUSION_END };
enum cp_way { CP_WAY_UNKNOWN = 0,
#define X(name, text) CP_WAY_##name,
    CP_WAYS(X)
#undef X
    CP_WAY_END };
enum cp_outcome { CP_OUTCOME_UNKNOWN = 0,
#define X(name, text) CP_OUTCOME_##name,
    CP_OUTCOMES(X)
#undef X
    CP_OUTCOME_END };
enum cp_board { CP_BOARD_UNKNOWN = 0,
#define X(name, text) CP_BOARD_##name,
    CP_BOARDS(X)
#undef X
    CP_BOARD_END };
enum cp_cause { CP_CAUSE_UNKNOWN = 0,
#define X(name, text) CP_CAUSE_##name,
    CP_CAUSES(X)
#undef X
    CP_CAUSE_END };
enum cp_reaction { CP_REACTION_UNKNOWN = 0,
#define X(name, text) CP_REACTION_##name,
    CP_REACTIONS(X)
#undef X
    CP_REACTION_END };
enum cp_reviewer { CP_REVIEWER_UNKNOWN = 0,
#define X(name, text) CP_REVIEWER_##name,
    CP_REVIEWERS(X)
#undef X
    CP_REVIEWER_END };
enum cp_theme { CP_THEME_UNKNOWN = 0,
#define X(name, text) CP_THEME_##name,
    CP_THEMES(X)
#undef X
    CP_THEME_END };
/* clang-format on */

/* Sets of kinds and themes are masks: bit v stands for value v, bit 0 for an unknown one. */
#define CP_BIT(value) (UINT32_C(1) << (value))

/* A short text with its length; also NUL-terminated for printing, and NUL from there on, so that
 * equal texts are equal bytes. Empty = absent. */
struct cp_short_text {
    uint8_t size;
    char bytes[CP_UNIT_MAX + 1];
};

/* What is counted: type, place, time and the values its type carries. Values of another type are
 * zero. Enumerated values are those of the tables above, 0 = absent or unknown. */
struct cp_fact {
    int64_t occurred_ms;    /* UTC; 1990 to 2099, local */
    int64_t case_opened_ms; /* CASE_REOPENED, CASE_CLOSED, UNIT_CHANGED; CP_TIME_ABSENT if absent */
    int64_t applied_ms;     /* DECISION_MADE; date of application */
    int64_t deadline_ms;    /* DECISION_MADE */
    struct cp_short_text unit;      /* a unit's id, "_none" (absent) or "_other" (misshapen) */
    struct cp_short_text from_unit; /* UNIT_CHANGED; the same */
    uint8_t type;                   /* enum cp_event_type, never EVENT_RETRACTED */
    uint8_t administration;         /* 1 to 255 as sent, 0 = absent */
    uint8_t from_administration;    /* UNIT_CHANGED; the same */
    char subject[9];                /* "xx.xx.xx" or "" */
    char facet[4];                  /* "Kxx", one capital letter and two digits, or "" */
    uint8_t channel, addressee;     /* INQUIRY_RECEIVED */
    uint8_t state;                  /* STATE_CHANGED */
    uint8_t decision_result;        /* DECISION_MADE */
    bool has_service_target;        /* DECISION_MADE */
    uint8_t kinds;                  /* COMPLAINT_RECEIVED: mask; 0 = the set as sent is empty */
    uint8_t body;                   /* COMPLAINT_RECEIVED, COMPLAINT_CONCLUDED */
    uint8_t reassessment_result;    /* COMPLAINT_REASSESSED */
    uint8_t conclusion_result, way; /* COMPLAINT_CONCLUDED */
    bool has_criticism;             /* COMPLAINT_CONCLUDED */
    uint8_t outcome, board;         /* APPEAL_DECIDED */
    uint8_t cause, reaction;        /* INVESTIGATION_CONCLUDED */
    uint8_t reviewer;               /* AUDIT_REVIEWED */
    bool has_error;                 /* INVESTIGATION_CONCLUDED, AUDIT_REVIEWED */
    uint32_t error_themes;          /* the same: mask; 0 unless has_error */
    uint8_t point_count;            /* COMPLAINT_RECEIVED: 0 to 32 */
    uint8_t points[CP_POINTS_MAX];  /* themes in the order sent */
};

/* In optional times: absent. (1970-01-01T00:00Z itself cannot be sent: zero means absent.) */
#define CP_TIME_ABSENT INT64_C(0)

/* A checked event: `fact` is its own content, or for a retraction the content of the event that it
 * takes back. The rest always is the record's own. */
struct cp_event {
    uint8_t id[CP_EVENT_ID_SIZE];
    uint32_t content_hash; /* of the record's decoded content: another one under the same id is an
                              altered copy. Without id, registered, emitted, source_seq; kinds and
                              themes as sets, points in their order (counting rule 13). */
    uint32_t fact_hash;    /* the same of the event that counts: the record's own, or for a
                              retraction that of the event it takes back */
    uint8_t cancelled_id[CP_EVENT_ID_SIZE]; /* retractions only, else zeroes */
    bool is_retraction;
    uint32_t schema_version; /* from 1 */
    struct cp_short_text case_id;
    int64_t own_occurred_ms; /* of a retraction: when it was retracted; else = fact.occurred_ms */
    int64_t registered_ms;   /* CP_TIME_ABSENT if absent */
    int64_t emitted_ms;      /* the same */
    uint64_t source_seq;     /* from 1; 0 = absent */
    uint8_t source_size;
    char source[CP_SOURCE_MAX + 1]; /* "_none" if absent, misshapen or personal */
    /* Carried, not counted. */
    char authority[9];                             /* CVR number, 8 digits, or "" */
    uint8_t sensitivity;                           /* 1 to 4, 0 = absent */
    struct cp_short_text related_case;             /* a case id, or empty */
    uint8_t complained_decision[CP_EVENT_ID_SIZE]; /* an event id, or zeroes */
    struct cp_fact fact;
};

#endif
