/* Every record read gets exactly one verdict, and each refusal one reason: the closed table shared
 * by the books, the key `refused`, the log and the figures' documentation.
 *
 * Threads: any. */
#ifndef CASEPULSE_PROTO_VERDICT_H
#define CASEPULSE_PROTO_VERDICT_H

/* X(NAME, "text"), in the order of the books. */
#define CP_VERDICTS(X)                                                                             \
    X(COUNTED, "counted")                                                                          \
    X(RETRACTED, "retracted")                                                                      \
    X(DUPLICATE, "duplicate")                                                                      \
    X(CONFLICT, "conflict")                                                                        \
    X(MALFORMED, "malformed")                                                                      \
    X(UNSUPPORTED, "unsupported")                                                                  \
    X(TOO_LATE, "too_late")                                                                        \
    X(TOO_FAR_AHEAD, "too_far_ahead")

enum cp_verdict {
#define X(name, text) CP_VERDICT_##name,
    CP_VERDICTS(X)
#undef X
        CP_VERDICT_COUNT
};

/* X(VERDICT, NAME, "reason", "what it means and what is allowed"), in order of precedence: the
 * first that fits is the record's. */
#define CP_REASONS(X)                                                                              \
    X(MALFORMED, EMPTY, "empty", "the record has no value or an empty one")                        \
    X(MALFORMED, OVERSIZED, "oversized", "the value is longer than 16,384 bytes")                  \
    X(MALFORMED, FRAMING, "framing",                                                               \
      "the value begins with 0x00 but not with a Confluent header for message 0")                  \
    X(MALFORMED, UNDECODABLE, "undecodable",                                                       \
      "the value is no valid protobuf message, or a text in it is not UTF-8")                      \
    X(MALFORMED, EVENT_ID, "event_id", "event_id is missing or not 16 bytes")                      \
    X(MALFORMED, VERSION, "schema_version", "schema_version is missing; it begins at 1")           \
    X(MALFORMED, TYPE, "type", "type is missing (0)")                                              \
    X(MALFORMED, CASE_ID, "case_id", "case_id is missing or longer than 36 bytes")                 \
    X(MALFORMED, OCCURRED, "occurred", "occurred is missing or not within 1990 to 2099")           \
    X(UNSUPPORTED, NEW_VERSION, "schema_version", "schema_version is newer than this program")     \
    X(MALFORMED, POINTS, "points", "more than 32 points or themes")                                \
    X(MALFORMED, SENDER, "from_unit", "a move names neither from_unit nor from_administration")    \
    X(MALFORMED, PERSONAL_DATA, "personal_data",                                                   \
      "a text or the key looks like a national id number")                                         \
    X(MALFORMED, NO_ORIGINAL, "retracted",                                                         \
      "a retraction without the event it takes back, or without that one's id of 16 bytes")        \
    X(MALFORMED, RECURSIVE, "retracted_type", "a retraction of a retraction")                      \
    X(MALFORMED, OTHER_ID, "retracted_id", "the event taken back carries another id")              \
    X(MALFORMED, ORIGINAL, "retracted_event", "the event taken back is itself malformed")          \
    X(UNSUPPORTED, NEW_TYPE, "type", "type is unknown to this program")                            \
    X(UNSUPPORTED, ORIGINAL_TYPE, "retracted_event",                                               \
      "the event taken back is of an unknown type or a newer schema_version")                      \
    X(TOO_LATE, ARRIVAL, "arrival",                                                                \
      "arrived more than the horizon before the latest record of its partition")                   \
    X(DUPLICATE, SAME, "same", "sent again: its id, or what it takes back, is known already")      \
    X(DUPLICATE, ALTERED, "altered",                                                               \
      "sent again with other content; the first one stands, it is not counted")                    \
    X(TOO_FAR_AHEAD, AHEAD, "ahead", "occurred later than its arrival plus the allowed skew")      \
    X(TOO_LATE, DATE, "date", "its date is more than history_days before its arrival")             \
    X(CONFLICT, CONTRADICTS, "contradicts",                                                        \
      "the event taken back is known with other content; nothing is taken back")                   \
    X(CONFLICT, SET_ASIDE, "set_aside",                                                            \
      "the event taken back was only set aside as too far ahead; nothing is taken back")

enum cp_reason {
    CP_REASON_NONE = 0, /* no refusal */
#define X(verdict, name, text, meaning) CP_REASON_##verdict##_##name,
    CP_REASONS(X)
#undef X
        CP_REASON_END
};

/* The books' name of a verdict; static storage. */
const char *cp_verdict_text(enum cp_verdict verdict);

/* The verdict that a reason (not NONE) belongs to. */
enum cp_verdict cp_reason_verdict(enum cp_reason reason);

/* "<verdict>.<reason>", the field of the key `refused`; static storage. */
const char *cp_reason_field(enum cp_reason reason);

/* What the reason means and what is allowed, one line; static storage. */
const char *cp_reason_meaning(enum cp_reason reason);

#endif
