/* Each piece is looked at once, while it is taken over into the event; there is no message in
 * between. A doubt about anything ends the road: what it means is for the general one to say. */
#include "straight.h"

#include "casepulse/base/memory.h"
#include "content.h"
#include "fill.h"
#include "message_fields.h"
#include "personal_data.h"
#include "wire.h"

/* What any event begins with, each with one byte of key: id, version, type. */
#define CP_STRAIGHT_ID_AT 2
#define CP_STRAIGHT_VERSION_AT (CP_STRAIGHT_ID_AT + CP_EVENT_ID_SIZE)
#define CP_STRAIGHT_TYPE_AT (CP_STRAIGHT_VERSION_AT + 2)
#define CP_STRAIGHT_HEAD_SIZE (CP_STRAIGHT_TYPE_AT + 2)

struct cp_straight {
    const uint8_t *at, *end;
    const struct cp_check_rules *rules;
    struct cp_event *event;
};

static inline size_t cp_straight_left(const struct cp_straight *road)
{
    return (size_t)(road->end - road->at);
}

/* If the next field has that key, of one byte, and content: passes over the key. */
static inline bool cp_straight_is_next(struct cp_straight *road, uint32_t key)
{
    if (cp_straight_left(road) < 2 || *road->at != key) {
        return false;
    }
    road->at++;
    return true;
}

/* The same of a key of two bytes. */
static inline bool cp_straight_is_far_next(struct cp_straight *road, uint32_t key)
{
    const uint64_t bytes = (key & 0x7F) | 0x80 | key >> 7 << 8;
    if (cp_straight_left(road) < 3 || cp_word_two(road->at) != bytes) {
        return false;
    }
    road->at += 2;
    return true;
}

static inline bool cp_straight_take_small(struct cp_straight *road, uint32_t *out_value)
{
    *out_value = *road->at++;
    return *out_value < 0x80;
}

/* Any number; where fewer than eight bytes are left, the last eight of the message are taken. */
static struct cp_wire_number cp_straight_number(const uint8_t *at, const uint8_t *end)
{
    const size_t left = (size_t)(end - at);
    const size_t missing = left < CP_WORD_SIZE ? CP_WORD_SIZE - left : 0;
    const uint64_t word = cp_word_eight(at - missing) >> 8 * missing;
    uint64_t value;
    size_t size;
    if (!cp_wire_number_of(word, &value, &size) || size > left) {
        return (struct cp_wire_number){NULL, 0};
    }
    return (struct cp_wire_number){at + size, value};
}

static inline bool cp_straight_take_number(struct cp_straight *road, uint64_t *out_value)
{
    const struct cp_wire_number number = cp_straight_number(road->at, road->end);
    road->at = number.at;
    *out_value = number.value;
    return number.at != NULL;
}

static inline bool cp_straight_take_instant(struct cp_straight *road, int64_t *out_utc_ms)
{
    if (cp_straight_left(road) >= CP_WORD_SIZE && cp_wire_is_time(cp_word_eight(road->at))) {
        *out_utc_ms = (int64_t)cp_wire_time_of(cp_word_eight(road->at));
        road->at += CP_WIRE_TIME_SIZE;
        return true;
    }
    uint64_t value;
    if (!cp_straight_take_number(road, &value)) {
        return false;
    }
    *out_utc_ms = (int64_t)value;
    return true;
}

/* One that may be missing; out of range it is. */
static inline bool cp_straight_take_time(struct cp_straight *road, int64_t *out_utc_ms)
{
    int64_t sent_ms;
    if (!cp_straight_take_instant(road, &sent_ms)) {
        return false;
    }
    *out_utc_ms = cp_fill_time(sent_ms, road->rules);
    return true;
}

/* Not empty, with a length of one byte. */
static inline bool cp_straight_take_text(struct cp_straight *road, size_t size_max,
                                         struct cp_slice *out_text)
{
    const size_t size = *road->at++;
    *out_text = (struct cp_slice){road->at, size};
    if (size == 0 || size > size_max || size > cp_straight_left(road)) {
        return false;
    }
    road->at += size;
    return true;
}

static inline bool cp_straight_is_clean(const struct cp_straight *road, struct cp_slice text)
{
    return !cp_personal_data_may_be(text, road->rules->refuse_ten_digits);
}

static inline bool cp_straight_take_head(struct cp_straight *road)
{
    const uint8_t *at = road->at;
    if (cp_straight_left(road) < CP_STRAIGHT_HEAD_SIZE || at[0] != CP_FIELD_KEY(1, BYTES) ||
        at[1] != CP_EVENT_ID_SIZE || at[CP_STRAIGHT_VERSION_AT] != CP_FIELD_KEY(2, NUMBER) ||
        at[CP_STRAIGHT_TYPE_AT] != CP_FIELD_KEY(3, NUMBER)) {
        return false;
    }
    const uint8_t version = at[CP_STRAIGHT_VERSION_AT + 1];
    const uint8_t type = at[CP_STRAIGHT_TYPE_AT + 1];
    if (version == 0 || version > CP_SCHEMA_VERSION || type == 0 || type == CP_EVENT_UNIT_CHANGED ||
        type >= CP_EVENT_EVENT_RETRACTED) {
        return false;
    }
    cp_clear(road->event, sizeof(*road->event));
    memcpy(road->event->id, at + CP_STRAIGHT_ID_AT, CP_EVENT_ID_SIZE);
    road->event->schema_version = version;
    road->event->fact.type = type;
    road->at += CP_STRAIGHT_HEAD_SIZE;
    return true;
}

static inline bool cp_straight_take_case(struct cp_straight *road)
{
    struct cp_event *event = road->event;
    struct cp_slice case_id;
    if (!cp_straight_is_next(road, CP_FIELD_KEY(4, BYTES)) ||
        !cp_straight_take_text(road, CP_CASE_ID_MAX, &case_id) ||
        (cp_text_bits(case_id) & CP_WORD_EACH(0x80)) != 0 || !cp_straight_is_clean(road, case_id)) {
        return false;
    }
    int64_t occurred_ms;
    if (!cp_straight_is_next(road, CP_FIELD_KEY(5, NUMBER)) ||
        !cp_straight_take_instant(road, &occurred_ms) ||
        !cp_time_is_within(occurred_ms, road->rules->occurred)) {
        return false;
    }
    cp_fill_short_text(case_id, &event->case_id);
    event->own_occurred_ms = occurred_ms;
    event->fact.occurred_ms = occurred_ms;
    return true;
}

static inline bool cp_straight_take_place(struct cp_straight *road)
{
    struct cp_fact *fact = &road->event->fact;
    struct cp_slice unit = cp_fill_literal(CP_UNIT_NONE);
    if (cp_straight_is_next(road, CP_FIELD_KEY(6, NUMBER))) {
        uint32_t administration;
        if (!cp_straight_take_small(road, &administration)) {
            return false;
        }
        fact->administration = (uint8_t)administration;
    }
    if (cp_straight_is_next(road, CP_FIELD_KEY(7, BYTES)) &&
        (!cp_straight_take_text(road, CP_UNIT_MAX, &unit) || !cp_text_is_unit(unit) ||
         !cp_straight_is_clean(road, unit))) {
        return false;
    }
    cp_fill_short_text(unit, &fact->unit);
    return true;
}

static inline bool cp_straight_take_subject(struct cp_straight *road)
{
    struct cp_fact *fact = &road->event->fact;
    struct cp_slice text;
    if (cp_straight_is_next(road, CP_FIELD_KEY(8, BYTES))) {
        if (!cp_straight_take_text(road, CP_SUBJECT_SIZE, &text) || !cp_text_is_subject(text)) {
            return false;
        }
        memcpy(fact->subject, text.bytes, CP_SUBJECT_SIZE);
    }
    if (cp_straight_is_next(road, CP_FIELD_KEY(9, BYTES))) {
        if (!cp_straight_take_text(road, CP_FACET_SIZE, &text) || !cp_text_is_facet(text)) {
            return false;
        }
        memcpy(fact->facet, text.bytes, CP_FACET_SIZE);
    }
    return true;
}

/* When it was sent, and by whom. */
static inline bool cp_straight_take_sender(struct cp_straight *road)
{
    struct cp_event *event = road->event;
    struct cp_slice source = cp_fill_literal(CP_SOURCE_NONE);
    if ((cp_straight_is_next(road, CP_FIELD_KEY(10, NUMBER)) &&
         !cp_straight_take_time(road, &event->registered_ms)) ||
        (cp_straight_is_next(road, CP_FIELD_KEY(11, NUMBER)) &&
         !cp_straight_take_time(road, &event->emitted_ms))) {
        return false;
    }
    if (cp_straight_is_next(road, CP_FIELD_KEY(12, BYTES)) &&
        (!cp_straight_take_text(road, CP_SOURCE_MAX, &source) ||
         !cp_text_is_printable_ascii(source) || !cp_straight_is_clean(road, source))) {
        return false;
    }
    cp_fill_source(source, event);
    return !cp_straight_is_next(road, CP_FIELD_KEY(13, NUMBER)) ||
           cp_straight_take_number(road, &event->source_seq);
}

static inline bool cp_straight_take_carried(struct cp_straight *road)
{
    if (cp_straight_is_far_next(road, CP_FIELD_KEY(16, BYTES))) {
        struct cp_slice authority;
        if (!cp_straight_take_text(road, CP_AUTHORITY_SIZE, &authority) ||
            !cp_text_is_authority(authority)) {
            return false;
        }
        memcpy(road->event->authority, authority.bytes, CP_AUTHORITY_SIZE);
    }
    if (cp_straight_is_far_next(road, CP_FIELD_KEY(17, NUMBER))) {
        uint32_t sensitivity;
        if (!cp_straight_take_small(road, &sensitivity) || sensitivity > CP_SENSITIVITY_MAX) {
            return false;
        }
        road->event->sensitivity = (uint8_t)sensitivity;
    }
    return true;
}

/* A value, a yes or no, or a time of a detail; where it goes in the fact, the reader's table tells.
 */
static inline bool cp_straight_take_detail_field(struct cp_straight *road, uint32_t key)
{
    struct cp_fact *fact = &road->event->fact;
    const struct cp_message_field row = cp_message_detail_fields[fact->type][key];
    if (row.kind == CP_FIELD_64) {
        const size_t at = row.at - offsetof(struct cp_message, detail.case_opened_ms);
        return cp_straight_take_time(road, &fact->case_opened_ms + at / sizeof(int64_t));
    }
    uint32_t sent;
    const bool is_yes_no = row.kind == CP_FIELD_YES_NO && key % CP_WIRE_TYPES == CP_WIRE_NUMBER;
    if ((row.kind != CP_FIELD_VALUE && !is_yes_no) || !cp_straight_take_small(road, &sent)) {
        return false;
    }
    const size_t at = row.at - offsetof(struct cp_message, detail.channel);
    (&fact->channel)[at] = is_yes_no ? sent != 0 : cp_value_of(sent, row.end);
    return true;
}

/* The last field, if it is there at all. */
static inline bool cp_straight_take_detail(struct cp_straight *road)
{
    const uint32_t type = road->event->fact.type;
    if (road->at == road->end) {
        return true;
    }
    uint32_t size;
    if (!cp_straight_is_far_next(road, CP_FIELD_KEY(CP_DETAIL_FIELD + type, BYTES)) ||
        !cp_straight_take_small(road, &size) || size != cp_straight_left(road)) {
        return false;
    }
    while (cp_straight_left(road) >= 2) {
        const uint8_t key = *road->at++;
        if (key >= CP_DETAIL_KEY_END || !cp_straight_take_detail_field(road, key)) {
            return false;
        }
    }
    return road->at == road->end;
}

bool cp_straight_decode(struct cp_slice message, struct cp_slice key,
                        const struct cp_check_rules *rules, struct cp_event *out_event)
{
    struct cp_straight road = {message.bytes, message.bytes + message.size, rules, out_event};
    if (!cp_straight_take_head(&road) || !cp_straight_take_case(&road) ||
        !cp_straight_take_place(&road) || !cp_straight_take_subject(&road) ||
        !cp_straight_take_sender(&road) || !cp_straight_take_carried(&road) ||
        !cp_straight_take_detail(&road) || !cp_straight_is_clean(&road, key)) {
        return false;
    }
    cp_content_fill_own(out_event);
    return true;
}
