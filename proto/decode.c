#include "casepulse/proto/decode.h"

#include <stdlib.h>
#include <string.h>

#include "arena.h"
#include "casepulse/base/memory.h"
#include "check.h"
#include "content.h"
#include "fill.h"
#include "framing.h"
#include "message.h"

struct cp_decoder {
    struct cp_check_rules rules;
    struct cp_arena arena;
    struct cp_record record;
};

/* The instants of the local dates from 1 January of one year to 31 December of another. */
static struct cp_time_range cp_decoder_range(const struct cp_zone *zone, int32_t first_year,
                                             int32_t last_year)
{
    struct cp_civil from = {first_year, 1, 1};
    struct cp_civil to = {last_year + 1, 1, 1};
    return (struct cp_time_range){
        .from_ms = cp_zone_day_start_ms(zone, cp_civil_to_day(from)),
        .to_ms = cp_zone_day_start_ms(zone, cp_civil_to_day(to)),
    };
}

struct cp_decoder *cp_decoder_create(struct cp_decoder_rules rules)
{
    struct cp_decoder *decoder = cp_allocate(1, sizeof(*decoder));
    decoder->rules = (struct cp_check_rules){
        .occurred = cp_decoder_range(rules.zone, 1990, 2099),
        .optional = cp_decoder_range(rules.zone, 1900, 2199),
        .refuse_ten_digits = rules.refuse_ten_digits,
    };
    cp_arena_init(&decoder->arena, CP_MESSAGE_ARENA_SIZE(CP_EVENT_VALUE_MAX));
    return decoder;
}

void cp_decoder_free(struct cp_decoder *decoder)
{
    if (decoder == NULL) {
        return;
    }
    cp_arena_done(&decoder->arena);
    free(decoder);
}

/* Bytes to record: the message and, if there is one, the event that it takes back. */
static enum cp_reason cp_decoder_read(struct cp_decoder *decoder, struct cp_slice value,
                                      struct cp_record *out_record)
{
    struct cp_slice message;
    if (value.size == 0) {
        return CP_REASON_MALFORMED_EMPTY;
    }
    if (value.size > CP_EVENT_VALUE_MAX) {
        return CP_REASON_MALFORMED_OVERSIZED;
    }
    if (!cp_framing_strip(value, &message)) {
        return CP_REASON_MALFORMED_FRAMING;
    }
    cp_arena_reset(&decoder->arena);
    if (!cp_message_read(&decoder->arena, message, &out_record->own)) {
        return CP_REASON_MALFORMED_UNDECODABLE;
    }
    struct cp_slice retracted = out_record->own.retracted;
    out_record->has_original = retracted.size > 0;
    if (out_record->has_original &&
        !cp_message_read(&decoder->arena, retracted, &out_record->original)) {
        return CP_REASON_MALFORMED_UNDECODABLE;
    }
    return CP_REASON_NONE;
}

enum cp_reason cp_decoder_decode(struct cp_decoder *decoder, const void *value, size_t value_size,
                                 const void *key, size_t key_size, struct cp_event *out_event)
{
    struct cp_record *record = &decoder->record;
    struct cp_slice bytes = {value, value != NULL ? value_size : 0};
    record->key = (struct cp_slice){key, key != NULL ? key_size : 0};
    enum cp_reason reason = cp_decoder_read(decoder, bytes, record);
    if (reason != CP_REASON_NONE) {
        cp_event_fill_source(NULL, &decoder->rules, out_event);
        return reason;
    }
    reason = cp_record_check(record, &decoder->rules);
    if (reason != CP_REASON_NONE) {
        cp_event_fill_source(&record->own, &decoder->rules, out_event);
        return reason;
    }
    cp_event_fill(record, &decoder->rules, out_event);
    cp_content_fill(record, &decoder->rules, out_event);
    return CP_REASON_NONE;
}
