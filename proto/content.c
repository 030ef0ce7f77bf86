/* The canonical form that is hashed: each field that is not zero or empty as its number and its
 * bytes, in the order of the table; a text has its size in front. So no two contents have the same
 * form, absent and unknown values are the same, and a field that the contract gets one day changes
 * no hash of the events before it. Kinds and themes are masks, thus sets; points keep their order. */
#include "content.h"

#include <assert.h>
#include <stddef.h>
#include <string.h>

#include "casepulse/base/assert.h"
#include "casepulse/base/checksum.h"
#include "fill.h"

#define CP_CONTENT_MAX 512

enum cp_content_kind {
    CP_CONTENT_NUMBER,     /* 1, 4 or 8 bytes, hashed with the lowest first */
    CP_CONTENT_SHORT_TEXT, /* struct cp_short_text */
    CP_CONTENT_TEXT,       /* NUL-terminated */
    CP_CONTENT_BYTES,      /* always all of them */
};

struct cp_content_field {
    uint8_t number; /* never given again */
    uint8_t kind;   /* enum cp_content_kind */
    uint8_t size;
    uint16_t at;
};

#define CP_FIELD(number, kind, field)                                                              \
    {number, CP_CONTENT_##kind, sizeof(((struct cp_event *)NULL)->field),                          \
     offsetof(struct cp_event, field)}

/* All fields but id, registered, emitted, source_seq, and what only a retraction has. */
static const struct cp_content_field cp_content_fields[] = {
    CP_FIELD(1, NUMBER, schema_version),
    CP_FIELD(2, SHORT_TEXT, case_id),
    CP_FIELD(3, NUMBER, own_occurred_ms),
    CP_FIELD(4, TEXT, source),
    CP_FIELD(5, TEXT, authority),
    CP_FIELD(6, NUMBER, sensitivity),
    CP_FIELD(7, SHORT_TEXT, related_case),
    CP_FIELD(8, BYTES, complained_decision),
    CP_FIELD(9, NUMBER, fact.type),
    CP_FIELD(10, SHORT_TEXT, fact.unit),
    CP_FIELD(11, NUMBER, fact.administration),
    CP_FIELD(12, TEXT, fact.subject),
    CP_FIELD(13, TEXT, fact.facet),
    CP_FIELD(14, NUMBER, fact.case_opened_ms),
    CP_FIELD(15, NUMBER, fact.applied_ms),
    CP_FIELD(16, NUMBER, fact.deadline_ms),
    CP_FIELD(17, SHORT_TEXT, fact.from_unit),
    CP_FIELD(18, NUMBER, fact.from_administration),
    CP_FIELD(19, NUMBER, fact.channel),
    CP_FIELD(20, NUMBER, fact.addressee),
    CP_FIELD(21, NUMBER, fact.state),
    CP_FIELD(22, NUMBER, fact.decision_result),
    CP_FIELD(23, NUMBER, fact.has_service_target),
    CP_FIELD(24, NUMBER, fact.kinds),
    CP_FIELD(25, NUMBER, fact.body),
    CP_FIELD(26, NUMBER, fact.reassessment_result),
    CP_FIELD(27, NUMBER, fact.conclusion_result),
    CP_FIELD(28, NUMBER, fact.way),
    CP_FIELD(29, NUMBER, fact.has_criticism),
    CP_FIELD(30, NUMBER, fact.outcome),
    CP_FIELD(31, NUMBER, fact.board),
    CP_FIELD(32, NUMBER, fact.cause),
    CP_FIELD(33, NUMBER, fact.reaction),
    CP_FIELD(34, NUMBER, fact.reviewer),
    CP_FIELD(35, NUMBER, fact.has_error),
    CP_FIELD(36, NUMBER, fact.error_themes),
    CP_FIELD(37, NUMBER, fact.point_count),
    CP_FIELD(38, BYTES, fact.points),
};

static_assert(sizeof(struct cp_event) == 440,
              "struct cp_event changed: does cp_content_fields have a row for the new field?");

struct cp_content_writer {
    size_t size;
    uint8_t bytes[CP_CONTENT_MAX];
};

static void cp_content_put(struct cp_content_writer *writer, const void *bytes, size_t size)
{
    CP_ASSERT(writer->size + size <= sizeof(writer->bytes));
    memcpy(writer->bytes + writer->size, bytes, size);
    writer->size += size;
}

static void cp_content_put_byte(struct cp_content_writer *writer, size_t byte)
{
    const uint8_t small = (uint8_t)byte;
    cp_content_put(writer, &small, 1);
}

static uint64_t cp_content_number(const uint8_t *at, uint8_t size)
{
    uint64_t wide;
    uint32_t middle;
    switch (size) {
    case 1:
        return *at;
    case 4:
        memcpy(&middle, at, sizeof(middle));
        return middle;
    case 8:
        memcpy(&wide, at, sizeof(wide));
        return wide;
    default:
        CP_BUG("a number of 1, 4 or 8 bytes");
    }
}

static void cp_content_put_number(struct cp_content_writer *writer,
                                  const struct cp_content_field *field, const uint8_t *at)
{
    const uint64_t number = cp_content_number(at, field->size);
    if (number == 0) {
        return;
    }
    cp_content_put_byte(writer, field->number);
    for (unsigned shift = 0; shift < 8u * field->size; shift += 8) {
        cp_content_put_byte(writer, number >> shift & 0xFF);
    }
}

static void cp_content_put_text(struct cp_content_writer *writer,
                                const struct cp_content_field *field, const uint8_t *text,
                                size_t size)
{
    if (size > 0) {
        cp_content_put_byte(writer, field->number);
        cp_content_put_byte(writer, size);
        cp_content_put(writer, text, size);
    }
}

static void cp_content_put_bytes(struct cp_content_writer *writer,
                                 const struct cp_content_field *field, const uint8_t *at)
{
    static const uint8_t zeroes[UINT8_MAX];
    if (memcmp(at, zeroes, field->size) != 0) {
        cp_content_put_byte(writer, field->number);
        cp_content_put(writer, at, field->size);
    }
}

static void cp_content_put_field(struct cp_content_writer *writer,
                                 const struct cp_content_field *field, const uint8_t *at)
{
    switch ((enum cp_content_kind)field->kind) {
    case CP_CONTENT_NUMBER:
        cp_content_put_number(writer, field, at);
        break;
    case CP_CONTENT_SHORT_TEXT:
        cp_content_put_text(writer, field, at + offsetof(struct cp_short_text, bytes),
                            at[offsetof(struct cp_short_text, size)]);
        break;
    case CP_CONTENT_TEXT:
        cp_content_put_text(writer, field, at, strnlen((const char *)at, field->size));
        break;
    case CP_CONTENT_BYTES:
        cp_content_put_bytes(writer, field, at);
        break;
    }
}

static uint32_t cp_content_hash(const struct cp_event *event)
{
    struct cp_content_writer writer;
    writer.size = 0;
    for (size_t i = 0; i < sizeof(cp_content_fields) / sizeof(cp_content_fields[0]); i++) {
        const struct cp_content_field *field = &cp_content_fields[i];
        cp_content_put_field(&writer, field, (const uint8_t *)event + field->at);
    }
    return cp_checksum_more(CP_CHECKSUM_EMPTY, writer.bytes, writer.size);
}

/* The content of a message taken by itself, as if it had come alone under `id`. */
static uint32_t cp_content_hash_message(const struct cp_message *message, struct cp_slice id,
                                        const struct cp_check_rules *rules)
{
    struct cp_record alone = {.own = *message, .original = *message};
    struct cp_event event;
    alone.own.event_id = id;
    cp_event_fill(&alone, rules, &event);
    return cp_content_hash(&event);
}

static uint32_t cp_content_hash_retraction(const struct cp_record *record,
                                           const struct cp_check_rules *rules, uint32_t fact_hash)
{
    const struct cp_message *own = &record->own;
    const uint32_t own_hash = cp_content_hash_message(own, own->event_id, rules);
    const uint8_t fact_bytes[] = {(uint8_t)fact_hash, (uint8_t)(fact_hash >> 8),
                                  (uint8_t)(fact_hash >> 16), (uint8_t)(fact_hash >> 24)};
    const uint32_t with_id =
        cp_checksum_more(own_hash, own->retracted_event_id.bytes, CP_EVENT_ID_SIZE);
    return cp_checksum_more(with_id, fact_bytes, sizeof(fact_bytes));
}

void cp_content_fill(const struct cp_record *record, const struct cp_check_rules *rules,
                     struct cp_event *out_event)
{
    if (!out_event->is_retraction) {
        out_event->fact_hash = cp_content_hash(out_event);
        out_event->content_hash = out_event->fact_hash;
        return;
    }
    out_event->fact_hash =
        cp_content_hash_message(&record->original, record->own.retracted_event_id, rules);
    out_event->content_hash = cp_content_hash_retraction(record, rules, out_event->fact_hash);
}
