/* No encoder makes what is made here, so a few fields are written by hand, behind those of a sound
 * record: of a field that comes twice readers take the last. Numbers are those of
 * proto/casepulse/v1/case_event.proto; that each way leads to its reason is tested. */
#include "generate_damage.h"

#include <string.h>

#include "casepulse/base/assert.h"

enum cp_wire_field {
    CP_WIRE_EVENT_ID = 1,
    CP_WIRE_VERSION = 2,
    CP_WIRE_TYPE = 3,
    CP_WIRE_CASE_ID = 4,
    CP_WIRE_OCCURRED = 5,
    CP_WIRE_UNIT = 7,
    CP_WIRE_UNKNOWN = 1000,
    CP_WIRE_RETRACTED_ID = 20,
    CP_WIRE_MOVE = 26,
    CP_WIRE_COMPLAINT = 28,
    CP_WIRE_RETRACTED = 34,
    CP_WIRE_COMPLAINT_POINTS = 3
};

#define CP_YEAR_2101_MS INT64_C(4133980800000)

static void cp_wire_byte(struct cp_damage *damage, unsigned byte)
{
    CP_ASSERT(damage->size < CP_DAMAGE_SIZE);
    damage->bytes[damage->size++] = (unsigned char)byte;
}

static void cp_wire_varint(struct cp_damage *damage, uint64_t value)
{
    for (; value >= 0x80; value >>= 7) {
        cp_wire_byte(damage, (unsigned)(value & 0x7F) | 0x80u);
    }
    cp_wire_byte(damage, (unsigned)value);
}

static void cp_wire_number(struct cp_damage *damage, enum cp_wire_field field, uint64_t value)
{
    cp_wire_varint(damage, (uint64_t)field << 3);
    cp_wire_varint(damage, value);
}

static void cp_wire_bytes(struct cp_damage *damage, enum cp_wire_field field, const void *bytes,
                          size_t size)
{
    cp_wire_varint(damage, (uint64_t)field << 3 | 2);
    cp_wire_varint(damage, size);
    CP_ASSERT(size <= CP_DAMAGE_SIZE - damage->size);
    memcpy(damage->bytes + damage->size, bytes, size);
    damage->size += size;
}

static void cp_damage_empty(struct cp_damage *damage)
{
    damage->size = 0;
}

static void cp_damage_none(struct cp_damage *damage)
{
    damage->size = 0;
    damage->is_null = true;
}

static void cp_damage_oversized(struct cp_damage *damage)
{
    static const char filling[CP_EVENT_VALUE_MAX];
    cp_wire_bytes(damage, CP_WIRE_UNKNOWN, filling, sizeof(filling));
}

static void cp_damage_framing(struct cp_damage *damage)
{
    damage->bytes[0] = 0;
    damage->size = 4; /* a Confluent header cut short */
}

static void cp_damage_cut(struct cp_damage *damage)
{
    damage->size--;
}

static void cp_damage_garbage(struct cp_damage *damage)
{
    memset(damage->bytes, 0xFF, damage->size);
}

static void cp_damage_not_text(struct cp_damage *damage)
{
    cp_wire_bytes(damage, CP_WIRE_UNIT, "BIF\xE6", 4); /* Latin-1 sent as UTF-8 */
}

static void cp_damage_short_id(struct cp_damage *damage)
{
    cp_wire_bytes(damage, CP_WIRE_EVENT_ID, damage->event.id, CP_EVENT_ID_SIZE - 1);
}

static void cp_damage_no_version(struct cp_damage *damage)
{
    cp_wire_number(damage, CP_WIRE_VERSION, 0);
}

static void cp_damage_no_type(struct cp_damage *damage)
{
    cp_wire_number(damage, CP_WIRE_TYPE, 0);
}

static void cp_damage_no_case(struct cp_damage *damage)
{
    cp_wire_bytes(damage, CP_WIRE_CASE_ID, "", 0);
}

static void cp_damage_long_case(struct cp_damage *damage)
{
    char text[CP_CASE_ID_MAX + 1];
    memset(text, 'S', sizeof(text));
    cp_wire_bytes(damage, CP_WIRE_CASE_ID, text, sizeof(text));
}

static void cp_damage_no_time(struct cp_damage *damage)
{
    cp_wire_number(damage, CP_WIRE_OCCURRED, 0);
}

static void cp_damage_far_time(struct cp_damage *damage)
{
    cp_wire_number(damage, CP_WIRE_OCCURRED, CP_YEAR_2101_MS);
}

static void cp_damage_new_version(struct cp_damage *damage)
{
    cp_wire_number(damage, CP_WIRE_VERSION, CP_SCHEMA_VERSION + 1);
}

static void cp_damage_points(struct cp_damage *damage)
{
    unsigned char detail[2 + CP_POINTS_MAX + 1];
    memset(detail, CP_THEME_OTHER, sizeof(detail));
    detail[0] = CP_WIRE_COMPLAINT_POINTS << 3 | 2;
    detail[1] = CP_POINTS_MAX + 1;
    cp_wire_number(damage, CP_WIRE_TYPE, CP_EVENT_COMPLAINT_RECEIVED);
    cp_wire_bytes(damage, CP_WIRE_COMPLAINT, detail, sizeof(detail));
}

static void cp_damage_sender(struct cp_damage *damage)
{
    cp_wire_number(damage, CP_WIRE_TYPE, CP_EVENT_UNIT_CHANGED);
    cp_wire_bytes(damage, CP_WIRE_MOVE, "", 0);
}

/* The shape of a national id number, on a date of which none was ever given out. */
static void cp_damage_personal(struct cp_damage *damage)
{
    static const char number[] = "010100-0000";
    memcpy(damage->event.case_id.bytes, number, sizeof(number));
    damage->event.case_id.size = sizeof(number) - 1;
    damage->size = cp_event_encode(&damage->event, damage->bytes);
}

static void cp_damage_no_original(struct cp_damage *damage)
{
    cp_wire_number(damage, CP_WIRE_TYPE, CP_EVENT_EVENT_RETRACTED);
}

/* A retraction whose original is sound but for what the fields say. */
struct cp_damage_original {
    uint64_t id_size, version, type, case_id_size;
};

static void cp_damage_retract(struct cp_damage *damage, struct cp_damage_original original)
{
    static const uint8_t cancelled_id[CP_EVENT_ID_SIZE] = "cancelled event";
    static const uint8_t other_id[CP_EVENT_ID_SIZE] = "another event..";
    struct cp_damage inner = {.size = 0};
    const bool is_same = original.id_size == CP_EVENT_ID_SIZE;
    cp_wire_bytes(&inner, CP_WIRE_EVENT_ID, is_same ? cancelled_id : other_id, CP_EVENT_ID_SIZE);
    cp_wire_number(&inner, CP_WIRE_VERSION, original.version);
    cp_wire_number(&inner, CP_WIRE_TYPE, original.type);
    cp_wire_bytes(&inner, CP_WIRE_CASE_ID, damage->event.case_id.bytes, original.case_id_size);
    cp_wire_number(&inner, CP_WIRE_OCCURRED, (uint64_t)damage->event.fact.occurred_ms);
    cp_wire_number(damage, CP_WIRE_TYPE, CP_EVENT_EVENT_RETRACTED);
    cp_wire_bytes(damage, CP_WIRE_RETRACTED_ID, cancelled_id, CP_EVENT_ID_SIZE);
    cp_wire_bytes(damage, CP_WIRE_RETRACTED, inner.bytes, inner.size);
}

static void cp_damage_recursive(struct cp_damage *damage)
{
    cp_damage_retract(
        damage, (struct cp_damage_original){CP_EVENT_ID_SIZE, 1, CP_EVENT_EVENT_RETRACTED, 4});
}

static void cp_damage_other_id(struct cp_damage *damage)
{
    cp_damage_retract(damage, (struct cp_damage_original){0, 1, CP_EVENT_CASE_OPENED, 4});
}

static void cp_damage_bad_original(struct cp_damage *damage)
{
    cp_damage_retract(damage,
                      (struct cp_damage_original){CP_EVENT_ID_SIZE, 1, CP_EVENT_CASE_OPENED, 0});
}

static void cp_damage_new_type(struct cp_damage *damage)
{
    cp_wire_number(damage, CP_WIRE_TYPE, CP_EVENT_TYPE_END + 10);
}

static void cp_damage_new_original_type(struct cp_damage *damage)
{
    cp_damage_retract(damage,
                      (struct cp_damage_original){CP_EVENT_ID_SIZE, 1, CP_EVENT_TYPE_END + 10, 4});
}

static void cp_damage_new_original_version(struct cp_damage *damage)
{
    cp_damage_retract(damage, (struct cp_damage_original){CP_EVENT_ID_SIZE, CP_SCHEMA_VERSION + 1,
                                                          CP_EVENT_CASE_OPENED, 4});
}

struct cp_damage_way {
    enum cp_reason reason;
    void (*make)(struct cp_damage *damage);
};

static const struct cp_damage_way cp_damage_ways[] = {
    {CP_REASON_MALFORMED_EMPTY, cp_damage_empty},
    {CP_REASON_MALFORMED_EMPTY, cp_damage_none},
    {CP_REASON_MALFORMED_OVERSIZED, cp_damage_oversized},
    {CP_REASON_MALFORMED_FRAMING, cp_damage_framing},
    {CP_REASON_MALFORMED_UNDECODABLE, cp_damage_cut},
    {CP_REASON_MALFORMED_UNDECODABLE, cp_damage_garbage},
    {CP_REASON_MALFORMED_UNDECODABLE, cp_damage_not_text},
    {CP_REASON_MALFORMED_EVENT_ID, cp_damage_short_id},
    {CP_REASON_MALFORMED_VERSION, cp_damage_no_version},
    {CP_REASON_MALFORMED_TYPE, cp_damage_no_type},
    {CP_REASON_MALFORMED_CASE_ID, cp_damage_no_case},
    {CP_REASON_MALFORMED_CASE_ID, cp_damage_long_case},
    {CP_REASON_MALFORMED_OCCURRED, cp_damage_no_time},
    {CP_REASON_MALFORMED_OCCURRED, cp_damage_far_time},
    {CP_REASON_UNSUPPORTED_NEW_VERSION, cp_damage_new_version},
    {CP_REASON_MALFORMED_POINTS, cp_damage_points},
    {CP_REASON_MALFORMED_SENDER, cp_damage_sender},
    {CP_REASON_MALFORMED_PERSONAL_DATA, cp_damage_personal},
    {CP_REASON_MALFORMED_NO_ORIGINAL, cp_damage_no_original},
    {CP_REASON_MALFORMED_RECURSIVE, cp_damage_recursive},
    {CP_REASON_MALFORMED_OTHER_ID, cp_damage_other_id},
    {CP_REASON_MALFORMED_ORIGINAL, cp_damage_bad_original},
    {CP_REASON_UNSUPPORTED_NEW_TYPE, cp_damage_new_type},
    {CP_REASON_UNSUPPORTED_ORIGINAL_TYPE, cp_damage_new_original_type},
    {CP_REASON_UNSUPPORTED_ORIGINAL_TYPE, cp_damage_new_original_version},
};
#define CP_DAMAGE_WAYS (sizeof(cp_damage_ways) / sizeof(cp_damage_ways[0]))

size_t cp_damage_count(void)
{
    return CP_DAMAGE_WAYS;
}

/* The opening of a case has no detail that a field written behind it could mix with. */
static void cp_damage_start(const struct cp_event *event, struct cp_damage *out_damage)
{
    out_damage->event = *event;
    struct cp_fact *fact = &out_damage->event.fact;
    memset(fact, 0, sizeof(*fact));
    fact->type = CP_EVENT_CASE_OPENED;
    fact->occurred_ms = event->fact.occurred_ms;
    fact->administration = event->fact.administration;
    fact->unit = event->fact.unit;
    memcpy(fact->subject, event->fact.subject, sizeof(fact->subject));
    out_damage->is_null = false;
    out_damage->size = cp_event_encode(&out_damage->event, out_damage->bytes);
}

void cp_damage_make(const struct cp_event *event, size_t way, struct cp_damage *out_damage)
{
    CP_ASSERT(way < CP_DAMAGE_WAYS && !event->is_retraction);
    cp_damage_start(event, out_damage);
    out_damage->reason = cp_damage_ways[way].reason;
    cp_damage_ways[way].make(out_damage);
}
