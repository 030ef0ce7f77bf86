/* One message of the contract as it was sent: every field read, nothing judged. Two readers fill
 * it: reader.h on the way of all records, reference.h to compare with; the checks behind it are
 * about case events only.
 *
 * Threads: any. Owns: nothing; slices lie in the memory that the reader says. */
#ifndef CASEPULSE_MESSAGE_H
#define CASEPULSE_MESSAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "casepulse/proto/event.h"
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

/* A value of an enumeration that is sent but not known is 0; `end` is one more than the last known.
 */
static inline uint8_t cp_value_of(uint64_t sent, uint8_t end)
{
    return sent < end ? (uint8_t)sent : 0;
}

/* Values in their order, the first of them. */
struct cp_value_list {
    uint32_t count;
    uint8_t values[CP_POINTS_MAX];
};

/* Values whose order says nothing. */
struct cp_value_set {
    uint32_t count;
    uint32_t mask; /* bit v: value v is among them */
};

static inline void cp_value_list_add(struct cp_value_list *list, uint8_t value)
{
    if (list->count < CP_POINTS_MAX) {
        list->values[list->count] = value;
    }
    list->count++;
}

static inline void cp_value_set_add(struct cp_value_set *set, uint8_t value)
{
    set->count++;
    set->mask |= CP_BIT(value);
}

/* The details of all types side by side; those of other types than `type` are zero. What is one
 * byte stands in the order of struct cp_fact, so that it can be taken over in one piece. */
struct cp_message_detail {
    int type; /* enum cp_event_type that the detail belongs to; 0: none was sent */
    uint32_t from_administration;
    int64_t case_opened_ms, applied_ms, deadline_ms;
    uint8_t channel, addressee, state;
    uint8_t decision_result;
    bool has_service_target;
    uint8_t kinds; /* a mask */
    uint8_t body, reassessment_result, conclusion_result, way;
    bool has_criticism;
    uint8_t outcome, board, cause, reaction, reviewer;
    bool has_error;
    struct cp_value_set error_themes;
    struct cp_value_list points;
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
    uint32_t shaped; /* bit t: text t has the shape that the contract gives to it */
    struct cp_message_detail detail;
};

static inline bool cp_message_is_shaped(const struct cp_message *message, enum cp_text text)
{
    return (message->shaped & CP_BIT(text)) != 0;
}

/* The one look at each text, for whoever has read a message: finds out which are shaped; false if
 * one is not UTF-8. Only those that count are looked at, so that of several the last. */
bool cp_message_look_at_texts(struct cp_message *message);

#endif
