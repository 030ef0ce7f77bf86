#include "strange.h"

#include <string.h>

#include "casepulse/base/assert.h"
#include "reader.h"
#include "sample.h"

enum { NUMBER = 0, FIXED64 = 1, BYTES = 2, FIXED32 = 5 };

/* A message under way; what does not fit any more is left out. */
struct strange {
    uint64_t *seed;
    uint8_t *bytes;
    size_t size, size_max;
};

static bool one_in(struct strange *strange, uint64_t chances)
{
    return sample_random_below(strange->seed, chances) == 0;
}

static uint64_t below(struct strange *strange, uint64_t limit)
{
    return sample_random_below(strange->seed, limit);
}

static void append(struct strange *strange, const void *bytes, size_t size)
{
    if (size > 0 && size <= strange->size_max - strange->size) {
        memcpy(strange->bytes + strange->size, bytes, size);
        strange->size += size;
    }
}

/* Now and then with zeroes behind, up to eleven bytes: one more than any reader may take. */
static void append_number(struct strange *strange, uint64_t value)
{
    uint8_t bytes[24];
    size_t size = 0;
    do {
        bytes[size++] = (uint8_t)(value | 0x80);
        value >>= 7;
    } while (value != 0);
    if (one_in(strange, 16)) {
        const size_t padding = below(strange, 12 - (size < 11 ? size : 11));
        memset(bytes + size, 0x80, padding);
        size += padding;
    }
    bytes[size - 1] &= 0x7F;
    append(strange, bytes, size);
}

static uint64_t any_number(struct strange *strange)
{
    switch (below(strange, 4)) {
    case 0:
        return below(strange, 20);
    case 1:
        return SAMPLE_OCCURRED_MS + below(strange, INT64_C(1) << 36);
    default:
        return sample_random(strange->seed) >> below(strange, 64);
    }
}

/* Mostly plain, so that enough of them are good; sometimes anything. */
static size_t any_content(struct strange *strange, uint8_t *out_bytes, size_t size_max)
{
    static const char *const texts[] = {"",
                                        "case-1",
                                        "bcv-1",
                                        "32.24.04",
                                        "K02",
                                        "64942212",
                                        "opera",
                                        "\xC3\xA6",
                                        "\xED\xA0\x80",
                                        "a\0b",
                                        "0123456789abcdef",
                                        "010190-1234",
                                        "..\xC2\x85"};
    if (one_in(strange, 4)) {
        const size_t size = below(strange, size_max);
        for (size_t i = 0; i < size; i++) {
            out_bytes[i] =
                (uint8_t)(sample_random(strange->seed) & (one_in(strange, 30) ? 255 : 127));
        }
        return size;
    }
    const char *text = texts[below(strange, sizeof(texts) / sizeof(texts[0]))];
    memcpy(out_bytes, text, strlen(text));
    return strlen(text);
}

static void append_bytes(struct strange *strange, const uint8_t *bytes, size_t size)
{
    const uint64_t told = one_in(strange, 200) ? below(strange, 2 * size + 9) : size;
    append_number(strange, told);
    append(strange, bytes, size);
}

static void append_content(struct strange *strange, unsigned type)
{
    uint8_t bytes[64];
    switch (type) {
    case NUMBER:
        append_number(strange, any_number(strange));
        return;
    case FIXED64:
    case FIXED32:
        for (size_t i = 0; i < 8; i++) {
            bytes[i] = (uint8_t)(one_in(strange, 2) ? 0x80 : sample_random(strange->seed));
        }
        append(strange, bytes, type == FIXED64 ? 8 : 4);
        return;
    case BYTES:
        append_bytes(strange, bytes, any_content(strange, bytes, sizeof(bytes)));
        return;
    default:
        return;
    }
}

static void append_key(struct strange *strange, uint64_t number, unsigned type)
{
    append_number(strange, number << 3 | type);
}

static unsigned any_type(struct strange *strange)
{
    return one_in(strange, 8) ? (unsigned)below(strange, 8)
                              : (unsigned[]){NUMBER, FIXED64, BYTES, FIXED32}[below(strange, 4)];
}

static void append_packed(struct strange *strange, uint64_t number)
{
    uint8_t bytes[256];
    struct strange inner = {strange->seed, bytes, 0, sizeof(bytes)};
    for (uint64_t left = below(strange, 40); left > 0; left--) {
        append_number(&inner, one_in(strange, 10) ? any_number(strange) : below(strange, 15));
    }
    append_key(strange, number, BYTES);
    append_bytes(strange, bytes, inner.size);
}

static bool is_list(uint64_t detail, uint64_t field)
{
    switch (detail - FIELD_DETAIL) {
    case CP_EVENT_COMPLAINT_RECEIVED:
        return field == FIELD_COMPLAINT_KINDS || field == FIELD_COMPLAINT_POINTS;
    case CP_EVENT_INVESTIGATION_CONCLUDED:
        return field == 4;
    case CP_EVENT_AUDIT_REVIEWED:
        return field == FIELD_REVIEW_ERROR_THEMES;
    default:
        return false;
    }
}

static void append_detail(struct strange *strange, uint64_t number)
{
    uint8_t bytes[1024];
    struct strange inner = {strange->seed, bytes, 0, sizeof(bytes)};
    for (uint64_t left = below(strange, 7); left > 0; left--) {
        const uint64_t field = one_in(strange, 20) ? below(strange, 40) : 1 + below(strange, 4);
        if (one_in(strange, is_list(number, field) ? 2 : 60)) {
            append_packed(&inner, field);
            continue;
        }
        const bool is_text = field == 1 && number == FIELD_DETAIL + CP_EVENT_UNIT_CHANGED;
        const unsigned type = one_in(strange, 30) ? any_type(strange) : is_text ? BYTES : NUMBER;
        append_key(&inner, field, type);
        append_content(&inner, type);
    }
    append_key(strange, number, one_in(strange, 100) ? any_type(strange) : BYTES);
    append_bytes(strange, bytes, inner.size);
}

static bool is_number(uint64_t field)
{
    return (field >= FIELD_SCHEMA_VERSION && field <= FIELD_TYPE) || field == FIELD_OCCURRED ||
           field == FIELD_ADMINISTRATION || field == FIELD_REGISTERED || field == FIELD_EMITTED ||
           field == FIELD_SOURCE_SEQ || field == FIELD_SENSITIVITY;
}

static void append_field(struct strange *strange)
{
    if (one_in(strange, 3)) {
        append_detail(strange, FIELD_DETAIL + 1 + below(strange, 13));
        return;
    }
    const uint64_t known = 1 + below(strange, 20);
    const uint64_t number = one_in(strange, 12) ? any_number(strange) >> 3 : known;
    unsigned type = is_number(number) ? NUMBER : BYTES;
    if (number > FIELD_RETRACTED || one_in(strange, 60)) {
        type = any_type(strange);
    }
    append_key(strange, number, type);
    append_content(strange, type);
}

/* Behind a good beginning most of the time, or few would get past the check. */
static void append_message(struct strange *strange)
{
    if (!one_in(strange, 8)) {
        static struct sample sample;
        sample_begin(&sample, (int)(1 + below(strange, 15)));
        append(strange, sample.bytes, sample.size);
    }
    for (uint64_t left = below(strange, one_in(strange, 50) ? 200 : 9); left > 0; left--) {
        append_field(strange);
    }
}

static void append_retracted(struct strange *strange)
{
    static uint8_t bytes[STRANGE_MAX / 2];
    struct strange inner = {strange->seed, bytes, 0, sizeof(bytes)};
    append_message(&inner);
    append_key(strange, FIELD_RETRACTED_EVENT_ID, BYTES);
    append_bytes(strange, sample_id, CP_EVENT_ID_SIZE);
    append_key(strange, FIELD_RETRACTED, BYTES);
    append_bytes(strange, bytes, inner.size);
}

size_t strange_write(uint64_t *seed, uint8_t out_bytes[STRANGE_MAX])
{
    struct strange strange = {seed, out_bytes, 0, STRANGE_MAX};
    if (one_in(&strange, 10)) {
        append(&strange, "\0\0\0\0\1\0", 6);
    }
    append_message(&strange);
    if (one_in(&strange, 6)) {
        append_retracted(&strange);
    }
    for (uint64_t left = one_in(&strange, 6) ? below(&strange, 4) : 0; left > 0; left--) {
        if (strange.size > 0) {
            out_bytes[below(&strange, strange.size)] = (uint8_t)sample_random(seed);
        }
    }
    return one_in(&strange, 12) && strange.size > 0 ? below(&strange, strange.size) : strange.size;
}

void strange_pair_init(struct strange_pair *pair, struct cp_decoder_rules rules)
{
    pair->decoder = cp_decoder_create(rules);
    pair->reference = cp_reference_create(rules);
    cp_arena_init(&pair->arena, CP_REFERENCE_ARENA_SIZE(CP_EVENT_VALUE_MAX));
}

void strange_pair_done(struct strange_pair *pair)
{
    cp_decoder_free(pair->decoder);
    cp_reference_free(pair->reference);
    cp_arena_done(&pair->arena);
}

static bool is_same_slice(struct cp_slice one, struct cp_slice other)
{
    return one.size == other.size &&
           (one.size == 0 || memcmp(one.bytes, other.bytes, one.size) == 0);
}

static bool is_same_message(const struct cp_message *one, const struct cp_message *other)
{
    for (int text = 0; text < CP_TEXT_END; text++) {
        if (!is_same_slice(one->texts[text], other->texts[text])) {
            return false;
        }
    }
    return is_same_slice(one->event_id, other->event_id) &&
           one->schema_version == other->schema_version && one->type == other->type &&
           one->occurred_ms == other->occurred_ms && one->registered_ms == other->registered_ms &&
           one->emitted_ms == other->emitted_ms && one->source_seq == other->source_seq &&
           one->administration == other->administration && one->sensitivity == other->sensitivity &&
           is_same_slice(one->complained_decision, other->complained_decision) &&
           is_same_slice(one->retracted_event_id, other->retracted_event_id) &&
           is_same_slice(one->retracted, other->retracted);
}

static const char *differ_as_messages(struct strange_pair *pair, struct cp_slice bytes)
{
    static struct cp_message one;
    static struct cp_message other;
    memset(&one, 0x5A, sizeof(one));
    memset(&other, 0, sizeof(other));
    cp_arena_reset(&pair->arena);
    const bool is_read = cp_message_read(bytes, &one);
    if (is_read != cp_reference_read(&pair->arena, bytes, &other)) {
        return is_read ? "only the reader takes it" : "only the reference takes it";
    }
    if (!is_read) {
        return NULL;
    }
    if (memcmp(&one.detail, &other.detail, sizeof(one.detail)) != 0) {
        return "the details differ";
    }
    return is_same_message(&one, &other) ? NULL : "the fields differ";
}

const char *strange_pair_differ(struct strange_pair *pair, struct cp_slice value,
                                struct cp_slice key, enum cp_reason *out_reason)
{
    struct cp_event event;
    struct cp_event other;
    memset(&event, 0x5A, sizeof(event));
    memset(&other, 0x5A, sizeof(other));
    *out_reason =
        cp_decoder_decode(pair->decoder, value.bytes, value.size, key.bytes, key.size, &event);
    const enum cp_reason reason =
        cp_reference_decode(pair->reference, value.bytes, value.size, key.bytes, key.size, &other);
    if (*out_reason != reason) {
        return "the verdicts differ";
    }
    if (memcmp(&event, &other, sizeof(event)) != 0) {
        return "the events differ";
    }
    return value.size > 0 && value.size <= CP_EVENT_VALUE_MAX ? differ_as_messages(pair, value)
                                                              : NULL;
}
