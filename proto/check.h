/* The field check: the first reason, in the order of CP_REASONS, for which a decoded record cannot
 * be an event. Everything here is about one record alone; what needs memory of earlier ones
 * (duplicate, too late …) is judged elsewhere.
 *
 * Threads: any. Owns: nothing. */
#ifndef CASEPULSE_CHECK_H
#define CASEPULSE_CHECK_H

#include <stdbool.h>
#include <stdint.h>

#include "casepulse/proto/decode.h"
#include "casepulse/proto/verdict.h"
#include "message.h"

/* [from_ms, to_ms) */
struct cp_time_range {
    int64_t from_ms, to_ms;
};

struct cp_check_rules {
    struct cp_time_range occurred; /* what occurred may be */
    struct cp_time_range optional; /* other times outside it are absent */
    bool refuse_ten_digits;
};

struct cp_check_rules cp_check_rules_of(struct cp_decoder_rules rules);

struct cp_record {
    struct cp_slice key;
    struct cp_message own;
    bool has_original;
    struct cp_message original; /* the event taken back */
};

/* CP_REASON_NONE: the record is an event, or a retraction of one. */
enum cp_reason cp_record_check(const struct cp_record *record, const struct cp_check_rules *rules);

static inline bool cp_time_is_within(int64_t utc_ms, struct cp_time_range range)
{
    return utc_ms >= range.from_ms && utc_ms < range.to_ms;
}

/* A detail of the message's own type was sent; one of another type is ignored. */
static inline bool cp_message_has_detail(const struct cp_message *message)
{
    return message->detail.type == message->type;
}

#endif
