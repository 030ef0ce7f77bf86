#include "casepulse/proto/decode.h"

#include <stdlib.h>

#include "casepulse/base/memory.h"
#include "check.h"
#include "framing.h"
#include "message_fields.h"
#include "reader.h"
#include "record.h"
#include "straight.h"
#include "wire.h"

struct cp_decoder {
    struct cp_check_rules rules;
    struct cp_record record;
    struct cp_event straight; /* being made: a refusal leaves the caller's alone */
};

struct cp_decoder *cp_decoder_create(struct cp_decoder_rules rules)
{
    struct cp_decoder *decoder = cp_allocate(1, sizeof(*decoder));
    decoder->rules = cp_check_rules_of(rules);
    return decoder;
}

void cp_decoder_free(struct cp_decoder *decoder)
{
    free(decoder);
}

static inline bool cp_decoder_go_straight(struct cp_decoder *decoder, struct cp_slice message,
                                          struct cp_slice key, struct cp_event *out_event)
{
    if (!cp_straight_decode(message, key, &decoder->rules, &decoder->straight)) {
        return false;
    }
    cp_copy(out_event, &decoder->straight, sizeof(*out_event));
    return true;
}

/* The message and, if there is one, the event that it takes back. */
static bool cp_decoder_read(struct cp_slice message, struct cp_record *out_record)
{
    if (!cp_message_read(message, &out_record->own)) {
        return false;
    }
    const struct cp_slice retracted = out_record->own.retracted;
    out_record->has_original = retracted.size > 0;
    return !out_record->has_original || cp_message_read(retracted, &out_record->original);
}

/* The general road, and the straight one once more if there was an envelope. Never part of its
 * caller, who would save registers for it with each record. */
static enum cp_reason cp_decoder_take(struct cp_decoder *decoder, struct cp_slice value,
                                      struct cp_slice key, struct cp_event *out_event)
    __attribute__((noinline));

static enum cp_reason cp_decoder_take(struct cp_decoder *decoder, struct cp_slice value,
                                      struct cp_slice key, struct cp_event *out_event)
{
    struct cp_record *record = &decoder->record;
    struct cp_slice message = value;
    record->key = key;
    enum cp_reason reason = cp_framing_open(&message);
    if (reason == CP_REASON_NONE && message.size < value.size &&
        cp_decoder_go_straight(decoder, message, key, out_event)) {
        return CP_REASON_NONE;
    }
    if (reason == CP_REASON_NONE && !cp_decoder_read(message, record)) {
        reason = CP_REASON_MALFORMED_UNDECODABLE;
    }
    if (reason != CP_REASON_NONE) {
        return cp_record_refuse(reason, &decoder->rules, out_event);
    }
    return cp_record_finish(record, &decoder->rules, out_event);
}

enum cp_reason cp_decoder_decode(struct cp_decoder *decoder, const void *value, size_t value_size,
                                 const void *key, size_t key_size, struct cp_event *out_event)
{
    const struct cp_slice message = {value, value != NULL ? value_size : 0};
    const struct cp_slice own_key = {key, key != NULL ? key_size : 0};
    if (message.size <= CP_EVENT_VALUE_MAX &&
        cp_decoder_go_straight(decoder, message, own_key, out_event)) {
        return CP_REASON_NONE;
    }
    return cp_decoder_take(decoder, message, own_key, out_event);
}

const uint8_t *cp_decoder_glance_at_id(const void *value, size_t value_size)
{
    const uint8_t *bytes = value;
    const bool is_framed = value_size > CP_FRAMING_USUAL_SIZE && bytes[0] == 0x00;
    const size_t begin = is_framed ? CP_FRAMING_USUAL_SIZE : 0;
    if (value_size < begin + 2 + CP_EVENT_ID_SIZE || bytes[begin] != CP_FIELD_KEY(1, BYTES) ||
        bytes[begin + 1] != CP_EVENT_ID_SIZE) {
        return NULL;
    }
    return bytes + begin + 2;
}
