/* One message of the contract as it was sent: every field read, nothing judged. What stands behind
 * this header (message.c) is the only code that decodes protobuf; the checks in front of it are
 * about case events only.
 *
 * Threads: one at a time an arena. Owns: nothing; slices and lists lie in the arena. */
#ifndef CASEPULSE_MESSAGE_H
#define CASEPULSE_MESSAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "arena.h"
#include "text.h"

/* The texts of a message: those up to CP_TEXT_PERSONAL_END may carry no personal data, the codes
 * behind them cannot. */
enum cp_text {
    CP_TEXT_CASE_ID,
    CP_TEXT_UNIT,
    CP_TEXT_SOURCE,
    CP_TEXT_AUTHORITY,
    CP_TEXT_RELATED_CASE,
    CP_TEXT_FROM_UNIT,
    CP_TEXT_PERSONAL_END,
    CP_TEXT_SUBJECT = CP_TEXT_PERSONAL_END,
    CP_TEXT_FACET,
    CP_TEXT_END
};

/* Values of an enumeration as sent, known or not. */
struct cp_value_list {
    const int *values;
    size_t count;
};

/* The details of all types side by side; those of other types than `type` are zero. */
struct cp_message_detail {
    int type; /* enum cp_event_type that the detail belongs to; 0: none was sent */
    int64_t case_opened_ms, applied_ms, deadline_ms;
    uint32_t from_administration;
    int channel, addressee, state;
    int decision_result, reassessment_result, conclusion_result;
    int body, way, outcome, board, cause, reaction, reviewer;
    bool has_service_target, has_criticism, has_error;
    struct cp_value_list kinds, points, error_themes;
};

struct cp_message {
    struct cp_slice event_id;
    uint32_t schema_version;
    int type;
    int64_t occurred_ms, registered_ms, emitted_ms;
    uint64_t source_seq;
    uint32_t administration;
    uint32_t sensitivity;
    struct cp_slice complained_decision;
    struct cp_slice retracted_event_id;
    struct cp_slice retracted; /* a message of its own, not yet read; empty = absent */
    struct cp_slice texts[CP_TEXT_END];
    struct cp_message_detail detail;
};

/* Bytes of arena that reading `size` bytes can take at most. Smallest fields cost most: two bytes
 * of an unknown one take up to 64 bytes of protobuf-c's notes, 24 of its list of unknown fields,
 * 16 for the content, so 52 a byte; a whole event and its detail some hundred more. */
#define CP_MESSAGE_ARENA_SIZE(size) (4096 + 64 * (size))

/* False: not a message of the contract, or a text is not UTF-8. */
bool cp_message_read(struct cp_arena *arena, struct cp_slice bytes, struct cp_message *out_message);

#endif
